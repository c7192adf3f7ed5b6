import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.ts';

// Starting and stopping servers takes its time on a busy machine.

const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'istsi-postgres-'));
const running: EmbeddedPostgres[] = [];

async function start(): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dir });
  running.push(server);
  return server;
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query({ text: sql, rowMode: 'array' })).rows.flat();
  } finally {
    await client.end();
  }
}

/** A process that was killed and whose parent does not ask for its end: it is listed for as long as the parent runs. */
async function killedUnnoticed(): Promise<{ pid: number; forget(): void }> {
  const parent = spawn('sh', ['-c', 'sleep 600 & echo $!; exec sleep 600'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  const pid = Number(line.toString());
  process.kill(pid, 'SIGKILL');
  return { pid, forget: () => void parent.kill('SIGKILL') };
}

afterAll(async () => {
  await running.at(-1)?.stop();
  fs.rmSync(dir, { recursive: true, force: true });
});

test('keeps what was committed across adoption, kill -9 and stop, always at the same address', async () => {
  const first = await start();
  expect(first.adopted).toBe(false);
  await query(first.url, 'create table kept as select 1 as n');
  expect(await query(first.url, `select current_setting('fsync')`)).toEqual(['on']);

  const second = await start();
  expect(second).toMatchObject({ adopted: true, pid: first.pid, url: first.url });

  process.kill(second.pid, 'SIGKILL');
  const third = await start();
  expect(third).toMatchObject({ adopted: false, url: first.url });
  expect(await query(third.url, 'select n from kept')).toEqual([1]);

  await third.stop();
  const fourth = await start();
  expect(fourth.url).toBe(first.url);
  expect(await query(fourth.url, 'select n from kept')).toEqual([1]);
});

test.runIf(process.platform === 'linux')('a killed server that nobody took notice of is no server', async () => {
  const before = await start();
  await before.stop();
  const pidFile = path.join(dir, fs.readdirSync(dir).find((name) => name.startsWith('data-'))!, 'postmaster.pid');
  const { pid, forget } = await killedUnnoticed();
  try {
    fs.writeFileSync(pidFile, `${pid}\n`);
    expect(await start()).toMatchObject({ adopted: false, url: before.url });
  } finally {
    forget();
  }
});

test('two starts at once end in one server', async () => {
  const other = fs.mkdtempSync(path.join(os.tmpdir(), 'istsi-postgres-'));
  const [a, b] = await Promise.all([startEmbeddedPostgres({ dir: other }), startEmbeddedPostgres({ dir: other })]);
  expect(a.url).toBe(b.url);
  await a.stop();
  await b.stop();
  fs.rmSync(other, { recursive: true, force: true });
});

test.runIf(process.getuid?.() === 0)('as root, a directory that nobody else may enter works too', async () => {
  const closed = fs.mkdtempSync(path.join(os.tmpdir(), 'istsi-postgres-'));
  fs.chmodSync(closed, 0o700);
  const server = await startEmbeddedPostgres({ dir: path.join(closed, 'state') });
  expect(await query(server.url, 'select 1')).toEqual([1]);
  const owner = spawnSync('ps', ['-o', 'user=', '-p', String(server.pid)], { encoding: 'utf8' });
  if (!owner.error) expect(owner.stdout.trim()).not.toBe('root');
  await server.stop();
  fs.rmSync(fs.readFileSync(path.join(closed, 'state', 'location'), 'utf8'), { recursive: true });
  fs.rmSync(closed, { recursive: true, force: true });
});
