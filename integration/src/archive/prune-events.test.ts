import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { decodeEntry } from '@istsi/audit-log';
import { silentLog } from '@istsi/bitcoin-custody';
import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { startTestDatabases, type TestDatabases } from '../../test/database.ts';
import { createDeath, Killed, mortalDatabase } from '../../test/dying.ts';
import { until } from '../../test/world.ts';
import { archivedThrough } from '../bus/archived-through.ts';
import { addConsumer, advance, replayEvents, seekConsumer } from '../bus/consumer-store.ts';
import { readBus, readPage } from '../bus/read-events.ts';
import { readNext } from '../bus/read-next.ts';
import { sequenceEvents } from '../bus/sequencer.ts';
import { type Database, int8AsBigint, openDatabase } from '../database/open-database.ts';
import { archiveEvents } from './archive-events.ts';
import { restoreEvents } from './restore-events.ts';
import { verifyArchive } from './verify-archive.ts';

const ROUTER = 'CROUTER';
const EVENTS = 25;
const OLD = new Date('2026-01-01T00:00:00Z');
const NOW = new Date('2026-06-01T00:00:00Z');
const HOLDER = 'GAAZI4TCR3TY5OJHCTJC2A4QSY6CJWJH5IAJTGKIN2ER7LBNVKOCCWN7';

let databases: TestDatabases;
let database: Database;
let url: string;
let directory: string;

beforeAll(async () => {
  databases = await startTestDatabases();
});
beforeEach(async () => {
  await database?.close();
  url = await databases.create();
  database = await openDatabase(url, silentLog);
  directory = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'prune-')), 'events');
  await addEvents(EVENTS);
});
afterAll(async () => {
  await database?.close();
  await databases?.stop();
});

/** Transfers of the token, as the bus has them. */
async function addEvents(count: number, from = 0): Promise<void> {
  const rows = Array.from({ length: count }, (_, i) => ({
    ...{ id: `stellar:abcdef01:${100 + from + i}:1:0:0`, chain: 'stellar' as const, height: 100 + from + i, time: OLD },
    ...{
      order_ledger: 100 + from + i,
      position: positionOf(100 + from + i),
      contract_id: 'CTOKEN',
      source: '/stellar',
    },
    ...{ type: 'com.istsi.istsi-token.Transfer.v1', subject: null, tx: 'ab'.repeat(32), digest: `d${from + i}` },
    data: JSON.stringify({ from: HOLDER, b: 1, a: { z: '2', y: [from + i] } }),
  }));
  await database.db.insertInto('istsi.bus_events').values(rows).execute();
  await sql`insert into istsi.bus_streams (name, verified) values ('stellar', 1000000) on conflict do nothing`.execute(
    database.db,
  );
  await sequenceEvents(database);
}

const positionOf = (ledger: number): string =>
  `${String((BigInt(ledger) << 32n) | (1n << 12n)).padStart(19, '0')}-0000000000`;
const options = () => ({ directory, router: ROUTER, before: NOW, prune: true, mostLines: 11 });
const archive = (to: Pick<Database, 'db' | 'pool'> = database) => archiveEvents(to, options());
const findings = async () => (await verifyArchive(database.db, directory)).findings;
const change = async (statement: string): Promise<void> => void (await sql.raw(statement).execute(database.db));
/** Events that are gone, by what the audit log says was deleted and brought back. */
async function goneByAudit(): Promise<number> {
  const entries = await database.db
    .selectFrom('istsi.audit_entries')
    .select(['action', 'entry'])
    .where('action', 'in', ['archive.prune', 'archive.restore'])
    .execute();
  return entries.reduce((sum, { action, entry }) => {
    const changes = decodeEntry(entry)?.changes as { events: string } | undefined;
    return sum + (action === 'archive.prune' ? 1 : -1) * Number(changes?.events);
  }, 0);
}

/** All that a row says but when it was written. */
async function rows(): Promise<unknown[]> {
  const found = await sql<{ row: object }>`
    select to_jsonb(e) - 'arrived' || jsonb_build_object('text', e.data::text) as row
    from istsi.bus_events e order by seq`.execute(database.db);
  return found.rows.map(({ row }) => row);
}

test('events leave the database once the archive has them, all but the last, and come back as they were', async () => {
  const before = await rows();
  expect(await archive()).toEqual({ size: EVENTS, added: EVENTS, pruned: EVENTS - 1 });
  expect(await rows()).toEqual(before.slice(-1));
  expect(await findings()).toEqual([]);
  // The order goes on behind the last, and what is new is archived behind what is there.
  await addEvents(2, EVENTS);
  expect(await archive()).toEqual({ size: EVENTS + 2, added: 2, pruned: 2 });
  const all = [...before, ...(await rows()).slice(-2)];
  expect(await restoreEvents(database, { directory, router: ROUTER })).toBe(EVENTS + 1);
  expect((await rows()).slice(0, EVENTS)).toEqual(before);
  expect(await rows()).toHaveLength(all.length + 1);
  expect(await archivedThrough(database.db)).toBe(0n);
  expect(await findings()).toEqual([]);
});

test('what is not here is told with its place, and never as if nothing were there', async () => {
  await archive();
  const gone = {
    code: 'bus/archived',
    message: expect.stringMatching(/event 13 is in archive .*, events-000002\.log, line 4:/),
  };
  for (const query of [{}, { types: ['com.istsi.istsi-token.Transfer.v1'] }, { subject: 'ab'.repeat(32) }]) {
    await expect(readBus(database.db, { after: 12n, limit: 5, ...query })).rejects.toMatchObject(gone);
    await expect(readPage(database.db, { after: 12n, limit: 5, ...query })).rejects.toMatchObject(gone);
  }
  expect(await readBus(database.db, { after: 24n, limit: 5 })).toHaveLength(1);
  expect((await readPage(database.db, { after: 25n, limit: 5, types: ['x'] })).events).toEqual([]);
  await addConsumer(database.db, 'late');
  await expect(readNext(database.db, 'late', 5)).rejects.toMatchObject({ code: 'bus/archived' });
  await seekConsumer(database.db, 'late', 25n);
  await expect(seekConsumer(database.db, 'late', 12n)).rejects.toMatchObject(gone);
  await expect(replayEvents(database.db, 'late', { from: 13n, through: 20n })).rejects.toMatchObject(gone);
});

test('what somebody has to read yet, and what is told from its events alone, stays', async () => {
  await addConsumer(database.db, 'slow');
  await database.db.transaction().execute(async (trx) => void (await advance(trx, 'slow', 0n, 9n)));
  const kept: [number, string][] = [
    [2, `update istsi.bus_events set type = 'com.istsi.integration-router.CrossTokenExchange.v1' where seq = 2`],
    [3, `update istsi.bus_events set type = 'com.istsi.integration-router.StopRequested.v1' where seq = 3`],
    [4, `update istsi.bus_events set id = 'bitcoin:regtest:a:0:undone' where seq = 4`],
    [5, `insert into istsi.bus_poison (consumer, seq, reason) values ('slow', 5, 'no')`],
    [6, `update istsi.bus_events set subject = '${'cd'.repeat(32)}' where seq = 6`],
  ];
  for (const [, statement] of kept) await change(statement);
  await change(`insert into istsi.deposits (outpoint, txid, vout, amount_sats, address_index, operation_id)
    values ('${'ef'.repeat(32)}:0', '${'ef'.repeat(32)}', 0, 1000, 1, '${'cd'.repeat(32)}')`);
  expect(await archive()).toMatchObject({ pruned: 9 - kept.length });
  const left = await database.db.selectFrom('istsi.bus_events').select('seq').orderBy('seq').execute();
  expect(left.map(({ seq }) => Number(seq)).slice(0, kept.length + 1)).toEqual([...kept.map(([seq]) => seq), 10]);
  expect(await findings()).toEqual([]);
  // Who is behind goes on, and the operation that was open is over.
  await database.db.transaction().execute(async (trx) => void (await advance(trx, 'slow', 9n, 25n)));
  await change(`update istsi.deposits set state = 'too-small'`);
  expect(await archive()).toMatchObject({ pruned: EVENTS - 1 - 9 + 1 });
});

test('whom deleted events of the token named is still asked about by the reconciliation', async () => {
  await archive();
  expect(await database.db.selectFrom('istsi.archived_addresses').selectAll().execute()).toEqual([{ address: HOLDER }]);
});

describe('nothing is deleted', () => {
  test.each<[string, () => Promise<void> | void]>([
    ['when a row is not what was archived', () => change(`update istsi.bus_events set data = '{}' where seq = 7`)],
    ['when the archive was changed', () => fs.rmSync(path.join(directory, 'events-000001.log.gz'))],
  ])('%s', async (_, spoil) => {
    await archiveEvents(database, { ...options(), prune: false });
    await spoil();
    const before = await rows();
    await expect(archive()).rejects.toMatchObject({ code: 'archive/not-the-rows' });
    expect(await rows()).toEqual(before);
  });

  test('into an archive that another one has the events of', async () => {
    await archive();
    const before = await rows();
    directory = path.join(path.dirname(directory), 'other');
    await expect(archive()).rejects.toMatchObject({ code: 'archive/not-the-rows' });
    expect((await findings())[0]).toMatchObject({ code: 'unknown', message: expect.stringContaining('up to 24') });
    expect(await rows()).toEqual(before);
  });
});

test('of what stayed among deleted events, one that was edited or put there is named', async () => {
  await change(`insert into istsi.bus_poison (consumer, seq, reason) values ('slow', 5, 'no')`);
  await archive();
  await change(`update istsi.bus_events set data = '{}' where seq = 5`);
  expect(await findings()).toEqual([expect.objectContaining({ code: 'edited', seq: 5 })]);
  await change(`update istsi.bus_events set seq = 6 where seq = 5`);
  expect(await findings()).toEqual([expect.objectContaining({ code: 'edited', seq: 6 })]);
});

test('whoever comes while another one archives is told so, and that one goes on', async () => {
  // It is at work for as long as it cannot read the events.
  const holding = new pg.Client({ connectionString: url });
  await holding.connect();
  await holding.query('begin');
  await holding.query('lock table istsi.bus_events in access exclusive mode');
  const first = archive();
  await until(
    async () => (await holding.query(HELD_LOCK)).rows[0],
    () => 'the first one to be at work',
  );
  for (const late of [() => archive(), () => restoreEvents(database, { directory, router: ROUTER })])
    await expect(late()).rejects.toMatchObject({ code: 'archive/at-work' });
  await holding.query('rollback');
  await holding.end();
  expect(await first).toMatchObject({ added: EVENTS });
});

/** That somebody has an advisory lock here; those who work in the same PostgreSQL are in databases of their own. */
const HELD_LOCK = `select 1 from pg_locks where locktype = 'advisory' and granted
  and database = (select oid from pg_database where datname = current_database())`;

test('killed after any exchange with the database, an event is here, in the archive, or both', async () => {
  const before = await rows();
  const seen = new Set<number>();
  // Each takes its time: some of all there are, of every part of it.
  for (let exchange = 1; ; exchange += 7) {
    const death = createDeath(exchange);
    const mortal = mortalDatabase(url, int8AsBigint, death);
    let isKilled = false;
    let left = 0;
    try {
      await archive(mortal);
      await restoreEvents(mortal, { directory, router: ROUTER });
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
      isKilled = true;
    } finally {
      await mortal.close();
    }
    // Each deletion stands in the audit log with the deletion, or neither is there.
    await vi.waitFor(async () => {
      left = (await rows()).length;
      expect(await goneByAudit()).toBe(EVENTS - left);
    }, 30_000);
    seen.add(left);
    // Until PostgreSQL has noticed that the killed one's session, and its lock, are over.
    await vi.waitFor(async () => {
      await archiveEvents(database, { ...options(), prune: false });
      await restoreEvents(database, { directory, router: ROUTER });
    }, 30_000);
    expect(await rows()).toEqual(before);
    if (!isKilled) break;
  }
  // Killed before events were deleted, and behind that.
  expect(seen.size).toBeGreaterThan(1);
});
