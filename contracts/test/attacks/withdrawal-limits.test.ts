import { afterAll, beforeAll, expect, test } from 'vitest';
import { deposit, register, stateOf, totalReserves, totalSupply, txid } from '../actions.ts';
import {
  type Coin,
  completePayment,
  fund,
  type Owed,
  paymentOf,
  processPayment,
  unsignedTx,
  withdraw,
} from '../withdrawals.ts';
import { reserveScript, startWorld, type World } from '../world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await register(world, 'alice', 4);
});
afterAll(() => world.stop());

const MAX_MONEY = 2_100_000_000_000_000n;

test.each([[0n], [MAX_MONEY + 1n], [2n ** 63n], [2n ** 64n - 1n]])(
  'a deposit of %i satoshis is refused',
  async (amount) => {
    const before = await stateOf(world);
    await expect(deposit(world, { amount, tx: txid(`limit ${amount}`), confirmations: 100 })).rejects.toThrow();
    expect(await stateOf(world)).toEqual(before);
  },
);

test('the last output number and the largest confirmation count are numbers like any other', async () => {
  const coin: Coin = { txid: txid('last output'), vout: 2 ** 32 - 1 };
  await deposit(world, { tx: coin.txid, vout: coin.vout, amount: 30_000n, confirmations: 2 ** 32 - 1 });
  const owed = await withdraw(world, 'last output');
  const payment = await processPayment(world, [owed.id], paymentOf([owed], [coin], 30_000n, 100n));
  await completePayment(world, payment, { confirmations: 2 ** 32 - 1 });
  expect(await totalReserves(world)).toBe(await totalSupply(world));
});

test('outputs that overflow 64 bits together pay nobody', async () => {
  const coin = await fund(world, 'overflow', 30_000n);
  const owed = await withdraw(world, 'overflow');
  const pays = { amount: 19_900n, script: owed.script };
  // 2^64 satoshis more than the rest of them: a sum that wraps would not notice.
  const half = { amount: 2n ** 63n, script: reserveScript };
  const change = { amount: 10_000n, script: reserveScript };
  const wraps = unsignedTx([coin], [pays, half, half, change]);
  await expect(processPayment(world, [owed.id], wraps)).rejects.toMatchObject({ code: 434 });
  const shares = [2_000n, ...Array.from({ length: 8 }, () => 1_000n)];
  const many = unsignedTx([coin], [pays, ...shares.map((amount) => ({ amount, script: reserveScript }))]);
  await expect(processPayment(world, [owed.id], many)).rejects.toMatchObject({ code: 455 });
});

test('a payment is for at most 32 withdrawals', async () => {
  const ids = Array.from({ length: 33 }, (_, index) => Buffer.alloc(32, index));
  const unsigned = unsignedTx([{ txid: txid('any'), vout: 0 }], [{ amount: 1_000n, script: reserveScript }]);
  await expect(processPayment(world, ids, unsigned)).rejects.toMatchObject({ code: 447 });
});

test('a payment is replaced at most 31 times', { timeout: 120_000 }, async () => {
  const coin = await fund(world, 'patience', 30_000n);
  const owed: Owed = await withdraw(world, 'patience', { maxFee: 5_000n });
  const pay = (fee: bigint) => processPayment(world, [owed.id], paymentOf([owed], [coin], 30_000n, fee));
  for (let fee = 101n; fee <= 132n; fee++) await pay(fee);
  await expect(pay(133n)).rejects.toMatchObject({ code: 461 });
});
