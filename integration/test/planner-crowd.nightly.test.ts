import { silentLog } from '@istsi/bitcoin-custody';
import type { SystemContracts } from '@istsi/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Database, openDatabase } from '../src/database/open-database.ts';
import { type PlanningPlace, planBatch } from '../src/operations/payments/plan-batch.ts';
import { createSharing } from '../src/operations/payments/share-loss.ts';
import type { WithdrawalWorld } from '../src/operations/withdrawals/withdrawal-world.ts';
import { withoutPlanning } from './held-planner.ts';
import { workerOf } from './withdrawal-crashes.ts';
import { startWorld, type World } from './world.ts';

/** More than one payment has room for. */
const CROWD = 40;
const ROOM = 32;
const SATS = 20_000n;

let world: World;
let database: Database;
beforeAll(async () => {
  world = await startWorld();
  database = await openDatabase(world.databaseUrl, silentLog);
});
afterAll(async () => {
  await database?.close();
  await world?.stop();
});

test('for a payment the chain is asked about those in it, not about all who wait, and about nobody without coins', async () => {
  // One coin: while a payment spends it, there is none.
  const holder = await world.createHolder(BigInt(CROWD + 1) * SATS);
  const to = await world.bitcoin.call<string>('getnewaddress');
  await withoutPlanning(world.databaseUrl, async () => {
    for (let asked = 0; asked < CROWD; asked += 1) await world.withdraw(holder, { sats: SATS, to, maxFee: SATS / 2n });
    await expect.poll(async () => await pending(), { timeout: 60_000 }).toHaveLength(CROWD);
    const planner = workerOf(world, database);
    const asked = countReads(planner);
    // That all are at the full rate of redemption is looked at once.
    const place: PlanningPlace = { after: undefined };
    place.sharing = createSharing();
    await place.sharing.look(planner, [], true);

    const txid = await planBatch(asked.world, place);
    expect(txid).toBeDefined();
    expect(await pending()).toHaveLength(CROWD - ROOM);
    expect(asked.about()).toBe(ROOM);

    place.coins = undefined;
    expect(await planBatch(asked.world, place)).toBeUndefined();
    expect(asked.about()).toBe(ROOM);
    expect(await pending()).toEqual(Array.from({ length: CROWD - ROOM }, () => ({ refusal_code: 'no-free-coins' })));
  });
});

const pending = async (): Promise<{ refusal_code: string | null }[]> =>
  await database.db.selectFrom('istsi.withdrawals').select('refusal_code').where('state', '=', 'pending').execute();

/** The same worker, and how many withdrawals it asked the chain about. */
function countReads(worker: WithdrawalWorld): { world: WithdrawalWorld; about: () => number } {
  let count = 0;
  const { reserve } = worker.contracts;
  const counting = new Proxy(reserve, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (name !== 'read' || typeof value !== 'function') return value;
      return (entry: string, ...args: unknown[]): unknown => {
        if (entry === 'get_withdrawal') count += 1;
        return Reflect.apply(value, target, [entry, ...args]) as unknown;
      };
    },
  });
  const contracts: SystemContracts = { ...worker.contracts, reserve: counting };
  return { world: { ...worker, contracts }, about: () => count };
}
