import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Holder } from './holders.ts';
import { startWorld, until, type World } from './world.ts';

vi.setConfig({ testTimeout: 400_000, hookTimeout: 400_000 });

/** Needs six confirmations, so that five blocks can be undone before it is completed. */
const SATS = 100_000_000n;
const CONFIRMATIONS = 6;
const DEPTHS = [1, 2, 3, 4, 5, 6];

let world: World;
let holder: Holder;
beforeAll(async () => {
  world = await startWorld();
  holder = await world.createHolder();
});
afterAll(async () => await world?.stop());

async function broadcast(): Promise<{ id: string; txid: string }> {
  const [outpoint] = await world.bitcoin.pay([holder.depositAddress, SATS]);
  await world.bitcoin.mine(CONFIRMATIONS);
  await world.waitFor(outpoint!, 'minted');
  const to = await world.bitcoin.call<string>('getnewaddress');
  const id = await world.withdraw(holder, { sats: SATS, to });
  const { txid } = await world.waitForWithdrawal(id, 'broadcast');
  return { id, txid: txid! };
}

async function confirmed(id: string, confirmations: number): Promise<void> {
  await until(
    async () => ((await world.services.withdrawal(id))?.confirmations === confirmations ? true : undefined),
    () => `${confirmations} confirmations of ${id}`,
  );
}

async function supplyIsBacked(): Promise<void> {
  const { total_btc, total_istsi } = await world.contracts.reserve.read('get_reserve_status');
  expect(total_btc - total_istsi).toBe(0n);
}

describe('a reorganization', () => {
  test.each(DEPTHS.slice(0, -1))(
    'of %i blocks before a payment is completed has it mined again, once',
    async (depth) => {
      const { id, txid } = await broadcast();
      await world.bitcoin.mine(depth);
      await confirmed(id, depth);
      await world.bitcoin.reorganize(depth);
      await world.waitForWithdrawal(id, 'broadcast');
      await world.bitcoin.mine(CONFIRMATIONS);
      expect((await world.waitForWithdrawal(id, 'settled')).txid).toBe(txid);
      await supplyIsBacked();
    },
  );

  test.each(DEPTHS)('of %i blocks after a payment was settled has it mined again', async (depth) => {
    const { id } = await broadcast();
    await world.bitcoin.mine(CONFIRMATIONS);
    await world.waitForWithdrawal(id, 'settled');
    await world.bitcoin.reorganize(depth);
    // Those that stay below keep it in the chain; otherwise it comes back.
    await world.bitcoin.mine(CONFIRMATIONS);
    await until(
      async () => (((await world.services.withdrawal(id))?.confirmations ?? 0) >= CONFIRMATIONS ? true : undefined),
      () => 'the payment to be deep again',
    );
    expect((await world.services.withdrawal(id))?.state).toBe('settled');
    await supplyIsBacked();
  });

  test.each(DEPTHS.slice(0, -1))('of %i blocks before a deposit is minted has it minted once', async (depth) => {
    const before = await world.balance(holder.address);
    const [outpoint] = await world.bitcoin.pay([holder.depositAddress, SATS]);
    await world.bitcoin.mine(depth);
    await world.waitFor(outpoint!, 'confirming');
    await world.bitcoin.reorganize(depth);
    await world.waitFor(outpoint!, 'orphaned');
    await world.bitcoin.mine(CONFIRMATIONS);
    await world.waitFor(outpoint!, 'minted');
    expect(await world.balance(holder.address)).toBe(before + SATS);
  });
});
