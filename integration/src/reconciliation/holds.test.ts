import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestDatabase, startTestDatabases, type TestDatabases } from '../../test/database.ts';
import type { Database } from '../database/open-database.ts';
import type { DepositState } from '../operations/deposits/deposit.ts';
import type { Reserve } from './books-report.ts';
import { readHolds } from './holds.ts';

let databases: TestDatabases;
let database: Database;
beforeAll(async () => {
  databases = await startTestDatabases();
  database = await openTestDatabase(databases);
});
afterAll(async () => {
  await database?.close();
  await databases?.stop();
});

const store = async (txid: string, user: string, state: DepositState, height: number | null): Promise<void> => {
  await database.db
    .insertInto('istsi.deposits')
    .values({
      ...{ outpoint: `${txid}:0`, txid, vout: 0n, amount_sats: 1_000n, address_index: 1n },
      ...{ operation_id: txid, height, block_hash: height === null ? null : 'cc'.repeat(32) },
      absent_since: height === null ? 100 : null,
      ...{ state, user_address: user, confirmations_required: null, stellar_tx: null },
    })
    .execute();
};

test('the owner of a deposit that the contract has just written off is held before the row of it says so', async () => {
  await store('aa'.repeat(32), 'thief', 'minted', null);
  await store('bb'.repeat(32), 'honest', 'minted', 100);
  const contracts = {
    reserve: { read: () => Promise.resolve({ total_btc: 1_000n, total_istsi: 2_000n, owed_btc: 0n }) },
  } as unknown as Reserve['contracts'];
  const found = { mostMissingSats: 0n, ledgerProblem: undefined, unexplained: undefined };
  const { users, shortSats } = await readHolds({ db: database.db, contracts }, [], found);
  expect(shortSats).toBe(1_000n);
  expect([...users.keys()]).toEqual(['thief']);
});
