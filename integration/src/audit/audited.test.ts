import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openTestDatabase, startTestDatabases, type TestDatabases } from '../../test/database.ts';
import type { Database } from '../database/open-database.ts';
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
  const audit = auditServices({ db: database.db, signer: undefined, problem: () => undefined });
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
