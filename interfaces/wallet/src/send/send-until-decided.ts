import { ApiFailure } from '@istsi/client';

const AGAIN_MS = 1_000;
const PATIENCE_MS = 120_000;

/** A signed envelope may have arrived whatever the answer was: the same is sent again until the network has decided. */
export async function sendUntilDecided<T>(send: () => Promise<T | undefined>): Promise<T> {
  let last: unknown;
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; ) {
    try {
      const decided = await send();
      if (decided !== undefined) return decided;
    } catch (error) {
      const isOpen =
        error instanceof ApiFailure && (error.isUnanswered || error.status === 429 || (error.status ?? 0) >= 500);
      if (!isOpen) throw error;
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
  throw last ?? new ApiFailure(undefined, undefined);
}
