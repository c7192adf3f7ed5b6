import type { Manifest } from '@istsi/contracts';
import { catchUpInBatches } from '../bus/consume-batches.ts';
import type { Database } from '../database/open-database.ts';
import { actOfEvent } from './event-act.ts';
import { writeActs } from './write-act.ts';

/** Writes what both chains' events say into the log, each once. Answers how many. */
export async function auditEvents(database: Database, manifest: Manifest, signal: AbortSignal): Promise<number> {
  const own = new Set(Object.values(manifest.contracts).map(({ id }) => id));
  return await catchUpInBatches(
    database,
    {
      name: 'audit',
      handle: async (trx, events) =>
        await writeActs(
          trx,
          events.flatMap((event) => actOfEvent(event) ?? []),
          own,
        ),
    },
    signal,
  );
}
