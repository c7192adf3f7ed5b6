import { silentLog } from '@istsi/bitcoin-custody';
import type { SystemContracts } from '@istsi/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Database, openDatabase } from '../src/database/open-database.ts';
import { type PlanningPlace, planBatch } from '../src/operations/payments/plan-batch.ts';
import { createSharing } from '../src/operations/payments/share-loss.ts';
import type { WithdrawalWorld } from '../src/operations/withdrawals/withdrawal-world.ts';
import { watchWithdrawal } from './act-by.ts';
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

test('for a payment the chain is asked about those in it, not about all who wait, and what else holds one up without coins is asked once', async () => {
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
    expect(asked.count('get_withdrawal')).toBe(ROOM);

    place.coins = undefined;
    expect(await planBatch(asked.world, place)).toBeUndefined();
    expect(asked.count('get_withdrawal')).toBe(ROOM);
    const left = await pending();
    expect(left.map(({ refusal_code }) => refusal_code)).toEqual(Array(CROWD - ROOM).fill('no-free-coins'));

    // Whether something else holds them up was asked once, as long as the chain says nothing new of them.
    const watched = asked.count('get_watch');
    place.coins = undefined;
    expect(await planBatch(asked.world, place)).toBeUndefined();
    expect(asked.count('get_watch')).toBe(watched);
    const [{ id: held }] = left as [Waiting];
    await watchWithdrawal(world, 'hold_withdrawal', held);
    await expect.poll(async () => await refusalOf(held), { timeout: 60_000 }).toBe(null);
    for (let look = 0; look < 2; look += 1) {
      place.coins = undefined;
      expect(await planBatch(asked.world, place)).toBeUndefined();
      expect(await refusalOf(held)).toBe('held-by-officer');
    }
    await watchWithdrawal(world, 'release_withdrawal', held);
    place.coins = undefined;
    expect(await planBatch(asked.world, place)).toBeUndefined();
    expect(await refusalOf(held)).toBe('no-free-coins');
  });
});

interface Waiting {
  id: string;
  refusal_code: string | null;
}

const pending = async (): Promise<Waiting[]> =>
  await database.db
    .selectFrom('istsi.withdrawals')
    .select(['id', 'refusal_code'])
    .where('state', '=', 'pending')
    .execute();

const refusalOf = async (id: string): Promise<string | null | undefined> =>
  (await pending()).find((one) => one.id === id)?.refusal_code;

/** The same worker, and how often it asked the chain what. */
function countReads(worker: WithdrawalWorld): { world: WithdrawalWorld; count: (entry: string) => number } {
  const counts = new Map<string, number>();
  const { reserve } = worker.contracts;
  const counting = new Proxy(reserve, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (name !== 'read' || typeof value !== 'function') return value;
      return (entry: string, ...args: unknown[]): unknown => {
        counts.set(entry, (counts.get(entry) ?? 0) + 1);
        return Reflect.apply(value, target, [entry, ...args]) as unknown;
      };
    },
  });
  const contracts: SystemContracts = { ...worker.contracts, reserve: counting };
  return { world: { ...worker, contracts }, count: (entry) => counts.get(entry) ?? 0 };
}
