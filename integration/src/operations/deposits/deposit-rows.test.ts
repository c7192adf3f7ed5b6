import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openTestDatabase, startTestDatabases, type TestDatabases } from '../../../test/database.ts';
import type { Database } from '../../database/open-database.ts';
import { loadTimeline } from '../operation-store.ts';
import { lockRows } from '../wake.ts';
import type { Deposit } from './deposit.ts';
import { createDepositRows, type DepositRows, type RecordedStep } from './deposit-rows.ts';

let databases: TestDatabases;
let database: Database;
let rows: DepositRows;
beforeAll(async () => {
  databases = await startTestDatabases();
});
afterAll(async () => await databases.stop());
beforeEach(async () => {
  database = await openTestDatabase(databases);
  rows = createDepositRows(database);
  return async () => await database.close();
});

const OWNER = `G${'A'.repeat(55)}`;
const outpointOf = (name: string): string => `${createHash('sha256').update(name).digest('hex')}:0`;

async function insert(...names: string[]): Promise<Deposit[]> {
  const values = names.map((name, i) => ({
    ...{ outpoint: outpointOf(name), txid: outpointOf(name).slice(0, 64), vout: 0, amount_sats: 1_000n },
    ...{ address_index: i, height: 7, block_hash: 'ab'.repeat(32), wake_at: new Date(1_000) },
    operation_id: createHash('sha256').update(outpointOf(name)).digest('hex'),
  }));
  await database.db.insertInto('istsi.deposits').values(values).execute();
  return await Promise.all(names.map(load));
}

const load = async (name: string): Promise<Deposit> => (await rows.load(outpointOf(name))).deposit!;

const step = (deposit: Deposit, change: Partial<RecordedStep['change']> = {}): RecordedStep => ({
  ...{ deposit, change: { state: 'confirming', failures: 0, ...change } },
  ...{ detail: { why: 'a test' }, fate: undefined },
});

const settled = async (steps: RecordedStep[]): Promise<string[]> =>
  (await Promise.allSettled(steps.map(rows.record))).map((one) =>
    one.status === 'fulfilled' ? 'recorded' : String((one.reason as { code?: string }).code ?? one.reason),
  );

const stepsOf = async ({ outpoint }: Deposit): Promise<string[]> =>
  (await loadTimeline(database.db, outpoint)).map(({ state }) => state);

test('steps of many are recorded together, each with what it changes and nothing else', async () => {
  const [a, b, c] = (await insert('a', 'b', 'c')) as [Deposit, Deposit, Deposit];
  const later = new Date(9_000_000_000_000);
  const refusal = { code: 'refused', message: 'it’s “so”' };
  expect(
    await settled([
      step(a, { user: OWNER, confirmationsRequired: 2 }),
      step(b, { state: 'refused', failures: 1, refusal, wakeAt: later }),
      step(c, { state: 'minted', user: OWNER, stellarTx: 'cd'.repeat(32), owedBack: true }),
    ]),
  ).toEqual(['recorded', 'recorded', 'recorded']);
  expect(await load('a')).toMatchObject({
    state: 'confirming',
    user: OWNER,
    confirmationsRequired: 2,
    owedBack: false,
  });
  expect(await load('b')).toMatchObject({ state: 'refused', failures: 1, refusal, wakeAt: later, user: undefined });
  expect(await load('c')).toMatchObject({ state: 'minted', user: OWNER, stellarTx: 'cd'.repeat(32), owedBack: true });
  // What a step does not name stays; what it names as nothing is cleared; what has ended is not looked at again.
  expect((await load('c')).wakeAt).toBeUndefined();
  expect(await settled([step(await load('a'), { user: undefined }), step(await load('b'), {})])).toEqual([
    ...['recorded', 'recorded'],
  ]);
  expect(await load('a')).toMatchObject({ user: undefined, confirmationsRequired: 2 });
  expect(await load('b')).toMatchObject({ state: 'confirming', refusal });
  expect(await stepsOf(a)).toEqual(['confirming', 'confirming']);
  const jobs = await sql<{ key: string; run_at: Date }>`select key, run_at from graphile_worker.jobs`.execute(
    database.db,
  );
  expect(jobs.rows).toEqual([{ key: `deposit-later:${b.outpoint}`, run_at: later }]);
});

test('one that somebody moved is refused, and the others beside it are recorded', async () => {
  const [a, b] = (await insert('a', 'b')) as [Deposit, Deposit];
  await rows.record(step(a, { state: 'attesting' }));
  expect(await settled([step(a, { state: 'minted', user: OWNER }), step(b)])).toEqual([
    'database/conflict',
    'recorded',
  ]);
  expect((await load('a')).state).toBe('attesting');
  expect(await stepsOf(a)).toEqual(['attesting']);
  expect(await stepsOf(b)).toEqual(['confirming']);
});

test('one that the database refuses fails alone', async () => {
  const [a, b] = (await insert('a', 'b')) as [Deposit, Deposit];
  const [bad, good] = await settled([step(a, { state: 'no such state' as never }), step(b)]);
  expect(bad).not.toBe('recorded');
  expect(good).toBe('recorded');
  expect(await stepsOf(a)).toEqual([]);
});

test('somebody who had one looked at meanwhile is not forgotten', async () => {
  const [a] = (await insert('a')) as [Deposit];
  const woken = new Date(2_000);
  await database.db.updateTable('istsi.deposits').set({ wake_at: woken }).execute();
  await rows.acknowledgeWake(a);
  await rows.record(step(a, { state: 'minted', user: OWNER }));
  expect((await load('a')).wakeAt).toEqual(woken);
  await rows.acknowledgeWake(await load('a'));
  expect((await load('a')).wakeAt).toBeUndefined();
});

test('two who change the same rows in other orders do not wait for each other', async () => {
  const names = Array.from({ length: 40 }, (_, i) => `row ${i}`);
  const deposits = await insert(...names);
  const keys = deposits.map(({ outpoint }) => outpoint);
  const other = database.db.transaction().execute(async (trx) => {
    await lockRows(trx, 'deposit', [...keys].reverse());
    await new Promise((resolve) => setTimeout(resolve, 50));
    await sql`update istsi.deposits set updated_at = now() where outpoint = any(${keys}::text[])`.execute(trx);
  });
  expect(new Set(await settled(deposits.map((deposit) => step(deposit))))).toEqual(new Set(['recorded']));
  await other;
});

test('who is not there is not there, and the last block is told to everybody', async () => {
  expect(await rows.load(outpointOf('nobody'))).toEqual({ deposit: undefined, tip: -1 });
  await database.db
    .insertInto('istsi.bitcoin_blocks')
    .values({ height: 9, hash: 'ef'.repeat(32) })
    .execute();
  const [a] = (await insert('a')) as [Deposit];
  expect(await Promise.all([rows.load(a.outpoint), rows.load(outpointOf('nobody'))])).toEqual([
    { deposit: a, tip: 9 },
    { deposit: undefined, tip: 9 },
  ]);
  await database.db.insertInto('istsi.owners').values({ address: OWNER, address_index: 3n }).execute();
  expect(await Promise.all([rows.owner(3), rows.owner(4)])).toEqual([OWNER, undefined]);
});
