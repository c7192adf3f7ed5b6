import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { silentLog } from '@istsi/bitcoin-custody';
import { sql, type Transaction } from 'kysely';
import { type Database, openDatabase } from '../src/database/open-database.ts';
import type { Schema } from '../src/database/schema.ts';
import { startEmbeddedPostgres } from '../src/index.ts';
import { startOperationWorker } from '../src/operations/operation-worker.ts';
import { enqueue } from '../src/operations/wake.ts';

type Measurement = { name: string; value: number; unit: string; goal?: string };
type Add = (trx: Transaction<Schema>, key: string) => Promise<unknown>;

const WRITERS = 8;
const WRITE_MS = 3_000;
const STARTS = 100;

/** What an operation's step writes, as far as the disk is concerned. */
const write = async (trx: Transaction<Schema>, key: string): Promise<unknown> =>
  await sql`insert into istsi.written (key) values (${key})`.execute(trx);

const ours: Add = async (trx, key) => await enqueue(trx, 'withdrawal', key);
/** The job queue's own function notifies within the transaction. */
const theirs: Add = async (trx, key) =>
  await sql`select graphile_worker.add_job('withdrawal', payload := json_build_object('key', ${key}::text),
    job_key := ${`withdrawal:${key}`}::text, max_attempts := 3, priority := 1)`.execute(trx);
const none: Add = () => Promise.resolve();

async function perSecond({ db }: Database, add: Add): Promise<number> {
  const end = performance.now() + WRITE_MS;
  let written = 0;
  const writer = async (): Promise<void> => {
    while (performance.now() < end) {
      const key = randomUUID();
      await db.transaction().execute(async (trx) => {
        await write(trx, key);
        await add(trx, key);
      });
      written += 1;
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, writer));
  return written / (WRITE_MS / 1_000);
}

/** From a writer's commit until its job is at work in a worker that has nothing else to do, in the order of size. */
async function starts({ db, pool }: Database, database: Database, add: Add): Promise<number[]> {
  await pool.query('delete from graphile_worker._private_jobs');
  const began = new Map<string, (at: number) => void>();
  const drive = (key: string): Promise<void> => Promise.resolve(began.get(key)?.(performance.now()));
  const worker = await startOperationWorker({
    ...{ database, now: () => new Date(), log: silentLog, concurrency: 4 },
    drive: { deposit: drive, batch: drive, withdrawal: drive, inbox: drive },
  });
  try {
    await sleep(1_000);
    const waits: number[] = [];
    for (let n = 0; n < STARTS; n++) {
      const key = randomUUID();
      const start = new Promise<number>((resolve) => began.set(key, resolve));
      const asked = performance.now();
      await db.transaction().execute(async (trx) => {
        await write(trx, key);
        await add(trx, key);
      });
      waits.push((await start) - asked);
    }
    return waits.sort((a, b) => a - b);
  } finally {
    await worker.stop();
  }
}

/**
 * Eight who write at once, on a disk that is waited for: without jobs, with a job each, and with a job each by the queue's own
 * function, which notifies within their transactions. Then how long a job waits for its worker, begun from the write.
 */
export async function benchWriters(): Promise<Measurement[]> {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'istsi-bench-writers-'));
  const server = await startEmbeddedPostgres({ dir });
  const [database, working] = [
    await openDatabase(server.url, silentLog),
    await openDatabase(server.url, silentLog, { connections: 30 }),
  ];
  try {
    await sql`create table istsi.written (key text)`.execute(database.db);
    const rates = [];
    for (const add of [none, ours, theirs]) rates.push(await perSecond(database, add));
    const [own, queues] = [await starts(database, working, ours), await starts(database, working, theirs)];
    const half = (waits: readonly number[]): number => waits[Math.floor(waits.length / 2)] as number;
    const most = (waits: readonly number[]): number => waits[Math.floor(waits.length * 0.99)] as number;
    return [
      { name: 'transactions of 8 writers, without jobs', value: rates[0] as number, unit: '/s' },
      { name: 'a job in each', value: rates[1] as number, unit: '/s' },
      { name: 'a job in each, notifying inside', value: rates[2] as number, unit: '/s' },
      { name: 'from the write to the job at work, p50', value: half(own), unit: 'ms' },
      { name: 'from the write to the job at work, p99', value: most(own), unit: 'ms' },
      { name: 'notifying inside, p50', value: half(queues), unit: 'ms' },
      { name: 'notifying inside, p99', value: most(queues), unit: 'ms' },
    ];
  } finally {
    await Promise.all([database.close(), working.close()]);
    await server.stop();
    fs.rmSync(dir, { recursive: true, force: true });
  }
}
