import type { ReadFile } from './tiles.ts';

/** A file may be there or not: its source did not answer. */
export class UnreadError extends Error {
  constructor(path: string, cause: unknown) {
    super(`${path} could not be read: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** The same source, whose failures are told from every other error. */
export const telling =
  (read: ReadFile): ReadFile =>
  async (path) => {
    try {
      return await read(path);
    } catch (error) {
      throw new UnreadError(path, error);
    }
  };

/** What was found, or that it could not be read. */
export async function unlessUnread<T>(found: Promise<T>): Promise<T | { code: 'not-read'; message: string }> {
  try {
    return await found;
  } catch (error) {
    if (!(error instanceof UnreadError)) throw error;
    return { code: 'not-read', message: error.message };
  }
}
