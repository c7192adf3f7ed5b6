import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { requireHere } from './archived-through.ts';
import { type BusEvent, envelopeOf } from './envelope.ts';

export interface EventQuery {
  /** Events behind this place in the order. */
  after: bigint;
  limit: number;
  /** Of these types only. */
  types?: readonly string[] | undefined;
  /** Of this operation only. */
  subject?: string | undefined;
}

const COLUMNS = ['seq', 'id', 'height', 'type', 'source', 'subject', 'time', 'tx', 'data'] as const;

/**
 * In their order, which has no holes: whoever has read up to a place has missed nothing before it. Throws where the next ones are in
 * the archive alone, and says where.
 */
export async function readBus(db: Kysely<Schema>, { after, limit, types, subject }: EventQuery): Promise<BusEvent[]> {
  let query = db.selectFrom('istsi.bus_events').select(COLUMNS).where('seq', '>', after);
  if (types !== undefined) query = query.where('type', 'in', [...types]);
  if (subject !== undefined) query = query.where('subject', '=', subject);
  const events = (await query.orderBy('seq').limit(limit).execute()).map(envelopeOf);
  const [first] = events;
  const isAll = types === undefined && subject === undefined;
  // The last event always stays: where all are asked for and none is behind a place, none was taken away there either.
  const isNext = first ? BigInt(first.sequence) === after + 1n : isAll;
  if (!isNext) await requireHere(db, after);
  return events;
}

/** What is here of one operation; where the rest is, its archived place says. */
export async function readOfSubject(db: Kysely<Schema>, subject: string, limit: number): Promise<BusEvent[]> {
  const rows = db.selectFrom('istsi.bus_events').select(COLUMNS).where('seq', 'is not', null);
  return (await rows.where('subject', '=', subject).orderBy('seq').limit(limit).execute()).map(envelopeOf);
}

/**
 * A page, and how far it reaches. While nothing that was asked for is behind a place it reaches on all the same: whoever waits for what
 * is rare would otherwise have all the rest looked through again each time.
 */
export async function readPage(
  db: Kysely<Schema>,
  query: EventQuery,
): Promise<{ events: BusEvent[]; reached: bigint }> {
  // Asked first: what gets a place meanwhile is behind it.
  const head = await headOf(db);
  const events = await readBus(db, query);
  const last = BigInt(events.at(-1)?.sequence ?? query.after);
  // Fewer than asked for: up to the head there are no others.
  return { events, reached: events.length < query.limit && head > last ? head : last };
}

/** The last place that was given; 0 before the first. */
export async function headOf(db: Kysely<Schema>): Promise<bigint> {
  const { head } = await db
    .selectFrom('istsi.bus_events')
    .select((columns) => columns.fn.max('seq').as('head'))
    .executeTakeFirstOrThrow();
  return head ?? 0n;
}
