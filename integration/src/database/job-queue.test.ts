import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { silentLog } from '@istsi/bitcoin-custody';
import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startTestDatabases, type TestDatabases } from '../../test/database.ts';
import { until } from '../../test/world.ts';
import { startOperationWorker } from '../operations/operation-worker.ts';
import { addJobs } from './job-queue.ts';
import { type Database, openDatabase } from './open-database.ts';

let databases: TestDatabases;
let url: string;
let database: Database;

beforeAll(async () => {
  databases = await startTestDatabases();
  url = await databases.create();
  database = await openDatabase(url, silentLog);
});
beforeEach(async () => {
  await database.pool.query('delete from graphile_worker._private_jobs');
});
afterAll(async () => {
  await database.close();
  await databases.stop();
});

const LATER = new Date('2100-01-01T00:00:00Z');
const SETTINGS = { attempts: 3, priority: 2 };

const ours = async (key: string, at: Date | undefined): Promise<void> =>
  await database.db
    .transaction()
    .execute(async (trx) => await addJobs(trx, 'deposit', [{ key, operation: 'one', at }], SETTINGS));

const theirs = async (key: string, at: Date | undefined): Promise<unknown> =>
  await sql`select graphile_worker.add_job('deposit', payload := json_build_object('key', 'one'), job_key := ${key}::text,
    run_at := coalesce(${at ?? null}::timestamptz, now()), max_attempts := 3, priority := 2)`.execute(database.db);

/** But for numbers and moments of which every call makes new ones. */
const rows = async (): Promise<unknown[]> =>
  (
    await database.pool.query(`select job_queue_id, task_id, payload, run_at > now() as later, attempts, max_attempts, last_error,
      key, revision, locked_by, priority, flags, is_available from graphile_worker._private_jobs order by id`)
  ).rows;

describe('a job that is added leaves what the queue itself would', () => {
  test.each<[string, string | undefined]>([
    ['where there is none of its key', undefined],
    ['where one waits', 'update graphile_worker._private_jobs set attempts = 1'],
    ['where one is worked on', `update graphile_worker._private_jobs set locked_at = now(), locked_by = 'somebody'`],
    [
      'where one failed for good',
      `update graphile_worker._private_jobs set attempts = max_attempts, last_error = 'failed'`,
    ],
  ])('%s', async (_, before) => {
    for (const at of [undefined, LATER]) {
      const left: unknown[][] = [];
      for (const add of [theirs, ours]) {
        await database.pool.query('delete from graphile_worker._private_jobs');
        if (before !== undefined) {
          await theirs('deposit:one', LATER);
          await database.pool.query(before);
        }
        await add('deposit:one', at);
        left.push(await rows());
      }
      expect(left[1]).toEqual(left[0]);
      expect(left[1]).toContainEqual(expect.objectContaining({ key: 'deposit:one', is_available: true }));
    }
  });

  test('and uses up none of the numbers of tasks, of which there are two billion', async () => {
    const last = async (): Promise<unknown> =>
      (
        await database.pool.query(
          `select pg_sequence_last_value(pg_get_serial_sequence('graphile_worker._private_tasks', 'id')::regclass) as last`,
        )
      ).rows;
    await ours('deposit:one', undefined);
    const before = await last();
    for (let n = 0; n < 5; n++) await ours(`deposit:${n}`, undefined);
    expect(await last()).toEqual(before);
  });
});

describe('who works is told', () => {
  test('once what is due has committed, by a transaction that wrote nothing: not of what is later, nor of what was rolled back', async () => {
    const heard: string[] = [];
    const listener = new pg.Client({ connectionString: url });
    await listener.connect();
    listener.on('notification', ({ payload }) => void heard.push(payload ?? ''));
    try {
      await listener.query('listen "jobs:insert"');
      await ours('deposit-later:one', LATER);
      await database.db
        .transaction()
        .execute(async (trx) => {
          await addJobs(trx, 'deposit', [{ key: 'deposit:one', operation: 'one', at: undefined }], SETTINGS);
          throw new Error('rolled back');
        })
        .catch(() => undefined);
      await database.db.transaction().execute(async (trx) => {
        for (const key of ['one', 'two'])
          await addJobs(trx, 'deposit', [{ key: `deposit:${key}`, operation: key, at: undefined }], SETTINGS);
        // A transaction that had notified would be heard behind its commit, before what tells of it.
        await sql`select pg_notify('jobs:insert', 'committed')`.execute(trx);
      });
      await until(
        () => Promise.resolve(heard.length >= 2 || undefined),
        () => `two notifications instead of ${JSON.stringify(heard)}`,
      );
      expect(heard).toEqual(['committed', '{"count" : 2}']);
    } finally {
      await listener.end();
    }
  });

  test('or finds it within its next look, when who added it is killed before telling', async () => {
    const done: string[] = [];
    const note = (key: string): Promise<void> => Promise.resolve(void done.push(key));
    const worker = await startOperationWorker({
      ...{ database, now: () => new Date(), log: silentLog, concurrency: 1 },
      drive: { deposit: note, batch: note, withdrawal: note, inbox: note },
    });
    try {
      const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', KILLED], {
        ...{ cwd: import.meta.dirname, env: { ...process.env, OF: url }, stdio: ['ignore', 'ignore', 'inherit'] },
      });
      expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
      await until(
        () => Promise.resolve(done.includes('left behind') || undefined),
        () => 'the job that was left behind to be worked on',
      );
    } finally {
      await worker.stop();
    }
  });
});

/** Commits a job, and is killed in place of telling of it. */
const KILLED = `
  import pg from 'pg';
  import { openDatabase } from './open-database.ts';
  import { enqueue } from '../operations/wake.ts';
  const { query } = pg.Client.prototype;
  pg.Client.prototype.query = function (asked, ...more) {
    if (String(asked?.text ?? asked).includes('pg_notify')) process.kill(process.pid, 'SIGKILL');
    return query.call(this, asked, ...more);
  };
  const { db } = await openDatabase(process.env.OF, () => undefined);
  await enqueue(db, 'deposit', 'left behind');
`;
