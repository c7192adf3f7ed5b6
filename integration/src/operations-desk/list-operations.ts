import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { EXCHANGED } from '../exchange/exchange-history.ts';
import { endStates, type OperationQuery, type OperationView, phaseOf, type ShownKind } from './operation-kinds.ts';

const MOST_PER_PAGE = 100;

interface Row {
  id: string;
  kind: ShownKind;
  state: string;
  user: string | null;
  amount_sats: bigint | null;
  refusal_code: string | null;
  refusal_message: string | null;
  failures: number;
  bitcoin_tx: string | null;
  bitcoin_height: number | null;
  stellar_tx: string | null;
  created_at: Date;
  updated_at: Date;
}

type Table = keyof typeof endStates;

/** The database, and which token counts satoshis. */
export interface Desk {
  db: Kysely<Schema>;
  token: string;
}

/** An exchange has no row: it is what the router's event says of it. */
const exchanges = `(select subject as id, 'done' as state, data ->> 'user' as user_address, data, tx,
  seq, time as created_at, time as updated_at, null::text as refusal_code, null::text as refusal_message, 0 as failures
  from istsi.bus_events where type = '${EXCHANGED}' and seq is not null) t`;

interface Source {
  key: string;
  /** Which came first of those of one time, where that is known: an exchange has its ledger's, to the second. */
  order: string;
  kinds: readonly ShownKind[];
  columns: RawBuilder<unknown>;
  from: string;
}

/** What a table's rows are keyed and found by, and as what they are shown. */
const tablesOf = (token: string): Record<Table, Source> => ({
  deposits: {
    key: 't.outpoint',
    order: '0::int8',
    kinds: ['deposit'],
    from: 'istsi.deposits t',
    columns: sql`t.outpoint as id, 'deposit' as kind, t.state, t.user_address as "user", t.amount_sats,
      t.txid as bitcoin_tx, t.height as bitcoin_height, t.stellar_tx`,
  },
  withdrawals: {
    key: 't.id',
    order: '0::int8',
    kinds: ['withdrawal', 'return'],
    from: `istsi.withdrawals t left join istsi.deposits d on d.return_id = t.id and d.owed_back
      left join istsi.payments p on p.txid = t.txid`,
    columns: sql`t.id, case when d.outpoint is null then 'withdrawal' else 'return' end as kind, t.state,
      t.user_address as "user", t.amount_sats, t.txid as bitcoin_tx, p.height as bitcoin_height, t.stellar_tx`,
  },
  batches: {
    key: 't.id',
    order: '0::int8',
    kinds: ['payment', 'sweep'],
    from: `istsi.batches t left join lateral
      (select txid, height from istsi.payments where batch_id = t.id order by height nulls last, version desc limit 1) p on true`,
    columns: sql`t.id, t.kind, t.state, null as "user",
      (select sum(w.amount_sats)::int8 from istsi.withdrawals w where w.batch_id = t.id) as amount_sats,
      coalesce(t.completed_by, p.txid) as bitcoin_tx, p.height as bitcoin_height, null as stellar_tx`,
  },
  exchanges: {
    key: 't.id',
    order: 't.seq',
    kinds: ['exchange'],
    from: exchanges,
    columns: sql`t.id, 'exchange' as kind, t.state, t.user_address as "user",
      case ${token} when t.data ->> 'from_token' then (t.data ->> 'amount_in')::int8
        when t.data ->> 'to_token' then (t.data ->> 'amount_out')::int8 end as amount_sats,
      null as bitcoin_tx, null::int4 as bitcoin_height, t.tx as stellar_tx`,
  },
  receipts: {
    key: 't.id',
    order: '0::int8',
    kinds: ['inbox'],
    from: 'istsi.inbox_receipts t',
    columns: sql`t.id, 'inbox' as kind, t.state, t.user_address as "user", t.amount_sats,
      null as bitcoin_tx, null::int4 as bitcoin_height, coalesce(t.outcome_tx, t.stellar_tx) as stellar_tx`,
  },
});

/** Newest first, of all kinds together. Each table is read in the order of an index, no further than the page goes. */
export async function listOperations(
  { db, token }: Desk,
  query: OperationQuery,
): Promise<{ items: OperationView[]; nextCursor: string | undefined }> {
  const limit = Math.min(query.limit, MOST_PER_PAGE);
  const tables = tablesOf(token);
  const selects = (Object.keys(tables) as Table[])
    .filter((table) => query.kind === undefined || tables[table].kinds.includes(query.kind))
    // Nobody's: a payment is of the reserve.
    .filter((table) => query.user === undefined || table !== 'batches')
    .map((table) => sql`(${pageOf(tables[table], table, query, limit + 1)})`);
  // A user's payments, say: there are none, in no table.
  if (selects.length === 0) return { items: [], nextCursor: undefined };
  const place = query.cursor === undefined ? sql`` : sql`with place as (${placeOf(query.cursor)})`;
  const rows = await sql<Row>`${place}
    select * from (${sql.join(selects, sql` union all `)}) as found
    order by created_at desc, "within" desc, id desc limit ${limit + 1}`.execute(db);
  const items = rows.rows.slice(0, limit).map(viewOf);
  return { items, nextCursor: rows.rows.length > limit ? items.at(-1)?.id : undefined };
}

export async function findOperation({ db, token }: Desk, id: string): Promise<OperationView | undefined> {
  const tables = tablesOf(token);
  const selects = (Object.keys(tables) as Table[]).map(
    (table) => sql`(${selectFrom(tables[table])} where ${sql.raw(tables[table].key)} = ${id})`,
  );
  const { rows } = await sql<Row>`${sql.join(selects, sql` union all `)}`.execute(db);
  return rows[0] && viewOf(rows[0]);
}

function selectFrom({ columns, from, order }: Source): RawBuilder<unknown> {
  return sql`select ${columns}, ${sql.raw(order)} as "within", t.refusal_code, t.refusal_message, t.failures, t.created_at, t.updated_at
    from ${sql.raw(from)}`;
}

function pageOf(source: Source, table: Table, query: OperationQuery, limit: number): RawBuilder<unknown> {
  const { key, order } = source;
  const conditions = [sql`true`];
  if (query.state !== undefined) conditions.push(sql`t.state = ${query.state}`);
  if (query.user !== undefined) conditions.push(sql`t.user_address = ${query.user}`);
  if (query.kind !== undefined && table === 'withdrawals')
    conditions.push(query.kind === 'return' ? sql`d.outpoint is not null` : sql`d.outpoint is null`);
  if (query.kind !== undefined && table === 'batches') conditions.push(sql`t.kind = ${query.kind}`);
  if (query.phase !== undefined) conditions.push(inPhase(table, query.phase));
  if (query.cursor !== undefined)
    conditions.push(sql`(t.created_at, ${sql.raw(`${order}, ${key}`)}) < (select * from place)`);
  return sql`${selectFrom(source)} where ${sql.join(conditions, sql` and `)}
    order by t.created_at desc, ${sql.raw(`${order} desc, ${key}`)} desc limit ${limit}`;
}

/** In the words of the partial indexes, so that they are used. */
function inPhase(table: Table, phase: NonNullable<OperationQuery['phase']>): RawBuilder<unknown> {
  const ends = sql.raw(endStates[table].map((state) => `'${state}'`).join(', '));
  if (phase === 'done') return sql`t.state in (${ends})`;
  const open = sql`t.state not in (${ends})`;
  return phase === 'open' ? open : sql`${open} and t.refusal_code is not null`;
}

/** Compared in the database, once for all tables: a JavaScript date would cut it to milliseconds. Nothing is older than an unknown one. */
const placeOf = (id: string): RawBuilder<unknown> => sql`
  select created_at, 0::int8, outpoint from istsi.deposits where outpoint = ${id}
  union all select created_at, 0::int8, id from istsi.withdrawals where id = ${id}
  union all select created_at, 0::int8, id from istsi.batches where id = ${id}
  union all select created_at, 0::int8, id from istsi.inbox_receipts where id = ${id}
  union all select time, seq, subject from istsi.bus_events
    where subject = ${id} and type = ${sql.lit(EXCHANGED)} and seq is not null limit 1`;

function viewOf(row: Row): OperationView {
  const refusal = row.refusal_code === null ? null : { code: row.refusal_code, message: row.refusal_message ?? '' };
  const ends = endStates[tableOf[row.kind]];
  return {
    ...{ id: row.id, kind: row.kind, state: row.state, user: row.user, amountSats: row.amount_sats },
    phase: phaseOf(row.state, ends, refusal),
    ...{ refusal, failures: row.failures, bitcoinTx: row.bitcoin_tx, bitcoinHeight: row.bitcoin_height },
    ...{ stellarTx: row.stellar_tx, createdAt: row.created_at, updatedAt: row.updated_at },
  };
}

const tableOf: Record<ShownKind, Table> = {
  ...{ deposit: 'deposits', withdrawal: 'withdrawals', return: 'withdrawals' },
  ...{ payment: 'batches', sweep: 'batches', exchange: 'exchanges', inbox: 'receipts' },
};
