import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startWorld, type World } from './world.ts';

vi.setConfig({ testTimeout: 600_000, hookTimeout: 400_000 });

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(async () => await world?.stop());

const ROUNDS = 4;
const PER_ROUND = 6;
const SATS = 30_000n;

interface Block {
  previousblockhash: string;
  tx: {
    txid: string;
    vin: { txid?: string; vout?: number }[];
    vout: { n: number; value: number; scriptPubKey: { address?: string } }[];
  }[];
}

async function blocksSince(height: number): Promise<Block[]> {
  const tip = await world.bitcoin.call<number>('getblockcount');
  const heights = Array.from({ length: tip - height }, (_, i) => height + 1 + i);
  return await Promise.all(
    heights.map(
      async (at) => await world.bitcoin.call<Block>('getblock', await world.bitcoin.call('getblockhash', at), 2),
    ),
  );
}

test('instances that share a database pay each withdrawal once, and spend no coin in two batches', async () => {
  const deposits = Array.from({ length: ROUNDS * 2 }, () => (SATS * BigInt(PER_ROUND)) / 2n);
  const holder = await world.createHolder(...deposits);
  const start = await world.bitcoin.call<number>('getblockcount');
  const others = [await world.startInstance(), await world.startInstance()];
  const asked: { id: string; to: string }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    for (let n = 0; n < PER_ROUND; n++) {
      const to = await world.bitcoin.call<string>('getnewaddress');
      asked.push({ to, id: await world.withdraw(holder, { sats: SATS, to }) });
    }
    // One of them is stopped in the middle of things; those that are left go on.
    if (round === 1) await others[0]!.stop();
    for (const { id } of asked.slice(-PER_ROUND)) await world.waitForWithdrawal(id, 'broadcast');
    await world.bitcoin.mine(2);
  }
  for (const { id } of asked) await world.waitForWithdrawal(id, 'settled');
  await others[1]!.stop();

  const transactions = (await blocksSince(start)).flatMap(({ tx }) => tx);
  for (const { id, to } of asked) {
    const { feeSats, txid, vout } = (await world.services.withdrawal(id))!;
    const received = transactions.flatMap((transaction) =>
      transaction.vout
        .filter(({ scriptPubKey }) => scriptPubKey.address === to)
        .map(({ n, value }) => [transaction.txid, n, Math.round(value * 1e8)]),
    );
    expect(received).toEqual([[txid, vout, Number(SATS - feeSats!)]]);
  }
  const { items } = await world.services.payments({ limit: 500 });
  const batchOf = new Map(items.map(({ txid, batchId }) => [txid, batchId]));
  const spends = new Map<string, Set<string>>();
  for (const { txid, vin } of transactions) {
    const batch = batchOf.get(txid);
    if (batch === undefined) continue;
    for (const input of vin) {
      const outpoint = `${input.txid}:${input.vout}`;
      spends.set(outpoint, (spends.get(outpoint) ?? new Set()).add(batch));
    }
  }
  expect(spends.size).toBeGreaterThan(0);
  expect([...spends.values()].filter((batches) => batches.size > 1)).toEqual([]);
  expect(items.every(({ batchState }) => batchState === 'completed' || batchState === 'buried')).toBe(true);
  const { total_btc, total_istsi } = await world.contracts.reserve.read('get_reserve_status');
  expect(total_btc).toBe(total_istsi);
});
