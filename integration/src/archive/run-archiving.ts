import { setTimeout as sleep } from 'node:timers/promises';
import { describeError, type Log } from '@istsi/bitcoin-custody';
import type { Manifest } from '@istsi/contracts';
import type { Database } from '../database/open-database.ts';
import { archiveEvents } from './archive-events.ts';
import { archiveOperations } from './archive-operations.ts';
import { isArchiveAtWork } from './errors.ts';

export interface ArchiveSettings {
  directory: string;
  /** What is so old is archived. */
  days: number;
  /** Deletes from the database what the archive has of events, and of the history of operations. */
  prune: boolean;
  everyMs?: number;
}

const DAY_MS = 86_400_000;
/** All of the archive is read each time. */
const EVERY_MS = DAY_MS;

/** Archives what has become old enough, at the start and every day. What stops it is said each time, and deletes nothing. */
export async function runArchiving(
  { database, manifest, log }: { database: Database; manifest: Manifest; log: Log },
  { directory, days, prune, everyMs = EVERY_MS }: ArchiveSettings,
  signal: AbortSignal,
): Promise<void> {
  const router = manifest.contracts['integration-router'].id;
  while (!signal.aborted) {
    try {
      const before = new Date(Date.now() - days * DAY_MS);
      const events = await archiveEvents(database, { directory, router, before, prune });
      const operations = await archiveOperations(database, { directory, router, before, prune });
      if (events.added + events.pruned + operations.added + operations.pruned > 0)
        log('info', 'archived', {
          ...{ events: events.added, operations: operations.added },
          ...{ prunedEvents: events.pruned, pruned: operations.pruned },
        });
    } catch (error) {
      const isElsewhere = isArchiveAtWork(error);
      if (!signal.aborted && !isElsewhere) log('error', 'nothing was archived', { error: describeError(error) });
    }
    await sleep(everyMs, undefined, { signal }).catch(() => undefined);
  }
}
