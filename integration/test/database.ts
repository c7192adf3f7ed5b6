import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { silentLog } from '@istsi/bitcoin-custody';
import pg from 'pg';
import { type Database, openDatabase } from '../src/database/open-database.ts';
import { startEmbeddedPostgres } from '../src/index.ts';

export interface TestDatabases {
  /** The URL of a new, empty database. */
  create(): Promise<string>;
  stop(): Promise<void>;
}

/** A PostgreSQL for one test file: that of DATABASE_URL, or one of our own that forgets everything. */
export async function startTestDatabases(): Promise<TestDatabases> {
  const given = process.env.DATABASE_URL;
  if (given) return databasesOn(given, () => Promise.resolve());
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'istsi-test-postgres-'));
  const server = await startEmbeddedPostgres({
    dir,
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' },
  });
  // The server outlives the process that started it, also when a test file fails before it can stop it.
  const onExit = (): void => void process.kill(server.pid, 'SIGQUIT');
  process.once('exit', onExit);
  return databasesOn(server.url, async () => {
    process.off('exit', onExit);
    await server.stop();
    fs.rmSync(dir, { recursive: true, force: true });
  });
}

function databasesOn(url: string, stop: () => Promise<void>): TestDatabases {
  return {
    async create() {
      const name = `test_${randomBytes(8).toString('hex')}`;
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      await client.query(`create database ${name}`);
      await client.end();
      const created = new URL(url);
      created.pathname = `/${name}`;
      return created.href;
    },
    stop,
  };
}

export async function openTestDatabase(databases: TestDatabases): Promise<Database> {
  return await openDatabase(await databases.create(), silentLog);
}
