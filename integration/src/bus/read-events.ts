import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
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

/** In their order, which has no holes: whoever has read up to a place has missed nothing before it. */
export async function readBus(db: Kysely<Schema>, { after, limit, types, subject }: EventQuery): Promise<BusEvent[]> {
  let query = db.selectFrom('istsi.bus_events').select(COLUMNS).where('seq', '>', after);
  if (types !== undefined) query = query.where('type', 'in', [...types]);
  if (subject !== undefined) query = query.where('subject', '=', subject);
  return (await query.orderBy('seq').limit(limit).execute()).map(envelopeOf);
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
