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

/** The last place that was given; 0 before the first. */
export async function headOf(db: Kysely<Schema>): Promise<bigint> {
  const { head } = await db
    .selectFrom('istsi.bus_events')
    .select((columns) => columns.fn.max('seq').as('head'))
    .executeTakeFirstOrThrow();
  return head ?? 0n;
}
