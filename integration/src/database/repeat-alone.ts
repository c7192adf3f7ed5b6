import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import { withAdvisoryLock } from './advisory-lock.ts';

export interface RepeatOptions {
  pool: Pool;
  /** Whoever holds it does the work; the others stand by. */
  lock: string;
  /** Between one time and the next, where nothing is left to do. */
  pollMs: number;
  /** Until the lock is looked for again. */
  retryMs: number;
  signal: AbortSignal;
  /** Not called for what fails because it was aborted. */
  onError(error: unknown): unknown;
}

/** Does something once; true: there may be more, and nothing is waited for. */
export type Once = () => Promise<boolean>;

/**
 * Has one instance of several on one database do the same again and again, until aborted. `begin` is called whenever the lock was
 * taken; `ended` is aborted at the end, and when the lock is lost.
 */
export async function repeatAlone(options: RepeatOptions, begin: (ended: AbortSignal) => Once): Promise<void> {
  const { pool, lock, pollMs, retryMs, signal, onError } = options;
  const pause = async (ms: number, until: AbortSignal): Promise<void> =>
    await sleep(ms, undefined, { signal: until }).catch(() => undefined);
  while (!signal.aborted) {
    try {
      await withAdvisoryLock(pool, lock, async (held) => {
        const ended = AbortSignal.any([signal, held]);
        const once = begin(ended);
        while (!ended.aborted) if (!(await once())) await pause(pollMs, ended);
      });
    } catch (error) {
      if (!signal.aborted) await onError(error);
    }
    await pause(retryMs, signal);
  }
}
