import { setTimeout as sleep } from 'node:timers/promises';
import { describeError } from '@istsi/bitcoin-custody';
import { retryAt } from '../operations/backoff.ts';
import { listProofs } from './proof-store.ts';
import type { ProofWorld } from './proof-world.ts';
import { followBooks, proveReserves } from './prove-reserves.ts';

export interface ProofSchedule {
  /** How long after one proof the next is due; absent: none is made without being asked for. */
  everyMs?: number;
  /** How often to look. */
  pollMs?: number;
}

const DEFAULT_POLL_MS = 10_000;

/**
 * Keeps the history of the reserve's books, and makes a proof when one is due, until aborted. When the last one was made
 * is in the database, so that a restart neither skips one nor repeats it.
 */
export async function runProofSchedule(
  world: ProofWorld,
  { everyMs, pollMs = DEFAULT_POLL_MS }: ProofSchedule,
  signal: AbortSignal,
): Promise<void> {
  const { log, database } = world;
  let failingSince: Date | undefined;
  let notBefore = 0;
  const failed = (code: string | undefined): void => {
    const held = { failures: failingSince === undefined ? 0 : 1, failingSince };
    notBefore = code === undefined ? 0 : retryAt(new Date(), held, code, Math.random).getTime();
    failingSince = code === undefined ? undefined : (failingSince ?? new Date());
  };
  while (!signal.aborted) {
    try {
      await followBooks(world);
      const [last] = await listProofs(database.db, 1);
      const isDue = everyMs !== undefined && Date.now() >= (last?.publishedAt.getTime() ?? 0) + everyMs;
      if (isDue && Date.now() >= notBefore) {
        const outcome = await proveReserves(world);
        failed(outcome.state === 'refused' ? outcome.state : undefined);
        if (outcome.state === 'published') log('info', 'proof of reserves published', { id: outcome.proof.id });
        else
          log(outcome.state === 'waiting' ? 'info' : 'warn', `proof of reserves ${outcome.state}`, {
            reason: outcome.reason,
          });
      }
    } catch (error) {
      failed('cannot-prove');
      if (!signal.aborted) log('error', 'proof of reserves failed', { error: describeError(error) });
    }
    await sleep(pollMs, undefined, { signal }).catch(() => undefined);
  }
}
