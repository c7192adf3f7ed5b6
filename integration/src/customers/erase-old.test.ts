import { randomBytes } from 'node:crypto';
import { silentLog } from '@istsi/bitcoin-custody';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openTestDatabase, startTestDatabases, type TestDatabases } from '../../test/database.ts';
import type { Database } from '../database/open-database.ts';
import { openMasterKeys } from './customer-cipher.ts';
import { addFile } from './customer-files.ts';
import { deleteCustomer, findCustomer, holdCustomer, touchUnfinished } from './customer-store.ts';
import type { CustomerStatus } from './customer-tables.ts';
import { eraseOld } from './erase-old.ts';
import { runRetention } from './run-retention.ts';

const DAY_MS = 86_400_000;
const NOW = new Date('2026-11-30T00:00:00Z');
const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
const masters = openMasterKeys([randomBytes(32).toString('base64url')]);

let databases: TestDatabases;
let database: Database;
beforeAll(async () => {
  databases = await startTestDatabases();
});
beforeEach(async () => {
  database = await openTestDatabase(databases);
  return async () => await database.close();
});
afterAll(async () => await databases?.stop());

/** A customer with a document, as somebody left it so many days ago. */
async function customer(subject: string, status: CustomerStatus, daysAgo: number): Promise<string> {
  return await database.db.transaction().execute(async (trx) => {
    const held = await holdCustomer(trx, masters, subject);
    await addFile(trx, held, { field: 'photo_id_front', bytes: png });
    const updated_at = new Date(NOW.getTime() - daysAgo * DAY_MS);
    await trx.updateTable('istsi.customers').set({ status, updated_at }).where('id', '=', held.id).execute();
    return held.id;
  });
}

const left = async (): Promise<string[]> => {
  const rows = await database.db.selectFrom('istsi.customers').select('subject').orderBy('subject').execute();
  return rows.map(({ subject }) => subject);
};
const documents = async (): Promise<string[]> => {
  const rows = await database.db
    .selectFrom('istsi.customer_files as file')
    .innerJoin('istsi.customers as customer', 'customer.id', 'file.customer')
    .select('customer.subject')
    .orderBy('subject')
    .execute();
  return rows.map(({ subject }) => subject);
};
const acts = async (): Promise<Record<string, unknown>[]> => {
  const rows = await database.db.selectFrom('istsi.audit_entries').select('entry').orderBy('arrived').execute();
  return rows.map(({ entry }) => JSON.parse(entry.toString()) as Record<string, unknown>);
};

test('what was left unfinished is erased after 90 days, and nothing else unless it is said', async () => {
  await customer('left', 'NEEDS_INFO', 91);
  await customer('lately', 'NEEDS_INFO', 89);
  for (const status of ['PROCESSING', 'ACCEPTED', 'REJECTED'] as const) await customer(status, status, 5_000);
  expect(await eraseOld(database.db, {}, NOW)).toEqual({ customers: 1, documents: 0 });
  expect(await left()).toEqual(['ACCEPTED', 'PROCESSING', 'REJECTED', 'lately']);
  expect(await documents()).toEqual(await left());
  expect(await findCustomer(database.db, masters, { subject: 'left' })).toBeUndefined();
});

test('documents of the accepted and all of the rejected go when their time is over; who waits for a reviewer never', async () => {
  await customer('accepted', 'ACCEPTED', 31);
  await customer('accepted-lately', 'ACCEPTED', 29);
  await customer('rejected', 'REJECTED', 366);
  await customer('rejected-lately', 'REJECTED', 364);
  await customer('waits', 'PROCESSING', 5_000);
  const retention = { documentsDays: 30, rejectedDays: 365 };
  expect(await eraseOld(database.db, retention, NOW)).toEqual({ customers: 1, documents: 1 });
  expect(await left()).toEqual(['accepted', 'accepted-lately', 'rejected-lately', 'waits']);
  expect(await documents()).toEqual(['accepted-lately', 'rejected-lately', 'waits']);
  expect(await eraseOld(database.db, retention, NOW)).toEqual({ customers: 0, documents: 0 });
});

test('who is registered on the chain is kept, whatever an officer asked or decided since', async () => {
  const subject = 'GBWT3UDO7LQQJYG3LIDDTCRUXZ5T3P7E3DC5CKTHS4ZGKPDV4WVMGC2J';
  await database.db.insertInto('istsi.owners').values({ address: subject, address_index: 0n }).execute();
  for (const status of ['NEEDS_INFO', 'REJECTED'] as const) {
    await customer(subject, status, 5_000);
    expect(await eraseOld(database.db, { rejectedDays: 365 }, NOW)).toEqual({ customers: 0, documents: 0 });
  }
  expect(await left()).toEqual([subject]);
  expect(await documents()).toEqual([subject]);
});

test('each is an entry of the audit log, with what it was and why, and nobody’s name', async () => {
  const subject = 'GBWT3UDO7LQQJYG3LIDDTCRUXZ5T3P7E3DC5CKTHS4ZGKPDV4WVMGC2J';
  const id = await customer(subject, 'NEEDS_INFO', 400);
  const own = await customer('asks', 'ACCEPTED', 1);
  await eraseOld(database.db, { unfinishedDays: 365 }, NOW);
  expect(await deleteCustomer(database.db, 'asks')).toBe(true);
  expect(await deleteCustomer(database.db, 'asks')).toBe(false);
  expect(await acts()).toMatchObject([
    { action: 'customer.erase', correlation_id: id, reason: 'not changed for 365 days', actor: 'system' },
    { action: 'customer.erase', correlation_id: own, reason: 'asked for by the customer' },
  ]);
  expect(JSON.stringify(await acts())).not.toContain(subject);
});

test('who is at it at this moment is not erased, and who sent something since neither', async () => {
  await customer('at-it', 'NEEDS_INFO', 400);
  await database.db.transaction().execute(async (trx) => {
    const held = await holdCustomer(trx, masters, 'at-it');
    expect(await eraseOld(database.db, {}, NOW)).toEqual({ customers: 0, documents: 0 });
    await touchUnfinished(trx, held);
  });
  expect(await eraseOld(database.db, {}, NOW)).toEqual({ customers: 0, documents: 0 });
  expect(await left()).toEqual(['at-it']);
});

test('the services do it as soon as they start', async () => {
  await customer('left', 'NEEDS_INFO', 5_000);
  const end = new AbortController();
  const running = runRetention({ database, retention: {}, log: silentLog }, end.signal);
  await expect.poll(left).toEqual([]);
  end.abort();
  await running;
});
