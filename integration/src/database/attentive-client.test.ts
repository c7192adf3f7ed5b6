import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { startTestDatabases, type TestDatabases } from '../../test/database.ts';
import { startTcpGate, type TcpGate } from '../../test/tcp-gate.ts';
import { withAdvisoryLock } from './advisory-lock.ts';
import { AttentiveClient, createGreeting } from './attentive-client.ts';
import { isDatabaseTrouble } from './database-trouble.ts';
import { type Database, openDatabase } from './open-database.ts';

/** Some of the cases in `npm test`, all of them in the long profile. */
const isNightly = process.env.ISTSI_NIGHTLY === '1';

const ATTENTION = { silenceMs: 1_000, connectMs: 2_500 };
const CONNECTIONS = 4;

let databases: TestDatabases;
let url: string;
let gate: TcpGate;
let database: Database;
/** Past the gate. */
let beside: pg.Client;
beforeAll(async () => {
  databases = await startTestDatabases();
  url = await databases.create();
});
afterAll(async () => await databases?.stop());

beforeEach(async () => {
  gate = await startTcpGate(url);
  database = await openDatabase(gate.url(url), () => undefined, { connections: CONNECTIONS, attention: ATTENTION });
  beside = new pg.Client({ connectionString: url });
  await beside.connect();
});
afterEach(async () => {
  await database?.close();
  await beside?.end();
  await gate?.stop();
});

const ask = (text: string): Promise<unknown> => database.pool.query(text);
const failureOf = async (work: Promise<unknown>): Promise<unknown> =>
  await work.then(
    () => undefined,
    (error: unknown) => error,
  );

test('whoever asks a database that vanishes is told so, and the next one is answered when it is back', async () => {
  const asked = ask('select pg_sleep(0.2)');
  await sleep(100);
  gate.set('vanished');
  const error = await failureOf(asked);
  expect(error).toMatchObject({ code: 'database/silent' });
  expect(isDatabaseTrouble(error)).toBe(true);
  expect(isDatabaseTrouble(await failureOf(ask('select 1')))).toBe(true);
  gate.set('open');
  await expect(ask('select 1')).resolves.toMatchObject({ rowCount: 1 });
});

test('a statement may take longer than a silence, while the server is at it', async () => {
  await expect(ask(`select pg_sleep(${(3 * ATTENTION.silenceMs) / 1_000})`)).resolves.toMatchObject({ rowCount: 1 });
});

test('one that waits for a lock is waited for, too', async () => {
  await beside.query('select pg_advisory_lock(1)');
  const waiting = ask('select pg_advisory_lock(1)');
  await sleep(3 * ATTENTION.silenceMs);
  await beside.query('select pg_advisory_unlock(1)');
  await expect(waiting).resolves.toMatchObject({ rowCount: 1 });
});

test('a server that has no connection left to be asked over is waited for', async () => {
  await beside.query("create role of_one_connection login password 'one' connection limit 1");
  const limited = new URL(url);
  limited.username = 'of_one_connection';
  limited.password = 'one';
  const client = new AttentiveClient({ connectionString: limited.href, attention: ATTENTION });
  await client.connect();
  await createGreeting(ATTENTION)(client);
  await expect(client.query(`select pg_sleep(${(3 * ATTENTION.silenceMs) / 1_000})`)).resolves.toMatchObject({
    rowCount: 1,
  });
  await client.end();
  await beside.query('drop role of_one_connection');
});

test('an answer that was lost on its way is not waited for, though the server is there', async () => {
  await ask('select 1');
  gate.set('vanished');
  const asked = ask('select 1');
  gate.set('open');
  expect(await failureOf(asked)).toMatchObject({
    code: 'database/silent',
    context: { problem: 'the server waits for us' },
  });
});

test('what a lost session held, locks and rows of a transaction, is free when the database is back', async () => {
  await beside.query('create table if not exists held (id int primary key)');
  await beside.query('insert into held values (1) on conflict do nothing');
  let lost: unknown;
  await failureOf(
    withAdvisoryLock(database.pool, 'one at a time', async () => {
      lost = await failureOf(
        database.db.transaction().execute(async (trx) => {
          await sql`update held set id = 1`.execute(trx);
          gate.set('vanished');
          await sql`select 1`.execute(trx);
        }),
      );
    }),
  );
  expect(isDatabaseTrouble(lost)).toBe(true);
  const locked = await beside.query(`select pg_try_advisory_lock(hashtextextended('one at a time', 0)) as mine`);
  expect(locked.rows).toEqual([{ mine: false }]);

  gate.set('open');
  await expect
    .poll(async () => await withAdvisoryLock(database.pool, 'one at a time', () => Promise.resolve('mine')))
    .toEqual({ value: 'mine' });
  await beside.query('update held set id = 1');
});

test('whoever works under a lock is told when the session that holds it has ended', async () => {
  const told = await withAdvisoryLock(database.pool, 'told', async (held) => {
    await beside.query(
      `select pg_terminate_backend(pid) from pg_locks
       where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())`,
    );
    if (!held.aborted) await once(held, 'abort');
    return 'told';
  });
  expect(told).toEqual({ value: 'told' });
});

test.runIf(isNightly)('what vanished leaves no handle behind, however often', async () => {
  const isSocket = (name: string): boolean => name === 'TCPSocketWrap';
  const sockets = (): number => process.getActiveResourcesInfo().filter(isSocket).length;
  await ask('select 1');
  const before = sockets();
  for (let time = 0; time < 2; time += 1) {
    const asked = Array.from({ length: CONNECTIONS }, () => failureOf(ask('select pg_sleep(0.1)')));
    gate.set('vanished');
    await Promise.all(asked);
    gate.set('open');
    await ask('select 1');
  }
  // The gate is of this process, too, and keeps the server's side of what vanished, as a path that forgot it would.
  await expect.poll(() => database.pool.totalCount).toBe(1);
  await expect.poll(() => sockets() - (gate.standing() - 2)).toBeLessThanOrEqual(before);
});

test('a server ends by itself what is held for a client that is gone', async () => {
  const { rows } = await database.pool.query<{ name: string; setting: string }>(
    `select name, setting from pg_settings where name in ('client_connection_check_interval', 'tcp_user_timeout', 'tcp_keepalives_idle')`,
  );
  expect(Object.fromEntries(rows.map(({ name, setting }) => [name, setting]))).toEqual({
    client_connection_check_interval: '15000',
    tcp_keepalives_idle: '10',
    tcp_user_timeout: '30000',
  });
});
