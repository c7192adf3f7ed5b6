import { type Kysely, sql } from 'kysely';
import type { Schema } from '../database/schema.ts';
import type { ExchangeQuery, ExchangeRecord } from './exchange-requests.ts';

/** What the bus calls an exchange. */
export const EXCHANGED = 'com.istsi.integration-router.CrossTokenExchange.v1';

/** By who exchanged; what is asked for is a fold of the router's events, and kept nowhere else. */
export const exchangeIndexes = [
  `create index bus_events_of_exchanges on istsi.bus_events ((data ->> 'user'), seq) where type = '${EXCHANGED}'`,
  `create index bus_events_exchanges on istsi.bus_events (seq) where type = '${EXCHANGED}'`,
];

/** In the order that operations of all kinds are listed in: a ledger has one time for all that it did. */
export const exchangeDeskIndexes = [
  `create index bus_events_exchanges_by_age on istsi.bus_events (time desc, seq desc, subject desc)
    where type = '${EXCHANGED}' and seq is not null`,
];

interface Row {
  subject: string;
  time: Date;
  tx: string;
  data: Record<string, string>;
}

const MOST_PER_PAGE = 100;

export async function listExchanges(
  db: Kysely<Schema>,
  { user, limit, cursor }: ExchangeQuery,
): Promise<{ items: ExchangeRecord[]; nextCursor: string | undefined }> {
  const most = Math.min(limit, MOST_PER_PAGE);
  const conditions = [sql`type = ${sql.lit(EXCHANGED)}`, sql`seq is not null`];
  if (user !== undefined) conditions.push(sql`data ->> 'user' = ${user}`);
  if (cursor !== undefined)
    conditions.push(
      sql`seq < (select min(seq) from istsi.bus_events where subject = ${cursor} and type = ${sql.lit(EXCHANGED)})`,
    );
  const { rows } = await sql<Row>`
    select subject, time, tx, data from istsi.bus_events where ${sql.join(conditions, sql` and `)}
    order by seq desc limit ${most + 1}`.execute(db);
  const items = rows.slice(0, most).map(recordOf);
  return { items, nextCursor: rows.length > most ? items.at(-1)?.id : undefined };
}

export async function findExchange(db: Kysely<Schema>, id: string): Promise<ExchangeRecord | undefined> {
  const { rows } = await sql<Row>`
    select subject, time, tx, data from istsi.bus_events
    where subject = ${id} and type = ${sql.lit(EXCHANGED)} and seq is not null limit 1`.execute(db);
  return rows[0] && recordOf(rows[0]);
}

function recordOf({ subject, time, tx, data }: Row): ExchangeRecord {
  const amount = (name: string): bigint => BigInt(data[name] ?? 0);
  return {
    ...{ id: subject, user: data.user ?? '', fromToken: data.from_token ?? '', toToken: data.to_token ?? '' },
    ...{ amountIn: amount('amount_in'), amountOut: amount('amount_out'), fee: amount('fee') },
    ...{ at: time, stellarTx: tx },
  };
}
