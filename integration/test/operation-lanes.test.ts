import { setTimeout as sleep } from 'node:timers/promises';
import { silentLog } from '@istsi/bitcoin-custody';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../src/database/open-database.ts';
import { startOperationWorker } from '../src/operations/operation-worker.ts';
import { enqueue } from '../src/operations/wake.ts';
import { openTestDatabase, startTestDatabases, type TestDatabases } from './database.ts';
import { until } from './world.ts';

const QUEUED = 1_000;
const common = { now: () => new Date(), log: silentLog };
let databases: TestDatabases;
let database: Database;

beforeAll(async () => {
  databases = await startTestDatabases();
  database = await openTestDatabase(databases);
});
afterAll(async () => {
  await database.close();
  await databases.stop();
});

const isDone = (done: readonly string[], what: string) => () => Promise.resolve(done.includes(what) || undefined);

describe('behind a thousand queued deposits', () => {
  test('a payment and a refund are worked on while no deposit ever ends', async () => {
    for (let n = 0; n < QUEUED; n++) await enqueue(database.db, 'deposit', `deposit ${n}`);
    const stuck = new AbortController();
    const done: string[] = [];
    const note = (key: string): Promise<void> => Promise.resolve(void done.push(key));
    const deposit = (): Promise<void> =>
      sleep(3_600_000, undefined, { signal: stuck.signal }).catch(() => undefined) as Promise<void>;
    const worker = await startOperationWorker({
      ...{ ...common, database, concurrency: 2 },
      drive: { deposit, batch: note, withdrawal: note, inbox: note },
    });
    try {
      await enqueue(database.db, 'batch', 'payment');
      await enqueue(database.db, 'withdrawal', 'refund');
      await until(isDone(done, 'payment'), () => 'the payment to be worked on');
      await until(isDone(done, 'refund'), () => 'the refund to be worked on');
    } finally {
      stuck.abort();
      await worker.stop();
    }
  });

  test('a payment goes before the refunds that were queued first', async () => {
    await database.pool.query('delete from graphile_worker._private_jobs');
    for (let n = 0; n < 50; n++) await enqueue(database.db, 'withdrawal', `refund ${n}`);
    await enqueue(database.db, 'batch', 'payment');
    const done: string[] = [];
    const note = (key: string): Promise<void> => Promise.resolve(void done.push(key));
    const worker = await startOperationWorker({
      ...{ ...common, database, concurrency: 1 },
      drive: { deposit: note, batch: note, withdrawal: note, inbox: note },
    });
    await until(isDone(done, 'refund 49'), () => 'everything to be worked on');
    await worker.stop();
    expect(done[0]).toBe('payment');
  });
});
