import type { Log } from '@istsi/bitcoin-custody';
import { Kysely, Migrator, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { ATTENTION, createGreeting } from './attentive-client.ts';
import { DatabaseError } from './errors.ts';
import { migrateJobQueue, TellingDialect } from './job-queue.ts';
import { migrationProvider } from './migrations.ts';
import { askOver, OftenAskingClient } from './often-asked.ts';
import type { Schema } from './schema.ts';

export interface Database {
  /** Queries. */
  db: Kysely<Schema>;
  /** Sessions, for advisory locks and the job queue. */
  pool: pg.Pool;
  close(): Promise<void>;
}

const SCHEMA = 'istsi';
const INT8 = 20;
const DEFAULT_CONNECTIONS = 10;

/** Connects and brings the schema up to date. Several processes may do so at once: migrations are serialized by a lock. */
export async function openDatabase(
  url: string,
  log: Log,
  { connections = DEFAULT_CONNECTIONS, attention = ATTENTION } = {},
): Promise<Database> {
  // The pool waits for it, and its types do not say so.
  const onConnect = createGreeting(attention) as unknown as NonNullable<pg.PoolConfig['onConnect']>;
  const pool = new pg.Pool({
    ...{ connectionString: url, max: connections, types: int8AsBigint },
    // Of the client alone: to the pool, the time to connect would be the time to wait for others, who may be many.
    Client: class extends OftenAskingClient {
      constructor(config?: pg.ClientConfig) {
        super({ ...config, attention });
      }
    },
    onConnect,
  });
  // Without listeners, a connection that breaks would end the process: while it is idle, and while it is in use.
  const onError = (error: Error): void => log('warn', 'database connection lost', { error: error.message });
  pool.on('error', onError);
  pool.on('connect', (client) => void client.on('error', onError));
  const db = new Kysely<Schema>({ dialect: new TellingDialect(pool) });
  askOver(db, pool);
  try {
    await migrate(db);
    await migrateJobQueue(pool);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return { db, pool, close: () => db.destroy() };
}

async function migrate(db: Kysely<Schema>): Promise<void> {
  const migrator = new Migrator({ db, provider: migrationProvider, migrationTableSchema: SCHEMA });
  const known = await migrationProvider.getMigrations();
  const applied = await appliedMigrations(db);
  const unknown = applied.filter((name) => !(name in known));
  if (unknown.length > 0) throw new DatabaseError('database/migrated-by-newer', { unknown });
  const { error } = await migrator.migrateToLatest();
  if (error) throw error;
}

/** Brings an empty database to an earlier schema: exactly that of these migrations. */
export async function migrateTo(url: string, migrations: readonly string[]): Promise<void> {
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  pool.on('error', () => undefined);
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
  try {
    const known = Object.keys(await migrationProvider.getMigrations());
    const unknown = migrations.filter((name) => !known.includes(name));
    if (unknown.length > 0) throw new DatabaseError('database/migrated-by-newer', { unknown });
    const migrator = new Migrator({ db, provider: migrationProvider, migrationTableSchema: SCHEMA });
    const { error } = await migrator.migrateTo([...migrations].sort().at(-1)!);
    if (error) throw error;
  } finally {
    await db.destroy();
  }
}

async function appliedMigrations(db: Kysely<Schema>): Promise<string[]> {
  const table = sql<{ found: string | null }>`select to_regclass('istsi.kysely_migration')::text as found`;
  if (!(await table.execute(db)).rows[0]?.found) return [];
  const names = await sql<{ name: string }>`select name from istsi.kysely_migration`.execute(db);
  return names.rows.map(({ name }) => name);
}

/** Amounts are int8: as text they would invite `+`, as numbers they would lose satoshis. */
export const int8AsBigint: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    oid === INT8 ? BigInt : (pg.types.getTypeParser(oid, format as 'text') as (value: string) => unknown),
};
