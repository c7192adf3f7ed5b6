import type { Manifest } from '@istsi/contracts';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openTestDatabase, startTestDatabases, type TestDatabases } from '../../test/database.ts';
import { catchUpInBatches } from '../bus/consume-batches.ts';
import { seekConsumer } from '../bus/consumer-store.ts';
import { sequenceEvents } from '../bus/sequencer.ts';
import type { Database } from '../database/open-database.ts';
import { closeFlag, countOpenFlags, listFlags } from './flag-store.ts';
import { suspicionConsumer } from './watch-movements.ts';

const ROUTER = 'CROUTER';
const manifest = { contracts: { 'integration-router': { id: ROUTER } } } as unknown as Manifest;
const BEGIN = Date.parse('2030-01-31T12:00:00Z');

let databases: TestDatabases;
let database: Database;
let written = 0;
beforeAll(async () => {
  databases = await startTestDatabases();
});
afterAll(async () => await databases.stop());
beforeEach(async () => {
  database = await openTestDatabase(databases);
  written = 0;
  return async () => await database.close();
});

/** Deposits of somebody, a minute apart, on the bus. */
async function deposit(user: string, ...sats: bigint[]): Promise<void> {
  const rows = sats.map((amount) => ({
    ...{ id: `event-${++written}`, chain: 'bitcoin' as const, height: written, source: 'urn:istsi:test' },
    ...{ type: 'com.istsi.integration-router.BitcoinDeposit.v1', time: new Date(BEGIN + written * 60_000) },
    data: JSON.stringify({ user, btc_amount: String(amount) }),
  }));
  await database.db.insertInto('istsi.bus_events').values(rows).execute();
  await sequenceEvents(database);
}

const look = async (): Promise<number> =>
  await catchUpInBatches(database, suspicionConsumer(manifest), new AbortController().signal);
const flagged = async (): Promise<string[]> =>
  (await listFlags(database.db, { limit: 100 })).map(
    ({ user, rule, evidence, closed }) =>
      `${user} ${rule} ${evidence.inputs.map(({ event }) => event)}${closed ? ' closed' : ''}`,
  );
const close = async (): Promise<void> => {
  const [open] = await listFlags(database.db, { open: true, limit: 1 });
  await closeFlag(database.db, open!.id, { by: 'an officer', reason: 'known', at: new Date(BEGIN) });
};
const NEAR = 9_500_000n;

test('a flag is raised once while it is open, whatever else the holder does, and others are none of its business', async () => {
  await deposit('GA', NEAR, NEAR);
  await deposit('GB', NEAR, NEAR);
  await look();
  expect(await flagged()).toEqual([]);
  await deposit('GA', NEAR, NEAR, 5n);
  await look();
  expect(await flagged()).toEqual(['GA deposits-just-below 1,2,5']);
  expect(await countOpenFlags(database.db)).toEqual(new Map([['deposits-just-below', 1]]));
});

test('what an officer has judged is not raised again; what comes after is judged for itself', async () => {
  await deposit('GA', NEAR, NEAR, NEAR);
  await look();
  await close();
  expect(await countOpenFlags(database.db)).toEqual(new Map());
  await deposit('GA', NEAR, NEAR);
  await look();
  expect(await flagged()).toEqual(['GA deposits-just-below 1,2,3 closed']);
  await deposit('GA', NEAR);
  await look();
  expect((await flagged()).sort()).toEqual(['GA deposits-just-below 1,2,3 closed', 'GA deposits-just-below 4,5,6']);
});

test('read again from the first event, or into tables that were dropped, it comes to the same', async () => {
  await deposit('GA', NEAR, NEAR, NEAR, 5n);
  await look();
  const found = async () => (await listFlags(database.db, { limit: 100 })).map(({ id: _, ...rest }) => rest);
  const before = await found();
  expect(before).toHaveLength(1);
  for (const tables of [[], ['istsi.flags', 'istsi.movements']] as const) {
    for (const table of tables) await database.db.deleteFrom(table).execute();
    await seekConsumer(database.db, 'suspicion', 0n);
    await look();
    expect(await found()).toEqual(before);
  }
});

test('the audit log, which is public, has that an officer closed one, and neither whose it is nor why', async () => {
  await deposit('GA', NEAR, NEAR, NEAR);
  await look();
  const entries = async () =>
    (await database.db.selectFrom('istsi.audit_entries').select('entry').execute()).map(({ entry }) => String(entry));
  expect(await entries()).toEqual([]);
  await close();
  const [flag] = await listFlags(database.db, { limit: 1 });
  const [written] = await entries();
  expect(written).toContain(flag!.id);
  expect(written).toContain('an officer');
  expect(written).not.toMatch(/GA|deposits-just-below|known|person:/);
  const again = closeFlag(database.db, flag!.id, { by: 'another', reason: 'too', at: new Date(BEGIN) });
  await expect(again).rejects.toMatchObject({ code: 'suspicion/closed' });
});
