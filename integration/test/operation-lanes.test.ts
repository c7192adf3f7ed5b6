import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { silentLog } from '@istsi/bitcoin-custody';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../src/database/open-database.ts';
import { startOperationWorker } from '../src/operations/operation-worker.ts';
import { enqueue, wakeOverdue } from '../src/operations/wake.ts';
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
    await database.db.transaction().execute(async (trx) => {
      for (let n = 0; n < QUEUED; n++) await enqueue(trx, 'deposit', `deposit ${n}`);
    });
    const stuck = new AbortController();
    setMaxListeners(0, stuck.signal);
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

describe('who is woken again and again', () => {
  test('while at work, is looked at once more afterwards, and by one hand', async () => {
    const [began, ends] = [[] as string[], [] as (() => void)[]];
    const deposit = async (key: string): Promise<void> => {
      began.push(key);
      await new Promise<void>((resolve) => ends.push(resolve));
    };
    const none = (): Promise<void> => Promise.resolve();
    const worker = await startOperationWorker({
      ...{ ...common, database, concurrency: 1 },
      drive: { deposit, batch: none, withdrawal: none, inbox: none },
    });
    try {
      await enqueue(database.db, 'deposit', 'busy');
      await until(isDone(began, 'busy'), () => 'it to be worked on');
      for (let n = 0; n < 3; n++) {
        await enqueue(database.db, 'deposit', 'busy');
        await until(
          async () => ((await jobs()) === 0 ? true : undefined),
          () => 'its job to be over',
        );
      }
      expect(began).toEqual(['busy']);
      ends[0]?.();
      await until(
        () => Promise.resolve(began.length === 2 || undefined),
        () => 'it to be worked on again',
      );
      ends[1]?.();
    } finally {
      await worker.stop();
    }
    expect(began).toEqual(['busy', 'busy']);
  });

  const jobs = async (): Promise<number> => {
    const { rows } = await database.pool.query<{ jobs: string }>(
      `select count(*) as jobs from graphile_worker.jobs where key = 'deposit:busy' and locked_at is null`,
    );
    return Number(rows[0]?.jobs);
  };
});

describe('what is overdue', () => {
  test('is woken where nobody is about to look: not where it waits for a hand, nor where it is worked on', async () => {
    await database.pool.query('delete from graphile_worker._private_jobs');
    const [lost, waits, held, busy] = ['a', 'b', 'c', 'd'].map((digit) => `${digit.repeat(64)}:0`) as [
      string,
      ...string[],
    ];
    await insertOverdue([lost, waits, held, busy] as string[]);
    await enqueue(database.db, 'deposit', waits as string);
    await enqueue(database.db, 'deposit', held as string);
    // As one that a killed process had.
    await database.pool.query(
      `update graphile_worker._private_jobs set locked_at = now(), locked_by = 'killed' where key = 'deposit:${held}'`,
    );
    const queued = await waiting();
    await wakeOverdue(database.db, 'deposit', new Date(), [busy as string]);
    const woken = await waiting();
    expect(queued.map(({ key }) => key)).toEqual([`deposit:${waits}`]);
    expect(woken.map(({ key }) => key)).toEqual([lost, waits, held].map((outpoint) => `deposit:${outpoint}`));
    // A job that is written once more has another revision.
    expect(woken[1]).toEqual(queued[0]);
  });

  const waiting = async (): Promise<{ key: string; revision: number }[]> =>
    (
      await database.pool.query<{ key: string; revision: number }>(
        'select key, revision from graphile_worker.jobs where locked_at is null order by key',
      )
    ).rows;

  const insertOverdue = async (outpoints: readonly string[]): Promise<void> => {
    const values = outpoints.map((outpoint, i) => ({
      ...{ outpoint, txid: outpoint.slice(0, 64), vout: 0, amount_sats: 1_000n, address_index: i },
      ...{ operation_id: outpoint.slice(0, 64), height: 7, block_hash: 'ab'.repeat(32) },
      wake_at: new Date(Date.now() - 60_000),
    }));
    await database.db.insertInto('istsi.deposits').values(values).execute();
  };
});
