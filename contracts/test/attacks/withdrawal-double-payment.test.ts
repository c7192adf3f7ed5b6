import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { balance, deposit, register, stateOf, totalReserves, totalSupply } from '../actions.ts';
import {
  type Coin,
  completePayment,
  fund,
  type Owed,
  paymentOf,
  processPayment,
  rollback,
  TIMEOUT,
  txidOf,
  UtxoState,
  unsignedTx,
  utxo,
  WithdrawalState,
  withdraw,
  withdrawalState,
} from '../withdrawals.ts';
import { reserveScript, startWorld, type World } from '../world.ts';

let world: World;
let coins: Coin[];
beforeAll(async () => {
  world = await startWorld();
  await register(world, 'alice', 4);
  coins = [];
  for (const label of ['one', 'two', 'three', 'four', 'five']) coins.push(await fund(world, label, 100_000n));
});
afterAll(() => world.stop());

describe('two payments of one withdrawal through replacements', () => {
  let owed: Owed;
  let first: Buffer;
  let second: Buffer;
  beforeAll(async () => {
    owed = await withdraw(world, 'replaced', { amount: 40_000n, maxFee: 5_000n });
    first = await processPayment(world, [owed.id], paymentOf([owed], [coins[0]!, coins[1]!], 200_000n, 100n));
  });
  const replace = (inputs: Coin[], fee: bigint) =>
    processPayment(world, [owed.id], paymentOf([owed], inputs, 100_000n * BigInt(inputs.length), fee));

  test('that share no input, or not all of them, are refused', async () => {
    second = await replace([coins[0]!, coins[1]!], 200n);
    for (const inputs of [[2], [0], [1], [1, 2], [0, 2], [1, 0], [0, 1, 2]]) {
      const others = inputs.map((index) => coins[index]!);
      await expect(replace(others, 300n)).rejects.toMatchObject({ code: 459 });
    }
  });

  test('that pay no higher fee, or are the same again, are refused', async () => {
    for (const fee of [199n, 150n]) {
      await expect(replace([coins[0]!, coins[1]!], fee)).rejects.toMatchObject({ code: 460 });
    }
    await expect(replace([coins[0]!, coins[1]!], 100n)).rejects.toMatchObject({ code: 450 });
  });

  test('that pay another withdrawal besides are refused', async () => {
    const other = await withdraw(world, 'other', { amount: 10_000n });
    const both = paymentOf([owed, other], coins.slice(0, 2), 200_000n, 1_000n);
    await expect(processPayment(world, [owed.id, other.id], both)).rejects.toMatchObject({ code: 458 });
    // Neither can a fresh withdrawal pull one in that is authorized already.
    const reversed = paymentOf([other, owed], [coins[2]!], 100_000n, 1_000n);
    await expect(processPayment(world, [other.id, owed.id], reversed)).rejects.toMatchObject({ code: 443 });
  });

  test('end with the one that Bitcoin confirmed, be it the first; the others can never complete', async () => {
    expect((await utxo(world, coins[1]!)).state).toBe(UtxoState.Committed);
    const reserves = await totalReserves(world);
    await completePayment(world, first);
    expect(await totalReserves(world)).toBe(reserves - 40_000n);
    for (const coin of coins.slice(0, 2)) expect((await utxo(world, coin)).state).toBe(UtxoState.Spent);
    // The change of the second one never existed.
    expect((await utxo(world, { txid: second, vout: 1 })).state).toBe(UtxoState.Expected);
    await expect(completePayment(world, second)).rejects.toMatchObject({ code: 462 });
    await expect(completePayment(world, first)).rejects.toMatchObject({ code: 462 });
    await expect(replace(coins.slice(0, 2), 900n)).rejects.toMatchObject({ code: 443 });
  });

  test('leave change that nothing can spend, because it does not exist', async () => {
    const owed = await withdraw(world, 'phantom', { amount: 30_000n });
    const unsigned = paymentOf([owed], [{ txid: second, vout: 1 }], 160_000n, 100n);
    await expect(processPayment(world, [owed.id], unsigned)).rejects.toMatchObject({ code: 452 });
  });
});

test('a withdrawal twice in one batch is refused', async () => {
  const owed = await withdraw(world, 'twice', { amount: 20_000n });
  const unsigned = paymentOf([owed, owed], [coins[2]!], 100_000n, 100n);
  await expect(processPayment(world, [owed.id, owed.id], unsigned)).rejects.toMatchObject({ code: 446 });
});

test('an output promised to one payment cannot be promised to another', async () => {
  const a = await withdraw(world, 'promised a', { amount: 20_000n });
  const b = await withdraw(world, 'promised b', { amount: 20_000n });
  await processPayment(world, [a.id], paymentOf([a], [coins[3]!], 100_000n, 100n));
  const unsigned = paymentOf([b], [coins[3]!], 100_000n, 100n);
  await expect(processPayment(world, [b.id], unsigned)).rejects.toMatchObject({ code: 452 });
});

test('change cannot be registered as a deposit, before or after it confirms', async () => {
  const owed = await withdraw(world, 'change', { amount: 20_000n });
  const payment = await processPayment(world, [owed.id], paymentOf([owed], [coins[4]!], 100_000n, 100n));
  const claim = () => deposit(world, { tx: payment, vout: 1, amount: 80_000n });
  await expect(claim()).rejects.toMatchObject({ code: 407 });
  await completePayment(world, payment);
  await expect(claim()).rejects.toMatchObject({ code: 407 });
});

test('change to an attacker, or a foreign output, is refused', async () => {
  const owed = await withdraw(world, 'theft', { amount: 20_000n });
  const pays = { amount: 19_900n, script: owed.script };
  const stolen = Buffer.concat([Buffer.from([0, 20]), Buffer.alloc(20, 0xee)]);
  for (const outputs of [
    [pays, { amount: 80_000n, script: stolen }],
    [pays, { amount: 40_000n, script: reserveScript }, { amount: 40_000n, script: stolen }],
    [pays, { amount: 79_000n, script: reserveScript }, { amount: 1_000n, script: Buffer.from('6a', 'hex') }],
    [{ amount: 80_000n, script: reserveScript }, pays],
  ]) {
    const unsigned = unsignedTx([coins[2]!], outputs);
    await expect(processPayment(world, [owed.id], unsigned)).rejects.toMatchObject({
      code: expect.toBeOneOf([454, 455]) as number,
    });
  }
});

test('a fee that burns the reserve is refused, whoever attests it', async () => {
  const owed = await withdraw(world, 'fee burn', { amount: 20_000n, maxFee: 1_000n });
  const pays = (fee: bigint) => ({ amount: 20_000n - fee, script: owed.script });
  // Without change, everything beyond the payment would be fee.
  await expect(processPayment(world, [owed.id], unsignedTx([coins[2]!], [pays(1_000n)]))).rejects.toMatchObject({
    code: 456,
  });
  const change = { amount: 79_999n, script: reserveScript };
  await expect(processPayment(world, [owed.id], unsignedTx([coins[2]!], [pays(1_000n), change]))).rejects.toMatchObject(
    {
      code: 456,
    },
  );
});

describe('refund against payment', () => {
  test('an authorized withdrawal is never refunded, however late it confirms', async () => {
    const owed = await withdraw(world, 'race', { amount: 20_000n, maxFee: 1_000n });
    const unsigned = paymentOf([owed], [coins[2]!], 100_000n, 100n);
    await processPayment(world, [owed.id], unsigned);
    await world.advanceTime(30 * TIMEOUT);
    const before = await stateOf(world);
    await expect(rollback(world, owed.id)).rejects.toMatchObject({ code: 41, codes: expect.arrayContaining([443]) });
    expect(await stateOf(world)).toEqual(before);
    // It can still be replaced after the deadline, for otherwise it could be stuck for ever.
    const replaced = await processPayment(world, [owed.id], paymentOf([owed], [coins[2]!], 100_000n, 700n));
    await completePayment(world, replaced);
    await expect(rollback(world, owed.id)).rejects.toMatchObject({ code: 41 });
  });

  test('a refunded withdrawal is never paid', async () => {
    const free = await fund(world, 'free', 100_000n);
    const owed = await withdraw(world, 'refunded', { amount: 20_000n });
    const held = await balance(world, 'alice');
    await world.advanceTime(TIMEOUT);
    await rollback(world, owed.id);
    expect(await balance(world, 'alice')).toBe(held + 20_000n);
    const unsigned = paymentOf([owed], [free], 100_000n, 100n);
    await expect(processPayment(world, [owed.id], unsigned)).rejects.toMatchObject({ code: 443 });
    expect(await withdrawalState(world, owed.id)).toBe(WithdrawalState.Refunded);
    await expect(completePayment(world, txidOf(unsigned))).rejects.toMatchObject({ code: 451 });
  });

  test('through the contracts behind the router, nobody refunds or records anything', async () => {
    const owed = await withdraw(world, 'direct', { amount: 5_000n });
    await world.advanceTime(TIMEOUT);
    const args = { withdrawal_id: owed.id };
    for (const [name, method] of [
      ['reserve-manager', 'refund_withdrawal'],
      ['istsi-token', 'integrated_refund'],
    ] as const) {
      await expect(world.invoke(name, method, args, { by: 'mallory', alone: true })).rejects.toMatchObject({
        kind: 'auth',
      });
    }
  });
});

test('after all of it, the reserve covers supply and debts', async () => {
  const { owed_btc, total_btc, total_istsi } = await world.read<Record<string, bigint>>(
    'reserve-manager',
    'generate_proof_of_reserves',
  );
  expect(total_istsi).toBe(await totalSupply(world));
  expect(total_btc).toBe((total_istsi as bigint) + (owed_btc as bigint));
});
