import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { balance, pause, register, resume, totalReserves, totalSupply } from './actions.ts';
import { BatchEnd, batchOf, correct, reinstate, undo, writeOff } from './batch-ends.ts';
import { changesOf, commitment } from './commitment.ts';
import { eventsOf } from './events.ts';
import { abandon, addSurplus, books, processSweep, sweepOf } from './sweeps.ts';
import {
  type Coin,
  completePayment,
  fund,
  type Owed,
  paymentOf,
  processPayment,
  rollback,
  TIMEOUT,
  UtxoState,
  utxo,
  WithdrawalState,
  withdraw,
  withdrawalState,
} from './withdrawals.ts';
import { startWorld, type World } from './world.ts';

let world: World;
let anchor: Coin;
let good: Coin;
let owed: Owed;
let other: Owed;
let payment: Buffer;
let round = 0;
beforeAll(async () => {
  world = await startWorld();
  await register(world, 'alice', 4);
  // What is lost here must not stop the deposits of the next test.
  await addSurplus(world, 'surplus', 10_000_000n);
});
afterAll(() => world.stop());

const state = async (coin: Coin): Promise<number> => (await utxo(world, coin)).state;
const pay = (inputs: Coin[], totalIn: bigint, fee: bigint): Promise<Buffer> =>
  processPayment(world, [owed.id, other.id], paymentOf([owed, other], inputs, totalIn, fee));

/** What is on the books is what is owed, what is issued, and the surplus. */
async function expectBalance(surplus: bigint): Promise<void> {
  const { owed_btc, total_btc, total_istsi } = await books(world);
  expect(total_btc - owed_btc - total_istsi).toBe(surplus);
}

async function surplusNow(): Promise<bigint> {
  const { owed_btc, total_btc, total_istsi } = await books(world);
  return total_btc - owed_btc - total_istsi;
}

async function beginBatch(): Promise<void> {
  round += 1;
  anchor = await fund(world, `anchor ${round}`, 100_000n);
  good = await fund(world, `good ${round}`, 900_000n);
  owed = await withdraw(world, `x ${round}`, { amount: 500_000n, maxFee: 5_000n });
  other = await withdraw(world, `y ${round}`, { amount: 100_000n, maxFee: 5_000n });
  payment = await pay([anchor, good], 1_000_000n, 300n);
}

describe('a batch whose anchor vanished', () => {
  beforeEach(beginBatch);

  test('is undone: what is lost leaves the books, the rest is free, the withdrawals are pending with a new deadline', async () => {
    const [reserves, surplus] = [await totalReserves(world), await surplusNow()];
    await world.advanceTime(2 * TIMEOUT);
    await undo(world, payment, [anchor]);
    expect(await batchOf(world, payment)).toMatchObject({ end: BatchEnd.Undone });
    expect([await state(anchor), await state(good)]).toEqual([UtxoState.Lost, UtxoState.Unspent]);
    expect(await totalReserves(world)).toBe(reserves - 100_000n);
    await expectBalance(surplus - 100_000n);
    const names = (await eventsOf(world, 'latest')).map(({ topics }) => topics[0]);
    expect(names).toEqual(['output_lost', 'batch_undone', 'withdrawals_reopened', 'reserve_update']);

    // Paid again in time, out of what is left, by a batch of its own.
    const again = await pay([good], 900_000n, 200n);
    await completePayment(world, again);
    expect(await withdrawalState(world, owed.id)).toBe(WithdrawalState.Completed);
    await expect(completePayment(world, payment)).rejects.toMatchObject({ code: 462 });
  });

  test('can be refunded after the new deadline, once, and not before', async () => {
    await world.advanceTime(2 * TIMEOUT);
    await undo(world, payment, [anchor]);
    await expect(rollback(world, owed.id)).rejects.toMatchObject({ codes: expect.arrayContaining([445]) });
    await world.advanceTime(TIMEOUT);
    const before = await balance(world, 'alice');
    await rollback(world, owed.id);
    expect(await balance(world, 'alice')).toBe(before + 500_000n);
    await expect(rollback(world, owed.id)).rejects.toMatchObject({ code: 41 });
  });

  test('can lose several coins at once, every one that the conflict took', async () => {
    const reserves = await totalReserves(world);
    // So deep is deep enough.
    await undo(world, payment, [good, anchor], { confirmations: 6 });
    expect(await totalReserves(world)).toBe(reserves - 1_000_000n);
  });

  test.each<[string, () => Promise<unknown>, number]>([
    ['by too few custodians', () => undo(world, payment, [anchor], { attestors: ['custodian1'] }), 403],
    ['without losing anything', () => undo(world, payment, []), 480],
    ['with a coin that the batch does not hold', async () => undo(world, payment, [anchor, await unheld()]), 480],
    ['with the same coin twice', () => undo(world, payment, [anchor, anchor]), 452],
    ['while a reorganization could revive it', () => undo(world, payment, [anchor], { confirmations: 5 }), 406],
    ['by a transaction of the batch itself', () => undo(world, payment, [anchor], { spentBy: payment }), 481],
    ['that nobody authorized', () => undo(world, Buffer.alloc(32, 7), [anchor]), 451],
  ])('is not undone %s', async (_, attempt, code) => {
    await expect(attempt()).rejects.toMatchObject({ code });
    expect(await batchOf(world, payment)).toMatchObject({ end: BatchEnd.Open });
  });
  const unheld = async (): Promise<Coin> => ({ txid: (await fund(world, `unheld ${round}`, 1_000n)).txid, vout: 0 });

  test('is undone once, and nothing more is authorized in it', async () => {
    await undo(world, payment, [anchor]);
    await expect(undo(world, payment, [anchor])).rejects.toMatchObject({ code: 462 });
    await expect(processSweep(world, sweepOf([anchor], 100_000n, 900n), { replaces: payment })).rejects.toMatchObject({
      code: 462,
    });
  });
});

describe('a payment that nobody signs', () => {
  beforeEach(beginBatch);
  const cancel = (fee: bigint): Promise<Buffer> =>
    processSweep(world, sweepOf([anchor, good], 1_000_000n, fee), { replaces: payment });

  test('is cancelled by spending its anchor to the reserve; then the withdrawals are pending again', async () => {
    const surplus = await surplusNow();
    const cancellation = await cancel(800n);
    await expectBalance(surplus - 800n);
    expect(await withdrawalState(world, owed.id)).toBe(WithdrawalState.Authorized);
    await expect(rollback(world, owed.id)).rejects.toMatchObject({ code: 41 });
    await world.advanceTime(2 * TIMEOUT);
    await completePayment(world, cancellation);
    expect(await batchOf(world, payment)).toMatchObject({ end: BatchEnd.Cancelled, owed_fee: 0n });
    await expectBalance(surplus - 800n);
    expect(await withdrawalState(world, owed.id)).toBe(WithdrawalState.Pending);
    const returned = { txid: cancellation, vout: 0 };
    expect(await utxo(world, returned)).toMatchObject({ state: UtxoState.Unspent, amount: 999_200n });
    await expect(completePayment(world, payment)).rejects.toMatchObject({ code: 462 });
    await completePayment(world, await pay([returned], 999_200n, 100n));
    expect(await withdrawalState(world, other.id)).toBe(WithdrawalState.Completed);
  });

  test('that confirms in spite of its cancellation is completed, and the cancellation costs nothing', async () => {
    const surplus = await surplusNow();
    const cancellation = await cancel(800n);
    await completePayment(world, payment);
    await expectBalance(surplus);
    expect(await withdrawalState(world, owed.id)).toBe(WithdrawalState.Completed);
    await expect(completePayment(world, cancellation)).rejects.toMatchObject({ code: 462 });
  });

  test('can be paid after all, by a replacement of its cancellation', async () => {
    const surplus = await surplusNow();
    await cancel(800n);
    const dearer = await pay([anchor, good], 1_000_000n, 1_000n);
    await expectBalance(surplus - 800n);
    await completePayment(world, dearer);
    await expectBalance(surplus);
  });

  test.each<[string, () => Promise<unknown>, number]>([
    ['no more than it paid itself', () => cancel(300n), 460],
    [
      'which spends other outputs',
      () => processSweep(world, sweepOf([good], 900_000n, 900n), { replaces: payment }),
      459,
    ],
  ])('is not cancelled for %s', async (_, attempt, code) => {
    await expect(attempt()).rejects.toMatchObject({ code });
  });
});

test('a reserve without surplus pays for no cancellation: what backs tokens is not spent', async () => {
  const poor = await startWorld();
  await register(poor, 'alice', 4);
  const coin = await fund(poor, 'all there is', 100_000n);
  const due = await withdraw(poor, 'poor', { amount: 50_000n });
  const first = await processPayment(poor, [due.id], paymentOf([due], [coin], 100_000n, 100n));
  const attempt = processSweep(poor, sweepOf([coin], 100_000n, 200n), { replaces: first });
  await expect(attempt).rejects.toMatchObject({ code: 410 });
  await poor.stop();
});

describe('sweeps and children', () => {
  beforeEach(beginBatch);

  test('a sweep whose first input vanished is undone, and its fee is owed no longer', async () => {
    const [a, b] = [await fund(world, `a ${round}`, 10_000n), await fund(world, `b ${round}`, 90_000n)];
    const surplus = await surplusNow();
    const sweep = await processSweep(world, sweepOf([a, b], 100_000n, 500n));
    await undo(world, sweep, [a]);
    await expectBalance(surplus - 10_000n);
    expect([await state(a), await state(b)]).toEqual([UtxoState.Lost, UtxoState.Unspent]);
    await processSweep(world, sweepOf([b], 90_000n, 0n));
  });

  test('a child of a batch that was undone is abandoned', async () => {
    const surplus = await surplusNow();
    const change = { txid: payment, vout: 2 };
    const child = await processSweep(world, sweepOf([change], 400_000n, 700n));
    await expect(undo(world, child, [change])).rejects.toMatchObject({ code: 464 });
    await undo(world, payment, [anchor]);
    await abandon(world, child);
    await expectBalance(surplus - 100_000n);
    await expect(processSweep(world, sweepOf([change], 400_000n, 700n))).rejects.toMatchObject({ code: 450 });
  });
});

describe('after a reorganization', () => {
  beforeEach(beginBatch);

  test('the other version of a completed payment takes its place on the books', async () => {
    const dearer = await pay([anchor, good], 1_000_000n, 600n);
    const surplus = await surplusNow();
    await completePayment(world, payment);
    const [first, second] = [
      { txid: payment, vout: 2 },
      { txid: dearer, vout: 2 },
    ];
    await correct(world, dearer);
    expect([await state(first), await state(second)]).toEqual([UtxoState.Lost, UtxoState.Unspent]);
    expect(await withdrawalState(world, owed.id)).toBe(WithdrawalState.Completed);
    await expectBalance(surplus);
    // And back again, should Bitcoin change its mind once more.
    await correct(world, payment);
    expect([await state(first), await state(second)]).toEqual([UtxoState.Unspent, UtxoState.Lost]);
    await expectBalance(surplus);
    await expect(correct(world, payment)).rejects.toMatchObject({ code: 482 });
  });

  test('what was built on the version before has to be undone first', async () => {
    const dearer = await pay([anchor, good], 1_000_000n, 600n);
    const surplus = await surplusNow();
    await completePayment(world, payment);
    const change = { txid: payment, vout: 2 };
    const next = await processSweep(world, sweepOf([change], 400_000n, 100n));
    await expect(correct(world, dearer)).rejects.toMatchObject({ code: 452 });
    // The change came from inputs that the other version spent: that is the conflict.
    await undo(world, next, [change], { spentBy: dearer });
    await correct(world, dearer);
    await expectBalance(surplus);
  });

  test('a cancellation that confirmed in the end leaves the withdrawals pending, never to be refunded besides', async () => {
    const cancellation = await processSweep(world, sweepOf([anchor, good], 1_000_000n, 900n), { replaces: payment });
    await completePayment(world, payment);
    const surplus = await surplusNow();
    await correct(world, cancellation);
    expect(await withdrawalState(world, owed.id)).toBe(WithdrawalState.Pending);
    await expectBalance(surplus - 900n);
    await world.advanceTime(10 * TIMEOUT);
    await expect(rollback(world, owed.id)).rejects.toMatchObject({ code: 41 });
    await completePayment(world, await pay([{ txid: cancellation, vout: 0 }], 999_100n, 100n));
    expect(await withdrawalState(world, owed.id)).toBe(WithdrawalState.Completed);
  });

  test('a completed payment whose anchor is gone is undone like an open one', async () => {
    await completePayment(world, payment);
    const surplus = await surplusNow();
    await undo(world, payment, [anchor]);
    await expectBalance(surplus - 100_000n);
    expect([await state(anchor), await state(good)]).toEqual([UtxoState.Lost, UtxoState.Unspent]);
    expect(await withdrawalState(world, owed.id)).toBe(WithdrawalState.Pending);
  });

  test('a version of a batch that was undone, confirmed after all, settles it', async () => {
    const surplus = await surplusNow();
    await undo(world, payment, [anchor]);
    await correct(world, payment);
    expect(await withdrawalState(world, owed.id)).toBe(WithdrawalState.Completed);
    await expectBalance(surplus);
  });

  test('it does not while another batch is open for the same withdrawals', async () => {
    await undo(world, payment, [anchor]);
    const second = await fund(world, `second ${round}`, 700_000n);
    await pay([second], 700_000n, 100n);
    await expect(correct(world, payment)).rejects.toMatchObject({ code: 443 });
  });

  test('what was paid twice shows as what it is, a loss', async () => {
    await undo(world, payment, [anchor]);
    const second = await fund(world, `second ${round}`, 700_000n);
    await completePayment(world, await pay([second], 700_000n, 100n));
    const surplus = await surplusNow();
    await correct(world, payment);
    // The anchor came back, and the withdrawals went out once more.
    await expectBalance(surplus + 100_000n - 600_000n);
  });

  test('an abandoned child whose parent was the one in the end is settled when it confirmed', async () => {
    const child = await processSweep(world, sweepOf([{ txid: payment, vout: 2 }], 400_000n, 700n));
    const dearer = await pay([anchor, good], 1_000_000n, 600n);
    await completePayment(world, dearer);
    await abandon(world, child);
    await expect(correct(world, child)).rejects.toMatchObject({ code: 452 });
    const surplus = await surplusNow();
    await correct(world, payment);
    await correct(world, child);
    await expectBalance(surplus - 700n);
    expect(await state({ txid: child, vout: 0 })).toBe(UtxoState.Unspent);
  });

  test.each<[string, () => Promise<unknown>, number]>([
    ['of a batch that is open', () => correct(world, payment), 482],
    ['by too few custodians', () => correct(world, payment, { attestors: ['custodian1'] }), 403],
  ])('there is no correction %s', async (_, attempt, code) => {
    await expect(attempt()).rejects.toMatchObject({ code });
  });

  test('there is no correction by what is not buried', async () => {
    const dearer = await pay([anchor, good], 1_000_000n, 600n);
    await completePayment(world, payment);
    await expect(correct(world, dearer, { confirmations: 1 })).rejects.toMatchObject({ code: 406 });
  });
});

describe('an output that was written off', () => {
  test('is counted again when custodians see it, once, and can be spent', async () => {
    const coin = await fund(world, 'came back', 1_000_000n);
    const before = await books(world);
    await writeOff(world, coin);
    await expect(reinstate(world, coin, { attestors: ['custodian1'] })).rejects.toMatchObject({ code: 403 });
    await expect(reinstate(world, coin, { confirmations: 1 })).rejects.toMatchObject({ code: 406 });
    await reinstate(world, coin);
    const [event] = await eventsOf(world, 'latest');
    expect(event).toMatchObject({
      topics: ['output_reinstated', coin.txid, 0],
      data: { amount: 1_000_000n },
    });
    expect((await books(world)).total_btc).toBe(before.total_btc);
    await expect(reinstate(world, coin)).rejects.toMatchObject({ code: 483 });
    await processSweep(world, sweepOf([coin], 1_000_000n, 0n));
  });
});

describe('a pause longer than the deadline', () => {
  let late: Owed;
  let coin: Coin;
  let deadline: bigint;
  const told = async (): Promise<bigint> =>
    (await world.read<{ deadline: bigint }>('reserve-manager', 'get_withdrawal', { withdrawal_id: late.id })).deadline;
  beforeAll(async () => {
    coin = await fund(world, 'paused', 100_000n);
    late = await withdraw(world, 'paused', { amount: 50_000n });
    deadline = await told();
    await world.advanceTime(TIMEOUT - 600);
    await pause(world);
    await world.advanceTime(TIMEOUT);
    // Pausing again changes nothing about when the pause began.
    await pause(world);
    await world.advanceTime(TIMEOUT);
    await resume(world);
  });

  test('does not count against a withdrawal, and says when it ends now', async () => {
    const moved = Number((await told()) - deadline);
    expect(moved).toBeGreaterThanOrEqual(2 * TIMEOUT);
    expect(moved).toBeLessThan(2 * TIMEOUT + 300);
    await expect(rollback(world, late.id)).rejects.toMatchObject({ codes: expect.arrayContaining([445]) });
  });

  test('leaves what was left of the time, and no more', async () => {
    await world.advanceTime(660);
    const unsigned = paymentOf([late], [coin], 100_000n, 100n);
    await expect(processPayment(world, [late.id], unsigned)).rejects.toMatchObject({ code: 444 });
    await rollback(world, late.id);
  });

  test('is over for withdrawals that are asked for later', async () => {
    const next = await withdraw(world, 'after the pause', { amount: 50_000n });
    await completePayment(world, await processPayment(world, [next.id], paymentOf([next], [coin], 100_000n, 100n)));
  });
});

test('after all of it, supply is what people hold, and the events tell the books', async () => {
  expect(commitment(await changesOf(world)).toString('hex')).toBe(
    Buffer.from((await books(world)).utxo_commitment).toString('hex'),
  );
  expect(await totalSupply(world)).toBe(await balance(world, 'alice'));
});
