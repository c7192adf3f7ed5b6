import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { pause, register, resume, stateOf, txid } from './actions.ts';
import { BatchEnd } from './batch-ends.ts';
import { changesOf, commitment } from './commitment.ts';
import { eventsOf } from './events.ts';
import { administer } from './governance.ts';
import { abandon, addSurplus, books, processSweep, sweepOf } from './sweeps.ts';
import {
  type Coin,
  completePayment,
  fund,
  type Owed,
  paymentOf,
  processPayment,
  txidOf,
  UtxoState,
  unsignedTx,
  utxo,
  withdraw,
} from './withdrawals.ts';
import { reserveScript, startWorld, type World } from './world.ts';

const batchOf = (world: World, payment: Uint8Array): Promise<{ end: number; payments: number }> =>
  world.read('reserve-manager', 'get_batch', { txid: Buffer.from(payment) });
const state = async (world: World, coin: Coin): Promise<number> => (await utxo(world, coin)).state;

/** The set of outputs as a stranger reads it from the events is the set that the reserve commits to. */
async function expectReplayable(world: World): Promise<void> {
  const { utxo_commitment } = await books(world);
  expect(Buffer.from(utxo_commitment)).toEqual(commitment(await changesOf(world)));
}

describe('a sweep', () => {
  let world: World;
  let coins: Coin[];
  let sweep: Buffer;
  let replacement: Buffer;
  beforeAll(async () => {
    world = await startWorld();
    await register(world, 'alice', 4);
    coins = [await fund(world, 'one', 60_000n), await fund(world, 'two', 40_000n)];
    coins.push(await addSurplus(world, 'three', 10_000n));
  });
  afterAll(() => world.stop());

  test('moves outputs to the reserve script, and owes its fee from then on', async () => {
    const unsigned = sweepOf(coins.slice(0, 2), 100_000n, 700n, { parts: 2 });
    sweep = await processSweep(world, unsigned);
    expect(sweep).toEqual(txidOf(unsigned));
    expect(await books(world)).toMatchObject({ owed_btc: 700n, total_btc: 110_000n, total_istsi: 100_000n });
    expect(await state(world, coins[0]!)).toBe(UtxoState.Committed);
    expect(await utxo(world, { txid: sweep, vout: 1 })).toMatchObject({ amount: 49_650n, state: UtxoState.Expected });
    expect(await world.read('reserve-manager', 'get_payment', { txid: sweep })).toMatchObject({
      change_outputs: 2,
      fee: 700n,
    });
    expect(await batchOf(world, sweep)).toMatchObject({
      end: BatchEnd.Open,
      latest: new Uint8Array(sweep),
      withdrawals: [],
    });
    const events = await eventsOf(world, 'latest');
    expect(events.map(({ topics }) => topics[0])).toEqual(['sweep_authorized', 'reserve_update']);
    expect(events[0]?.topics.slice(1)).toEqual([new Uint8Array(sweep), new Uint8Array(sweep)]);
    expect(events[0]?.data).toMatchObject({ fee: 700n });
  });

  test('owes only the difference when it is replaced, named by any of its transactions', async () => {
    const inputs = coins.slice(0, 2);
    replacement = await processSweep(world, sweepOf(inputs, 100_000n, 900n), { replaces: sweep });
    expect(await books(world)).toMatchObject({ owed_btc: 900n, total_btc: 110_000n });
    const last = await processSweep(world, sweepOf(inputs, 100_000n, 1_000n), { replaces: replacement });
    expect(await batchOf(world, last)).toMatchObject({ payments: 3, latest: new Uint8Array(last), latest_fee: 1_000n });
    await processSweep(world, sweepOf(inputs, 100_000n, 1_001n), { replaces: sweep });
    expect(await books(world)).toMatchObject({ owed_btc: 1_001n, total_btc: 110_000n });
  });

  test('costs what the one costs that Bitcoin confirmed', async () => {
    // The confirmations that its 100,000 satoshis ask for.
    await expect(completePayment(world, sweep, { confirmations: 1 })).rejects.toMatchObject({ code: 406 });
    await completePayment(world, sweep, { confirmations: 2 });
    expect(await books(world)).toMatchObject({ owed_btc: 0n, total_btc: 109_300n, utxo_count: 3 });
    for (const coin of coins.slice(0, 2)) expect(await state(world, coin)).toBe(UtxoState.Spent);
    expect(await state(world, { txid: sweep, vout: 0 })).toBe(UtxoState.Unspent);
    expect(await state(world, { txid: replacement, vout: 0 })).toBe(UtxoState.Expected);
    expect(await batchOf(world, replacement)).toMatchObject({ end: BatchEnd.Completed });
    await expectReplayable(world);
  });

  test('feeds the next withdrawal', async () => {
    const owed = await withdraw(world, 'next', { amount: 30_000n });
    const unsigned = paymentOf([owed], [{ txid: sweep, vout: 1 }], 49_650n, 200n);
    await completePayment(world, await processPayment(world, [owed.id], unsigned));
    expect(await books(world)).toMatchObject({ owed_btc: 0n, total_btc: 79_300n, total_istsi: 70_000n });
    await expectReplayable(world);
  });

  test('follows the reserve to the script of the next epoch', async () => {
    const reserve_script = Buffer.concat([Buffer.from([0x51, 32]), Buffer.alloc(32, 7)]);
    await administer(world, 'reserve-manager', 'set_reserve_script', { reserve_script });
    const old = sweepOf([{ txid: sweep, vout: 0 }], 49_650n, 300n);
    await expect(processSweep(world, old)).rejects.toMatchObject({ code: 455 });
    const unsigned = unsignedTx([{ txid: sweep, vout: 0 }], [{ amount: 49_350n, script: reserve_script }]);
    await completePayment(world, await processSweep(world, unsigned));
    expect(await books(world)).toMatchObject({ owed_btc: 0n, total_btc: 79_000n });
    await expectReplayable(world);
  });
});

describe('the child of a payment', () => {
  let world: World;
  let coins: Coin[];
  let owed: Owed;
  let parent: Buffer;
  let change: Coin;
  let round = 0;
  beforeAll(async () => {
    world = await startWorld();
    await register(world, 'alice', 4);
    await addSurplus(world, 'surplus', 50_000n);
  });
  beforeEach(async () => {
    const label = `round ${round++}`;
    coins = [await fund(world, `${label} a`, 60_000n), await fund(world, `${label} b`, 60_000n)];
    owed = await withdraw(world, label, { amount: 40_000n, maxFee: 5_000n });
    parent = await processPayment(world, [owed.id], paymentOf([owed], [coins[0]!], 60_000n, 100n));
    change = { txid: parent, vout: 1 };
  });
  afterAll(() => world.stop());
  const childOf = (coin: Coin, fee: bigint, replaces?: Buffer) =>
    processSweep(world, sweepOf([coin], 20_000n, fee), replaces ? { replaces } : {});

  test('spends its change, completes only after it, and the change was never free in between', async () => {
    const before = await books(world);
    const child = await childOf(change, 900n);
    expect(await state(world, change)).toBe(UtxoState.Promised);
    expect(await books(world)).toMatchObject({ owed_btc: before.owed_btc + 900n, total_btc: before.total_btc });
    await expect(completePayment(world, child)).rejects.toMatchObject({ code: 464 });
    await completePayment(world, parent);
    expect(await state(world, change)).toBe(UtxoState.Committed);
    await expect(abandon(world, child)).rejects.toMatchObject({ code: 465 });
    await completePayment(world, child);
    expect(await state(world, change)).toBe(UtxoState.Spent);
    expect(await utxo(world, { txid: child, vout: 0 })).toMatchObject({ amount: 19_100n, state: UtxoState.Unspent });
    expect(await books(world)).toMatchObject({
      owed_btc: before.owed_btc - 40_000n,
      total_btc: before.total_btc - 40_900n,
      utxo_count: before.utxo_count,
    });
    await expectReplayable(world);
  });

  test('is abandoned by anyone, once, when another payment took the place of its parent', async () => {
    const other = await processPayment(world, [owed.id], paymentOf([owed], [coins[0]!], 60_000n, 200n));
    const child = await childOf(change, 900n);
    const again = await childOf(change, 1_000n, child);
    await expect(abandon(world, child)).rejects.toMatchObject({ code: 465 });
    const before = await books(world);
    await completePayment(world, other);
    await expect(completePayment(world, child)).rejects.toMatchObject({ code: 464 });
    await abandon(world, child);
    const events = await eventsOf(world, 'latest');
    expect(events.map(({ topics }) => topics[0])).toEqual(['sweep_abandoned', 'reserve_update']);
    expect(events[0]?.data).toEqual({ fee: 1_000n, parent: new Uint8Array(parent) });
    expect(await books(world)).toMatchObject({ owed_btc: before.owed_btc - 41_000n });
    expect(await batchOf(world, child)).toMatchObject({ end: BatchEnd.Abandoned });
    for (const void_ of [child, again]) {
      await expect(abandon(world, void_)).rejects.toMatchObject({ code: 462 });
      await expect(completePayment(world, void_)).rejects.toMatchObject({ code: 462 });
    }
    await expect(childOf(change, 2_000n, again)).rejects.toMatchObject({ code: 462 });
    await expect(childOf(change, 2_000n)).rejects.toMatchObject({ code: 452 });
    await expectReplayable(world);
  });

  test('is replaced at a higher fee, before its parent completed and after', async () => {
    const child = await childOf(change, 900n);
    await childOf(change, 1_200n, child);
    await completePayment(world, parent);
    await completePayment(world, await childOf(change, 1_500n, child));
    expect(await batchOf(world, child)).toMatchObject({ end: BatchEnd.Completed });
    await expectReplayable(world);
  });

  test('has children of its own, which fall with it', async () => {
    const other = await processPayment(world, [owed.id], paymentOf([owed], [coins[0]!], 60_000n, 200n));
    const child = await childOf(change, 900n);
    const grandchild = await processSweep(world, sweepOf([{ txid: child, vout: 0 }], 19_100n, 800n));
    await completePayment(world, other);
    await expect(abandon(world, grandchild)).rejects.toMatchObject({ code: 465 });
    await abandon(world, child);
    await abandon(world, grandchild);
    expect(await books(world)).toMatchObject({ owed_btc: 0n });
    await expectReplayable(world);
  });

  test('spends nothing but the change of that one payment', async () => {
    const second = await withdraw(world, `second ${owed.id.toString('hex')}`, { amount: 40_000n });
    const rival = await processPayment(world, [second.id], paymentOf([second], [coins[1]!], 60_000n, 100n));
    const free = await fund(world, `free ${owed.id.toString('hex')}`, 20_000n);
    for (const [inputs, totalIn] of [
      [[change, free], 40_000n],
      [[free, change], 40_000n],
      [[change, { txid: rival, vout: 1 }], 40_000n],
      [[change, coins[0]!], 80_000n],
    ] as [Coin[], bigint][]) {
      await expect(processSweep(world, sweepOf(inputs, totalIn, 500n))).rejects.toMatchObject({ code: 452 });
    }
    await completePayment(world, rival);
    await completePayment(world, parent);
  });

  test('has its change to itself: no second child and no withdrawal claims it', async () => {
    await childOf(change, 900n);
    await expect(childOf(change, 950n)).rejects.toMatchObject({ code: 452 });
    await completePayment(world, parent);
    await expect(childOf(change, 960n)).rejects.toMatchObject({ code: 452 });
    const next = await withdraw(world, `claims ${owed.id.toString('hex')}`, { amount: 10_000n });
    const unsigned = paymentOf([next], [change], 20_000n, 100n);
    await expect(processPayment(world, [next.id], unsigned)).rejects.toMatchObject({ code: 452 });
  });
});

describe('a sweep is refused', () => {
  let world: World;
  let coin: Coin;
  let other: Coin;
  let open: Buffer;
  let payment: Buffer;
  beforeAll(async () => {
    world = await startWorld();
    await register(world, 'alice', 4);
    coin = await fund(world, 'coin', 100_000n);
    other = await fund(world, 'other', 2_000_000n);
    const held = await addSurplus(world, 'held', 100_000n);
    const paid = await fund(world, 'paid', 50_000n);
    open = await processSweep(world, sweepOf([held], 100_000n, 500n));
    const owed = await withdraw(world, 'owed', { amount: 20_000n });
    payment = await processPayment(world, [owed.id], paymentOf([owed], [paid], 50_000n, 100n));
  });
  afterAll(() => world.stop());

  const held = { txid: txid('held'), vout: 0 };
  const pays = (...amounts: bigint[]) => amounts.map((amount) => ({ amount, script: reserveScript }));
  test.each<[string, () => Buffer, number, (() => Buffer)?]>([
    ['that is garbage', () => Buffer.from('garbage'), 430],
    ['that spends what is not the reserve', () => sweepOf([{ txid: txid('x'), vout: 0 }], 1_000n, 0n), 408],
    ['that pays more than it spends', () => unsignedTx([coin], pays(100_001n)), 453],
    ['that pays dust', () => unsignedTx([coin], pays(99_000n, 545n)), 455],
    ['in more than 8 parts', () => sweepOf([coin], 100_000n, 100n, { parts: 9 }), 455],
    ['with a fee over the cap', () => sweepOf([other], 2_000_000n, 1_000_001n), 457],
    ['that cannot be replaced', () => sweepOf([coin], 100_000n, 100n, { sequence: 0xffff_fffe }), 436],
    ['that waits', () => sweepOf([coin], 100_000n, 100n, { lockTime: 900_000 }), 436],
    ['of what another sweep spends', () => sweepOf([held], 100_000n, 600n), 452],
    ['of what a withdrawal is paid from', () => sweepOf([{ txid: txid('paid'), vout: 0 }], 50_000n, 600n), 452],
    ['that is authorized already', () => sweepOf([held], 100_000n, 500n), 450],
    ['that replaces nothing known', () => sweepOf([coin], 100_000n, 600n), 451, () => Buffer.alloc(32, 1)],
    ['in place of a payment, by other outputs', () => sweepOf([coin], 100_000n, 600n), 459, () => payment],
    ['that replaces one of other outputs', () => sweepOf([coin], 100_000n, 600n), 459, () => open],
    ['that replaces at no higher fee', () => sweepOf([held], 100_000n, 499n), 460, () => open],
    ['with a fee that backs tokens', () => sweepOf([other], 2_000_000n, 99_501n), 410],
  ])('%s', async (_, unsigned, code, replaces) => {
    const before = await stateOf(world);
    const attempt = processSweep(world, unsigned(), replaces ? { replaces: replaces() } : {});
    await expect(attempt).rejects.toMatchObject({ code });
    expect(await stateOf(world)).toEqual(before);
  });

  test('and so is abandoning what is no sweep, unknown, or may still confirm', async () => {
    await expect(abandon(world, open)).rejects.toMatchObject({ code: 465 });
    await expect(abandon(world, payment)).rejects.toMatchObject({ code: 465 });
    await expect(abandon(world, Buffer.alloc(32))).rejects.toMatchObject({ code: 451 });
  });

  test('while the system is paused', async () => {
    await pause(world);
    await expect(processSweep(world, sweepOf([coin], 100_000n, 100n))).rejects.toMatchObject({ code: 401 });
    await expect(abandon(world, open)).rejects.toMatchObject({ code: 401 });
    await resume(world);
  });
});

test('a sweep of 64 outputs fits into one transaction, and so does completing it', { timeout: 120_000 }, async () => {
  const world = await startWorld();
  await register(world, 'alice', 4);
  const coins: Coin[] = [];
  for (let i = 0; i < 63; i++) coins.push(await fund(world, `many ${i}`, 2_000n));
  coins.push(await addSurplus(world, 'many', 2_000n));
  const sweep = await processSweep(world, sweepOf(coins, 128_000n, 1_999n, { parts: 8 }));
  await completePayment(world, sweep);
  expect(await books(world)).toMatchObject({ owed_btc: 0n, total_btc: 126_001n, total_istsi: 126_000n, utxo_count: 8 });
  await expectReplayable(world);
  await world.stop();
});
