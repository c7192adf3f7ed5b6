import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { archivedThrough } from './archived-through.ts';
import { type ConsumerView, listConsumers } from './consumer-store.ts';
import { type KeptBack, listKeptBack } from './kept-back.ts';
import { headOf } from './read-events.ts';

export interface BusStatus {
  /** RPC servers that must have the same events before they are told. */
  views: number;
  /** The last place in the order. */
  head: bigint;
  /** The last place before which events may be in the archive alone; 0 while all are here. */
  archivedThrough: bigint;
  /** The first ledger that was read; undefined before. */
  firstLedger: number | undefined;
  /** The last ledger whose events are shown to be all that it holds. */
  verifiedLedger: number | undefined;
  /** Events that wait for their ledger to be verified. */
  waiting: number;
  /** Why nothing goes on. */
  problem: string | undefined;
  gaps: { from: number; through: number }[];
  discrepancies: { ledger: number; problem: string }[];
  keptBack: KeptBack[];
  consumers: ConsumerView[];
}

const MOST_SHOWN = 100;

export async function busStatus(db: Kysely<Schema>, views: number): Promise<BusStatus> {
  const [stream, head, archived, waiting, gaps, discrepancies, keptBack, consumers] = await Promise.all([
    db.selectFrom('istsi.bus_streams').selectAll().executeTakeFirst(),
    headOf(db),
    archivedThrough(db),
    db
      .selectFrom('istsi.bus_events')
      .select((columns) => columns.fn.countAll<bigint>().as('count'))
      .where('seq', 'is', null)
      .where('reason', 'is', null)
      .executeTakeFirstOrThrow(),
    db.selectFrom('istsi.bus_gaps').selectAll().orderBy('from_ledger', 'desc').limit(MOST_SHOWN).execute(),
    db.selectFrom('istsi.bus_discrepancies').selectAll().orderBy('ledger', 'desc').limit(MOST_SHOWN).execute(),
    listKeptBack(db, MOST_SHOWN),
    listConsumers(db),
  ]);
  return {
    ...{ views, head, archivedThrough: archived },
    firstLedger: numberOf(stream?.first_ledger),
    verifiedLedger: numberOf(stream?.verified),
    waiting: Number(waiting.count),
    problem: stream?.problem ?? undefined,
    gaps: gaps.map(({ from_ledger, through_ledger }) => ({
      from: Number(from_ledger),
      through: Number(through_ledger),
    })),
    discrepancies: discrepancies.map(({ ledger, problem }) => ({ ledger: Number(ledger), problem })),
    ...{ keptBack, consumers },
  };
}

const numberOf = (value: bigint | null | undefined): number | undefined =>
  value === null || value === undefined ? undefined : Number(value);
