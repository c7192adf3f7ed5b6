import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { silentLog } from '@istsi/bitcoin-custody';
import { sql } from 'kysely';
import pg from 'pg';
import { expect, test } from 'vitest';
import { until } from '../../test/world.ts';
import { enqueue } from '../operations/wake.ts';
import { startEmbeddedPostgres } from './embedded-postgres.ts';
import { openDatabase } from './open-database.ts';

/** Waits for a copy of its writes, of which the server of this test has none. */
const COPIED = 'on';
const NOT_COPIED = 'local';

const connecting = (url: string, synchronousCommit: string): string => {
  const one = new URL(url);
  one.searchParams.set('options', `-c synchronous_commit=${synchronousCommit}`);
  return one.href;
};

test('who adds a job commits while somebody who notified within a transaction is still at it', async () => {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'istsi-notified-'));
  const server = await startEmbeddedPostgres({ dir, settings: { synchronous_standby_names: 'nobody' } });
  const database = await openDatabase(connecting(server.url, NOT_COPIED), silentLog);
  const stuck = new pg.Client({ connectionString: connecting(server.url, COPIED) });
  try {
    await stuck.connect();
    stuck.on('error', () => undefined);
    await stuck.query('begin');
    await stuck.query('create table written ()');
    await stuck.query("select pg_notify('somebody', '')");
    void stuck.query('commit').catch(() => undefined);
    await until(
      async () => {
        const { rows } = await database.pool.query(`select from pg_stat_activity where wait_event = 'SyncRep'`);
        return rows.length > 0 || undefined;
      },
      () => 'the transaction that notified to wait, with its lock',
    );
    await enqueue(database.db, 'deposit', 'one');
    const { rows } = await sql`select key from graphile_worker.jobs`.execute(database.db);
    expect(rows).toEqual([{ key: 'deposit:one' }]);
  } finally {
    await database.pool
      .query(
        'select pg_terminate_backend(pid) from pg_stat_activity where pid != pg_backend_pid() and datname is not null',
      )
      .catch(() => undefined);
    await stuck.end().catch(() => undefined);
    await database.close();
    await server.stop();
    fs.rmSync(dir, { recursive: true, force: true });
  }
});
