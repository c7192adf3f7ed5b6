import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openTestDatabase, startTestDatabases, type TestDatabases } from '../../test/database.ts';
import type { Database } from '../database/open-database.ts';
import type { Difference, Disagreement, Outcome, Unknown } from './findings.ts';
import type { Reconciliation } from './reconcile.ts';
import { reconciliationStanding, storeReconciliation, unreconciled } from './reconciliation-store.ts';

let databases: TestDatabases;
let database: Database;
beforeAll(async () => {
  databases = await startTestDatabases();
});
afterAll(async () => await databases.stop());
beforeEach(async () => {
  database = await openTestDatabase(databases);
  return async () => await database.close();
});

const nothing: Reconciliation = {
  ...{ block: undefined, ledger: undefined, coinSource: undefined, figures: undefined },
  ...{ views: { stellar: 1, bitcoin: 1 }, differences: [], disagreements: [], unknown: [] },
};
const open: Difference = {
  ...{ comparison: 'supply', explanation: 'unexplained', sats: 5n, subject: 'supply', state: undefined, detail: '' },
};
const unknown: Unknown = { what: 'both chains', why: 'no answer' };
const found: Record<Outcome, Partial<Reconciliation>> = {
  balanced: { block: { height: 1, hash: 'ab'.repeat(32) }, ledger: { sequence: 1, hash: 'cd'.repeat(32) } },
  difference: { differences: [open] },
  unknown: { unknown: [unknown] },
};

async function make(outcome: Outcome, times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    const made = await storeReconciliation(database.db, { ...nothing, ...found[outcome] }, new Date());
    expect(made.outcome).toBe(outcome);
  }
}

test('what was found stops minting until one is balanced, however often the next cannot be brought to an end', async () => {
  await make('difference', 2);
  await make('unknown', 120);
  expect(await unreconciled(database.db)).toMatch(/2 reconciliations in a row/);
  expect(await reconciliationStanding(database.db)).toMatchObject({ differencesInARow: 2, unknownInARow: 100 });
  await make('balanced', 1);
  expect(await unreconciled(database.db)).toBeUndefined();
});

test('no more of what servers say is kept than anybody reads', async () => {
  const disagreements = Array.from({ length: 1_000 }, (_, i): Disagreement => {
    return { chain: 'bitcoin', what: `coin ${i}`, first: 'not there', second: '1 sats since block 1' };
  });
  const all = { ...nothing, disagreements, unknown: disagreements.map(() => unknown) };
  const made = await storeReconciliation(database.db, all, new Date());
  expect(made).toMatchObject({ outcome: 'unknown', disagreements: disagreements.slice(0, 200) });
  expect(made.unknown).toHaveLength(200);
});
