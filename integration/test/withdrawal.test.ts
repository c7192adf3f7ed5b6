import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
}, 120_000);
afterAll(async () => {
  await world?.stop();
});

const DAY = 86_400;
const newAddress = async (): Promise<string> => await world.bitcoin.call('getnewaddress');

describe('a withdrawal', () => {
  test('is authorized, signed, broadcast and mined, to the satoshi', async () => {
    const alice = await world.createHolder(50_000n);
    const to = await newAddress();
    const id = await world.withdraw(alice, { sats: 30_000n, to });
    const { txid, vout, feeSats } = await world.waitForWithdrawal(id, 'broadcast');
    await world.bitcoin.mine();
    const confirming = await world.waitForWithdrawal(id, 'confirming');
    expect(confirming.timeline.map(({ state }) => state)).toEqual([
      'pending',
      'batched',
      'authorizing',
      'authorized',
      'signing',
      'broadcast',
      'confirming',
    ]);
    const received = await world.bitcoin.call<{ value: number }>('gettxout', txid, vout);
    expect(BigInt(Math.round(received.value * 1e8))).toBe(30_000n - feeSats!);
  });
});

describe('a withdrawal that nobody authorized', () => {
  test('is given back once after its deadline', async () => {
    const alice = await world.createHolder(50_000n);
    const to = await newAddress();
    const id = await world.withdraw(alice, { sats: 30_000n, to, maxFee: 100n });
    const pending = await world.waitForWithdrawal(id, 'pending');
    expect(pending).toMatchObject({ user: alice.address, address: to, amountSats: 30_000n, maxFeeSats: 100n });
    expect(await world.balance(alice.address)).toBe(20_000n);

    await world.advanceTime(4 * DAY);
    await world.services.recheckWithdrawal(id);
    const refunded = await world.waitForWithdrawal(id, 'refunded');
    expect(refunded.stellarTx).toMatch(/^[0-9a-f]{64}$/);
    expect(refunded.timeline.map(({ state }) => state)).toEqual(['pending', 'refunding', 'refunded']);
    expect(await world.balance(alice.address)).toBe(50_000n);
  });
});
