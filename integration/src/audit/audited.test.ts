import { randomBytes } from 'node:crypto';
import { Keypair } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openTestDatabase, startTestDatabases, type TestDatabases } from '../../test/database.ts';
import { openMasterKeys } from '../customers/customer-cipher.ts';
import { holdCustomer } from '../customers/customer-store.ts';
import { type Decision, reviewCustomer } from '../customers/review-customer.ts';
import type { Database } from '../database/open-database.ts';
import { acknowledgeAlert, silenceAlert } from '../monitor/alert-store.ts';
import { assignAlert } from '../monitor/assign-alert.ts';
import { actAs } from './actor.ts';
import { auditServices } from './audit-services.ts';
import { audited } from './audited.ts';
import { sequenceEntries } from './log-store.ts';

let databases: TestDatabases;
let database: Database;

beforeAll(async () => {
  databases = await startTestDatabases();
});
beforeEach(async () => {
  await database?.close();
  database = await openTestDatabase(databases);
});
afterAll(async () => {
  await database?.close();
  await databases?.stop();
});

async function entries() {
  await sequenceEntries(database.db);
  const audit = auditServices({
    db: database.db,
    signer: undefined,
    problem: () => undefined,
    anchoring: () => undefined,
  });
  return (await audit.range({ from: 0, through: 99 })).map(({ entry }) => entry);
}

type Outcomes = Parameters<typeof audited>[1];

describe('a command', () => {
  test.each(['waiting', 'refused'] as const)('whose outcome is "%s" was not done', async (state) => {
    const outcome = { state, reason: 'too few custodians' };
    const { proveReserves } = audited(database.db, { proveReserves: async () => outcome } as unknown as Outcomes);
    expect(await proveReserves()).toEqual(outcome);
    expect(await entries()).toMatchObject([
      { action: 'reserves.prove.asked' },
      { action: 'reserves.prove.failed', error: { condition: `${state}: too few custodians` } },
    ]);
  });

  test('that published was done', async () => {
    const commands = { proveReserves: async () => ({ state: 'published' }) } as unknown as Outcomes;
    await audited(database.db, commands).proveReserves();
    expect((await entries()).map(({ action }) => action)).toEqual(['reserves.prove.asked', 'reserves.prove.done']);
  });
});

describe('what is decided', () => {
  test('about a customer has an entry, which does not say whose account it is or what they are told', async () => {
    const { db } = database;
    const subject = Keypair.random().publicKey();
    const masters = openMasterKeys([randomBytes(32).toString('base64url')]);
    const customer = await db.transaction().execute(async (trx) => await holdCustomer(trx, masters, subject));
    const isOfficer = () => Promise.resolve(false);
    const world = { db, isOfficer, register: () => Promise.reject(new Error('nobody is registered')) };
    const decide = async (decision: Decision): Promise<void> =>
      await actAs(
        { actor: 'api:compliance' },
        async () => await reviewCustomer(world, customer, decision, { officer: undefined }),
      );
    await decide({ revision: 1, decision: 'ask', fields: ['birth_date'], message: 'As in the document' });
    await decide({ revision: 1, decision: 'reject', message: 'Not Alice' });
    await expect(decide({ revision: 2, decision: 'reject', message: 'No' })).rejects.toThrow('has changed');
    const written = await entries();
    expect(written).toMatchObject([
      { action: 'customer.review', correlation_id: customer.id, changes: { status: 'NEEDS_INFO' } },
      { action: 'customer.review', actor: 'api:compliance', user: null, changes: { status: 'REJECTED' } },
    ]);
    expect(JSON.stringify(written)).not.toMatch(/person:|Alice|document/);
  });

  test('about an alert has an entry, once', async () => {
    const now = new Date();
    await database.db
      .insertInto('istsi.alerts')
      .values({
        ...{ id: 'al_1', alert_type: 'no_blocks', subject: '', severity: 'critical', state: 'firing' },
        ...{ value: '1', summary: 'no blocks', since: now },
      })
      .execute();
    await acknowledgeAlert(database.db, 'al_1', 'Alice', now);
    await acknowledgeAlert(database.db, 'al_1', 'Bob', now);
    for (const _ of [1, 2]) await assignAlert(database.db, 'al_1', { to: 'Carol', by: 'Bob' }, now);
    const until = new Date(now.getTime() + 60_000);
    await silenceAlert(database.db, 'al_1', { reason: 'Bob knows', until, by: 'Bob' }, now);
    const written = await entries();
    expect(written).toMatchObject([
      { action: 'alert.acknowledge', correlation_id: 'al_1' },
      { action: 'alert.assign', correlation_id: 'al_1' },
      { action: 'alert.silence', correlation_id: 'al_1', changes: { until: until.toISOString() } },
    ]);
    expect(JSON.stringify(written)).not.toMatch(/Alice|Bob|Carol/);
  });
});
