import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { silentLog } from '@istsi/bitcoin-custody';
import pg from 'pg';
import { type Database, openDatabase } from '../src/database/open-database.ts';
import { startEmbeddedPostgres } from '../src/index.ts';

export interface TestDatabases {
  /** The URL of a new database without rows. */
  create(): Promise<string>;
  /** Before the end, where there are to be thousands. */
  drop(url: string): Promise<void>;
  stop(): Promise<void>;
}

/** Of servers that forget everything: nothing waits for a disk, and nobody tidies up behind the tests. */
const SETTINGS = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  autovacuum: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '4GB',
  checkpoint_timeout: '1h',
  max_connections: '400',
};

/**
 * A PostgreSQL for one test file: that of DATABASE_URL, the one that the run shares (`test/postgres.ts`), or one of our
 * own. Its databases are gone when it is stopped.
 */
export async function startTestDatabases(): Promise<TestDatabases> {
  const given = process.env.DATABASE_URL;
  if (given) return databasesOn(given, undefined, () => Promise.resolve());
  const shared = process.env.ISTSI_TEST_POSTGRES;
  if (shared) {
    const { url } = await startEmbeddedPostgres({ dir: shared, settings: SETTINGS });
    return databasesOn(url, await prepareTemplate(url), () => Promise.resolve());
  }
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'istsi-test-postgres-'));
  const server = await startEmbeddedPostgres({ dir, settings: SETTINGS });
  // The server outlives the process that started it, also when a test file fails before it can stop it.
  const onExit = (): void => void process.kill(server.pid, 'SIGQUIT');
  process.once('exit', onExit);
  return databasesOn(server.url, undefined, async () => {
    process.off('exit', onExit);
    await server.stop();
    fs.rmSync(dir, { recursive: true, force: true });
  });
}

function databasesOn(url: string, template: string | undefined, stop: () => Promise<void>): TestDatabases {
  const created: string[] = [];
  return {
    async create() {
      const name = `test_${randomBytes(8).toString('hex')}`;
      await administer(url, async (client) => {
        await client.query(`create database ${name}${template === undefined ? '' : ` template ${template}`}`);
        // Which of its functions are called is counted.
        await client.query(`alter database ${name} set track_functions = 'pl'`);
      });
      created.push(name);
      return named(url, name);
    },
    async drop(dropped) {
      const name = new URL(dropped).pathname.slice(1);
      if (!created.includes(name)) throw new Error(`${name} is no database of these`);
      created.splice(created.indexOf(name), 1);
      await administer(url, async (client) => {
        await client.query(`drop database if exists ${name} with (force)`);
      });
    },
    async stop() {
      await administer(url, async (client) => {
        for (const name of created.splice(0)) await client.query(`drop database if exists ${name} with (force)`);
      });
      await stop();
    },
  };
}

const TEMPLATE = 'migrated';

/** A database that has its schema already: copying it is faster than every file bringing an empty one there. */
async function prepareTemplate(url: string): Promise<string> {
  await administer(url, async (client) => {
    // Files that start side by side take turns; the lock ends with the session.
    await client.query('select pg_advisory_lock(1)');
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [TEMPLATE]);
    if (rowCount) return;
    const aside = `${TEMPLATE}_new`;
    await client.query(`drop database if exists ${aside}`);
    await client.query(`create database ${aside}`);
    await (await openDatabase(named(url, aside), silentLog)).close();
    await client.query(`alter database ${aside} rename to ${TEMPLATE}`);
  });
  return TEMPLATE;
}

async function administer(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

function named(url: string, name: string): string {
  const database = new URL(url);
  database.pathname = `/${name}`;
  return database.href;
}

export async function openTestDatabase(databases: TestDatabases): Promise<Database> {
  return await openDatabase(await databases.create(), silentLog);
}
