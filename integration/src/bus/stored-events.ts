import { type Kysely, sql } from 'kysely';
import type { Schema } from '../database/schema.ts';

/** Why an event is kept back that a ledger does not hold: it stays, and counts for nothing. */
export const NOT_HELD = 'the RPC told it, and its ledger does not hold it';

/**
 * What is stored of each ledger, as `sumLedgers` says what the ledger holds: of however many events, one row. A ledger of which
 * nothing is stored is not in it.
 */
export async function storedSums(
  db: Kysely<Schema>,
  contractIds: readonly string[],
  { from, through }: { from: number; through: number },
): Promise<Map<number, { count: number; sum: string }>> {
  const { rows } = await sql<{ height: bigint; count: bigint; sum: string }>`
    select height, count(*) as count, encode(sha256(convert_to(
      string_agg(position || ' ' || coalesce(digest, ''), E'\n' order by position), 'UTF8')), 'hex') as sum
    from istsi.bus_events
    where chain = 'stellar' and height between ${from} and ${through} and contract_id = any(${[...contractIds]})
      and reason is distinct from ${NOT_HELD}
    group by height`.execute(db);
  return new Map(rows.map(({ height, count, sum }) => [Number(height), { count: Number(count), sum }]));
}

/** Of one ledger, behind one event and up to another one; undefined: to its end. */
export async function storedBetween(
  db: Kysely<Schema>,
  contractIds: readonly string[],
  { ledger, after, through }: { ledger: number; after: string | undefined; through: string | undefined },
): Promise<{ id: string; seq: bigint | null; position: string | null; digest: string | null }[]> {
  let query = db
    .selectFrom('istsi.bus_events')
    .select(['id', 'seq', 'position', 'digest'])
    .where('chain', '=', 'stellar')
    .where('height', '=', BigInt(ledger))
    .where('contract_id', 'in', [...contractIds]);
  if (after !== undefined) query = query.where('position', '>', after);
  if (through !== undefined) query = query.where('position', '<=', through);
  return await query.execute();
}
