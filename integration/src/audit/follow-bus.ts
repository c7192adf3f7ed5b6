import type { Manifest } from '@istsi/contracts';
import { addConsumer, advance, loadConsumer } from '../bus/consumer-store.ts';
import { readBus } from '../bus/read-events.ts';
import type { Database } from '../database/open-database.ts';
import { actOfEvent } from './event-act.ts';
import { writeActs } from './write-act.ts';

const CONSUMER = 'audit';
const BATCH = 200;

class Moved extends Error {}

/**
 * Writes what both chains' events say into the log, each once, in one transaction with the place on the bus. Many at a
 * time: a chain that is read anew tells all of it. Answers how many.
 */
export async function auditEvents({ db }: Database, manifest: Manifest, signal: AbortSignal): Promise<number> {
  const own = new Set(Object.values(manifest.contracts).map(({ id }) => id));
  await addConsumer(db, CONSUMER);
  for (let total = 0; ; ) {
    const { position, paused } = await loadConsumer(db, CONSUMER);
    const events = paused || signal.aborted ? [] : await readBus(db, { after: position, limit: BATCH });
    const last = events.at(-1);
    if (!last) return total;
    const acts = events.flatMap((event) => actOfEvent(event) ?? []);
    try {
      await db.transaction().execute(async (trx) => {
        await writeActs(trx, acts, own);
        if (!(await advance(trx, CONSUMER, position, BigInt(last.sequence)))) throw new Moved();
      });
    } catch (error) {
      // Somebody moved or paused it: it goes on from there.
      if (!(error instanceof Moved)) throw error;
    }
    total += events.length;
  }
}
