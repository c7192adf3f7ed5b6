import { silentLog } from '@istsi/bitcoin-custody';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../src/database/open-database.ts';
import { startOperationWorker } from '../src/operations/operation-worker.ts';
import { enqueue } from '../src/operations/wake.ts';
import { openTestDatabase, startTestDatabases, type TestDatabases } from './database.ts';
import { until } from './world.ts';

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

const isOf = (args: unknown[], table: string): boolean => {
  const [query] = args as [string | { text?: string }];
  return (typeof query === 'string' ? query : (query?.text ?? '')).includes(table);
};

/** Queries that match fail as they do when the server is killed, as long as `lost` says so. */
function losing(pool: pg.Pool, isLost: (args: unknown[]) => boolean): pg.Pool {
  const failing = async (call: () => unknown, args: unknown[]): Promise<unknown> => {
    if (!isLost(args)) return await call();
    throw Object.assign(new Error('terminating connection due to unexpected postmaster exit'), { code: '57P01' });
  };
  const connect = async (call: () => unknown): Promise<unknown> => wrap((await call()) as pg.PoolClient);
  const wrap = <T extends { query: unknown }>(target: T): T =>
    new Proxy(target, {
      get(of, name) {
        const value: unknown = Reflect.get(of, name, of);
        if (typeof value !== 'function') return value;
        const call = (...args: unknown[]): unknown => (value as (...given: unknown[]) => unknown).apply(of, args);
        if (name === 'query') return (...args: unknown[]) => failing(() => call(...args), args);
        // With a callback, the client is for listening, and stays as it is.
        if (name === 'connect') return (...args: unknown[]) => (args.length > 0 ? call(...args) : connect(call));
        return call;
      },
    });
  return wrap(pool);
}

describe('a database that is lost', () => {
  test.each([
    ['while the end of a job is told', 'delete from'],
    ['while jobs are looked for', 'for update'],
    ['while an operation is locked', 'pg_try_advisory_lock'],
  ])('%s ends neither the process nor the work', async (_, text) => {
    const done: string[] = [];
    let lost = 0;
    const isLost = (args: unknown[]): boolean => {
      const fails = done.length > 0 && lost < 3 && isOf(args, text);
      if (fails) lost += 1;
      return fails;
    };
    const drive = (key: string): Promise<void> => {
      done.push(key);
      return key === 'fails' ? Promise.reject(new Error('it does not work')) : Promise.resolve();
    };
    const worker = await startOperationWorker({
      ...{ now: () => new Date(), log: silentLog, concurrency: 2 },
      database: { ...database, pool: losing(database.pool, isLost) },
      drive: { deposit: drive, batch: drive, withdrawal: drive, inbox: drive },
    });
    try {
      for (const key of ['first', 'fails', 'second', 'third']) await enqueue(database.db, 'deposit', key);
      const isMet = (): Promise<true | undefined> => Promise.resolve(lost > 0 || undefined);
      await until(isMet, () => `a query with "${text}" to be lost`);
      await enqueue(database.db, 'deposit', 'afterwards');
      await until(
        () => Promise.resolve(done.includes('afterwards') || undefined),
        () => 'work to go on afterwards',
      );
    } finally {
      await worker.stop();
    }
    expect(lost).toBeGreaterThan(0);
  });
});
