import { formatEventId } from '@istsi/soroban-client';
import type { Kysely, Transaction } from 'kysely';
import { type Act, writeAct } from '../audit/write-act.ts';
import { withAdvisoryLock } from '../database/advisory-lock.ts';
import type { Database } from '../database/open-database.ts';
import type { Schema } from '../database/schema.ts';
import { type ArchivedEvent, readLines } from './archive-files.ts';
import { ARCHIVE_LOCK, ArchiveError, requireSound } from './errors.ts';
import { verifyArchive } from './verify-archive.ts';

const AT_ONCE = 500;

/**
 * Brings events that were deleted back into their places, from lines that were just read: the newest first, each piece in one
 * transaction with its entry of the audit log and how far what is not here reaches, so that a kill leaves less to do. Answers how many.
 */
export async function restoreEvents(
  { db, pool }: Pick<Database, 'db' | 'pool'>,
  asked: { directory: string; router: string },
): Promise<number> {
  const done = await withAdvisoryLock(pool, ARCHIVE_LOCK, async () => await restore(db, asked));
  if (!done) throw new ArchiveError('archive/at-work', { directory: asked.directory });
  return done.value;
}

async function restore(
  db: Kysely<Schema>,
  { directory, router }: { directory: string; router: string },
): Promise<number> {
  const archive = await verifyArchive(db, directory);
  if (archive.router !== undefined && archive.router !== router)
    throw new ArchiveError('archive/of-another', { file: directory, found: archive.router, router });
  requireSound(directory, archive.findings);
  const files = await db.selectFrom('istsi.archived_event_files').selectAll().orderBy('first_seq', 'desc').execute();
  let total = 0;
  for (const { file, first_seq, through_seq } of files) {
    const first = Number(first_seq);
    // Behind the header.
    const lines = readLines(directory, file).slice(1);
    for (let through = Number(through_seq); through >= first; ) {
      const from = Math.max(first, through - AT_ONCE + 1);
      const events = lines
        .slice(from - first, through - first + 1)
        .map((line, i) => ({ seq: from + i, event: JSON.parse(line.slice(65)) as ArchivedEvent }));
      total += await db.transaction().execute(async (trx) => {
        const added = await insertEvents(trx, events);
        await shorten(trx, first, from - 1);
        if (added > 0) await writeAct(trx, restored(archive.id, { from, through, added }));
        return added;
      });
      through = from - 1;
    }
  }
  requireSound(directory, (await verifyArchive(db, directory)).findings);
  return total;
}

const restored = (archive = '', { from, through, added }: { from: number; through: number; added: number }): Act => ({
  action: 'archive.restore',
  changes: { archive, events: String(added), from: String(from), through: String(through) },
});

/** Those that stayed are there. */
async function insertEvents(
  trx: Transaction<Schema>,
  events: readonly { seq: number; event: ArchivedEvent }[],
): Promise<number> {
  const rows = events.map(({ seq, event }) => {
    const { chain, height, time, data, ...same } = event as ArchivedEvent & {
      chain: 'stellar' | 'bitcoin';
      height: string;
      time: string | null;
      data: unknown;
      source: string;
    };
    return {
      ...same,
      ...{
        seq: BigInt(seq),
        chain,
        height: BigInt(height),
        time: time === null ? null : new Date(time),
        data: JSON.stringify(data),
      },
      ...(chain === 'stellar' && { order_ledger: BigInt(height), position: positionOf(event.id) }),
    };
  });
  const done = await trx
    .insertInto('istsi.bus_events')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return Number(done.numInsertedOrUpdatedRows ?? 0n);
}

/** Of `stellar:<network>:<ledger>:<transaction>:<operation>:<event>`; a gap has none. */
function positionOf(id: string): string {
  const [ledger = 0, transaction = 0, operation = 0, event = 0] = id.split(':').slice(2).map(Number);
  return [ledger, transaction, operation, event].every(Number.isSafeInteger)
    ? formatEventId({ ledger, transaction, operation, event })
    : '';
}

async function shorten(trx: Transaction<Schema>, first: number, through: number): Promise<void> {
  const rows = trx.deleteFrom('istsi.archived_event_files').where('first_seq', '=', BigInt(first));
  if (through < first) await rows.execute();
  else
    await trx
      .updateTable('istsi.archived_event_files')
      .set({ through_seq: BigInt(through) })
      .where('first_seq', '=', BigInt(first))
      .execute();
}
