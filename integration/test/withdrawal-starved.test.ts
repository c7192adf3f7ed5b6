import { afterAll, beforeAll, expect, test } from 'vitest';
import { withoutPlanning } from './held-planner.ts';
import { startWorld, type World } from './world.ts';

const CONSIDERED = 2;

let world: World;
beforeAll(async () => {
  world = await startWorld({ withdrawals: { mostConsidered: CONSIDERED } });
});
afterAll(async () => await world?.stop());

test('withdrawals that nobody can pay now hold up nobody behind them, however many they are', async () => {
  const [crowd, alice] = [await world.createHolder(200_000n), await world.createHolder(50_000n)];
  const to = await world.bitcoin.call<string>('getnewaddress');
  const id = await withoutPlanning(world.databaseUrl, async () => {
    for (let count = 0; count < 2 * CONSIDERED; count += 1) {
      const thrifty = await world.withdraw(crowd, { sats: 30_000n, to, maxFee: 500n });
      await world.waitForWithdrawal(thrifty, 'pending');
    }
    const behind = await world.withdraw(alice, { sats: 40_000n, to });
    await world.waitForWithdrawal(behind, 'pending');
    return behind;
  });
  await world.waitForWithdrawal(id, 'broadcast');
  const { items } = await world.services.withdrawals({ user: crowd.address, limit: 10 });
  expect(items.map(({ state, refusal }) => [state, refusal?.code])).toEqual(
    Array.from({ length: 2 * CONSIDERED }, () => ['pending', 'fee-over-limit']),
  );
});
