import pg from 'pg';
import type { LoadSystem } from './load-system.ts';

/** Of four operations one is a withdrawal, as a reserve has more deposits than payouts. */
const WITHDRAWALS = 4;

/**
 * Has the database hold so many operations that are over, with their steps and events, as the drivers leave them. No chain has them:
 * what is measured is what rows cost that are only there. Readers of the bus are put behind them.
 */
export async function storeOperations({ databaseUrl, holders }: LoadSystem, wanted: number): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ count: string }>(
      'select (select count(*) from istsi.deposits) + (select count(*) from istsi.withdrawals) as count',
    );
    const first = Number(rows[0]!.count) + 1;
    const users = holders.map(({ account }) => account);
    await client.query('begin');
    await client.query(DEPOSITS, [users, first, wanted]);
    await client.query(PAYOUTS, [users, first, wanted]);
    await client.query(`select pg_advisory_xact_lock(hashtextextended('istsi/bus/sequencer', 0))`);
    await client.query(EVENTS, [first, wanted]);
    await client.query('update istsi.bus_consumers set position = (select max(seq) from istsi.bus_events)');
    await client.query('commit');
    await client.query('analyze');
  } finally {
    await client.end();
  }
}

const NUMBERED = `numbered as (
  select n, encode(sha256(('load' || n)::bytea), 'hex') as hash from generate_series($2::int, $3::int) as n)`;
const USER = '($1::text[])[1 + n % array_length($1::text[], 1)]';

const DEPOSITS = `with ${NUMBERED}, made as (
  insert into istsi.deposits (outpoint, txid, vout, amount_sats, address_index, operation_id, height, block_hash, state,
    user_address, confirmations_required, wake_at, created_at)
  select hash || ':0', hash, 0, 10000 + n % 1000, n % 20, hash, 1, repeat('0', 64), 'minted', ${USER}, 2, null,
    now() - n * interval '1 second'
  from numbered where n % ${WITHDRAWALS} > 0 returning outpoint, created_at)
insert into istsi.operation_events (operation, state, detail, at)
select outpoint, state, '{}', created_at from made cross join unnest(array['seen', 'confirming', 'attesting', 'submitted', 'minted']) as state`;

const PAYOUTS = `with ${NUMBERED}, made as (
  insert into istsi.withdrawals (id, user_address, btc_address, script, amount_sats, max_fee_sats, deadline, state, wake_at, created_at)
  select hash, ${USER}, 'bcrt1qs758ursh4q9z627kt3pp5yysm78ddny6txaqgw', '0014', 10000, 5000, 1, 'settled', null,
    now() - n * interval '1 second'
  from numbered where n % ${WITHDRAWALS} = 0 returning id, created_at)
insert into istsi.operation_events (operation, state, detail, at)
select id, state, '{}', created_at from made cross join unnest(array['pending', 'batched', 'broadcast', 'settled']) as state`;

const EVENTS = `insert into istsi.bus_events (seq, id, chain, height, type, source, subject, time, tx, data)
select (select coalesce(max(seq), 0) from istsi.bus_events) + row_number() over (order by n), 'load:' || n, 'bitcoin', 1,
  'com.istsi.bitcoin.DepositReceived.v1', 'urn:load', encode(sha256(('load' || n)::bytea), 'hex'), now() - n * interval '1 second',
  encode(sha256(('load' || n)::bytea), 'hex'), json_build_object('txid', encode(sha256(('load' || n)::bytea), 'hex'), 'vout', 0)
from generate_series($1::int, $2::int) as n`;
