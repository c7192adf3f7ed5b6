import { setTimeout as sleep } from 'node:timers/promises';
import { describeError, type Log } from '@istsi/bitcoin-custody';
import type { Database } from '../database/open-database.ts';
import { eraseOld, type Retention } from './erase-old.ts';

const EVERY_MS = 3_600_000;

/** Erases what was kept of customers for long enough, at the start and every hour, until aborted. */
export async function runRetention(
  { database, retention, log }: { database: Database; retention: Retention; log: Log },
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      const { customers, documents } = await eraseOld(database.db, retention, new Date());
      if (customers + documents > 0) log('info', 'erased what was kept of customers', { customers, documents });
    } catch (error) {
      if (!signal.aborted) log('warn', 'nothing of customers was erased', { error: describeError(error) });
    }
    await sleep(EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}
