import { type Kysely, type RawBuilder, sql, type Transaction } from 'kysely';
import { approvalTypes } from '../administration/approval-events.ts';
import { writeAct } from '../audit/write-act.ts';
import { headOf } from '../bus/read-events.ts';
import type { Schema } from '../database/schema.ts';
import { EXCHANGED } from '../exchange/exchange-history.ts';
import { requireSound } from './errors.ts';
import { eventDigest, readRows } from './event-rows.ts';
import { archivedStates } from './operation-content.ts';
import type { ArchiveVerification } from './verify-archive.ts';

const AT_ONCE = 1_000;

/**
 * Deletes events that the archive was just read to have: each as it stands under its lock, in one transaction with the place where
 * it is from then on and the entry of the audit log. Not those that somebody still has to read, what is listed from the events alone, what belongs to an
 * operation that goes on, and the last one, behind which the order goes on. Answers how many.
 */
export async function pruneEvents(
  db: Kysely<Schema>,
  directory: string,
  archive: ArchiveVerification,
  through: number,
): Promise<number> {
  const most = Math.min(through, archive.size, Number(await headOf(db)) - 1, await readByAll(db));
  let pruned = 0;
  for (;;) {
    const deleted = await db.transaction().execute(async (trx) => await pruneSome(trx, { directory, archive, most }));
    if (deleted === 0) break;
    pruned += deleted;
  }
  return pruned;
}

/** The last place that nobody has to read any more. */
async function readByAll(db: Kysely<Schema>): Promise<number> {
  const { rows } = await sql<{ through: bigint | null }>`
    select min(least(position, coalesce(replay_next - 1, position))) as through from istsi.bus_consumers`.execute(db);
  return Number(rows[0]?.through ?? Number.MAX_SAFE_INTEGER);
}

async function pruneSome(
  trx: Transaction<Schema>,
  { directory, archive, most }: { directory: string; archive: ArchiveVerification; most: number },
): Promise<number> {
  const due = await sql<{ seq: bigint }>`
    select e.seq from istsi.bus_events e where e.seq <= ${most} and ${isOver}
    order by e.seq limit ${AT_ONCE} for update of e`.execute(trx);
  const seqs = due.rows.map(({ seq }) => Number(seq));
  const [first, last] = [seqs[0], seqs.at(-1)];
  if (first === undefined || last === undefined) return 0;
  const wanted = new Set(seqs);
  const rows = (await readRows(trx, first, last)).filter(({ seq }) => wanted.has(seq));
  const odd = rows.filter(({ seq, event }) => eventDigest(event) !== archive.events[seq - 1]?.digest);
  requireSound(
    directory,
    odd.map(({ seq }) => ({ message: `of the database: event ${seq} is not what was archived` })),
  );
  await keepAddresses(trx, seqs);
  await notePlaces(trx, archive, seqs);
  await trx.deleteFrom('istsi.bus_events').where('seq', 'in', seqs.map(BigInt)).execute();
  await writeAct(trx, {
    action: 'archive.prune',
    changes: { archive: archive.id ?? '', events: String(seqs.length), from: String(first), through: String(last) },
  });
  return seqs.length;
}

const texts = (list: readonly string[]): RawBuilder<unknown> => sql.join(list.map((one) => sql.lit(one)));
const isOpen = (alias: string, states: readonly string[]): RawBuilder<boolean> =>
  sql<boolean>`${sql.ref(`${alias}.state`)} not in (${texts(states)})`;

/** Of `e`. An exchange, and what one person began of an act of two, are told from their events; of Bitcoin, what was taken back is counted. */
const isOver = sql<boolean>`
  e.type not in (${texts([EXCHANGED, ...approvalTypes])}) and e.id not like '%:undone%'
  and not exists (select 1 from istsi.webhook_deliveries x where x.seq = e.seq)
  and not exists (select 1 from istsi.bus_poison x where x.seq = e.seq)
  and not exists (select 1 from istsi.deposits x
    where x.operation_id = e.subject and ${isOpen('x', archivedStates.deposit)})
  and not exists (select 1 from istsi.withdrawals x
    where x.id = e.subject and ${isOpen('x', archivedStates.withdrawal)})
  and not exists (select 1 from istsi.batches x where x.id = e.subject and ${isOpen('x', archivedStates.batch)})
  and not exists (select 1 from istsi.inbox_receipts x
    where (x.withdrawal_id = e.subject or x.stellar_tx = e.tx) and ${isOpen('x', archivedStates.inbox)})
  and not exists (select 1 from istsi.submissions s join istsi.inbox_receipts x on x.id = s.operation
    where s.hash = e.tx and ${isOpen('x', archivedStates.inbox)})`;

/** The reconciliation asks the ledger about whoever may hold tokens: events are how it knows. */
async function keepAddresses(trx: Transaction<Schema>, seqs: readonly number[]): Promise<void> {
  await sql`insert into istsi.archived_addresses
    select distinct named.value from istsi.bus_events e, jsonb_each_text(e.data::jsonb) named
    where e.seq = any(${[...seqs]}::int8[]) and e.type like 'com.istsi.istsi-token.%' and named.value ~ '^[GC][A-Z2-7]{55}$'
    on conflict do nothing`.execute(trx);
}

async function notePlaces(
  trx: Transaction<Schema>,
  { id = '', files }: ArchiveVerification,
  seqs: readonly number[],
): Promise<void> {
  let first = 1;
  for (const { file, count } of files) {
    const until = first + count;
    const last = seqs.findLast((seq) => seq >= first && seq < until);
    if (last !== undefined)
      await sql`insert into istsi.archived_event_files (archive, file, first_seq, through_seq)
        values (${id}, ${file}, ${first}, ${last})
        on conflict (first_seq) do update set through_seq = greatest(archived_event_files.through_seq, excluded.through_seq)`.execute(
        trx,
      );
    first = until;
  }
}
