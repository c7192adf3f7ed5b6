import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { balance, deposit, register, stateOf, totalSupply, txid } from './actions.ts';
import { correct, reinstate, undo, writeOff } from './batch-ends.ts';
import { eventsOf } from './events.ts';
import { addReserve } from './limits.ts';
import { approveReturn, holdReturn, nameReturn, proposeReturn, registerReturnable } from './returns.ts';
import { books } from './sweeps.ts';
import {
  type Coin,
  completePayment,
  fund,
  type Owed,
  paymentOf,
  payTo,
  processPayment,
  WithdrawalState,
  withdraw,
  withdrawalState,
} from './withdrawals.ts';
import { startWorld, type World } from './world.ts';

const DAY = 86_400;
const AMOUNT = 50_000n;
const coin = { txid: txid('refused'), vout: 0 };
const home = payTo('home');

/** As every test finds its own. */
let prepared: World;
let world: World;
beforeAll(async () => {
  prepared = await startWorld();
  world = prepared;
  await register(world, 'alice', 4);
  await register(world, 'bob', 4);
});
beforeEach(async () => {
  world = await prepared.copy();
});
afterEach(() => world.stop());
afterAll(() => prepared.stop());

const owedTo = (id: Buffer, script = home.script): Owed => ({ id, amount: AMOUNT, script });

describe('a deposit that may not become tokens', () => {
  test('enters the books, is owed, and backs nothing', async () => {
    await registerReturnable(world);
    expect(await books(world)).toMatchObject({ total_btc: AMOUNT, owed_btc: AMOUNT, total_istsi: 0n });
    expect((await eventsOf(world, 'latest'))[0]).toMatchObject({
      topics: ['deposit_returnable', expect.anything(), 0],
      data: { amount: AMOUNT, owner: world.address('alice'), block: { height: 800_000 } },
    });
    for (const supply_after of [1n, AMOUNT]) {
      await expect(world.read('reserve-manager', 'require_backing', { supply_after })).rejects.toMatchObject({
        code: 410,
      });
    }
  });

  test('goes back to where its owner says, less the fee, once', async () => {
    await registerReturnable(world);
    const id = await nameReturn(world, 'alice', { address: home.address });
    await world.advanceTime(DAY);
    const unsigned = paymentOf([owedTo(id)], [coin], AMOUNT, 400n);
    const payment = await processPayment(world, [id], unsigned);
    await completePayment(world, payment);
    expect(await withdrawalState(world, id)).toBe(WithdrawalState.Completed);
    expect(await books(world)).toMatchObject({ total_btc: 0n, owed_btc: 0n, total_istsi: 0n });
    await expect(nameReturn(world, 'alice', { address: home.address })).rejects.toMatchObject({ code: 443 });
    await expect(registerReturnable(world)).rejects.toMatchObject({ code: 407 });
  });

  test('is paid together with withdrawals', async () => {
    const funded = await fund(world, 'funded', 100_000n);
    await registerReturnable(world, { owner: 'bob' });
    const id = await nameReturn(world, 'bob', { address: home.address });
    const owed = await withdraw(world, 'x', { amount: 20_000n });
    await world.advanceTime(DAY);
    const both = [owed, owedTo(id)];
    const payment = await processPayment(
      world,
      both.map((each) => each.id),
      paymentOf(both, [coin, funded], 150_000n, 500n),
    );
    await completePayment(world, payment);
    expect(await books(world)).toMatchObject({ total_btc: 80_000n, owed_btc: 0n, total_istsi: 80_000n });
  });

  test('never mints, before it is paid or after', async () => {
    await registerReturnable(world);
    await expect(deposit(world, { tx: coin.txid, amount: AMOUNT })).rejects.toMatchObject({ code: 407 });
    await expect(addReserve(world, { label: 'refused' })).rejects.toMatchObject({ code: 407 });
    const id = await nameReturn(world, 'alice', { address: home.address });
    await world.advanceTime(DAY);
    await completePayment(world, await processPayment(world, [id], paymentOf([owedTo(id)], [coin], AMOUNT, 400n)));
    await expect(deposit(world, { tx: coin.txid, amount: AMOUNT })).rejects.toMatchObject({ code: 407 });
    expect(await totalSupply(world)).toBe(0n);
  });

  test('that minted is not returned', async () => {
    await fund(world, 'refused', AMOUNT);
    await expect(registerReturnable(world)).rejects.toMatchObject({ code: 407 });
    await expect(nameReturn(world, 'alice', { address: home.address })).rejects.toMatchObject({ code: 493 });
    expect(await balance(world, 'alice')).toBe(AMOUNT);
  });

  test('is owed in full again when its payment came to nothing', async () => {
    await registerReturnable(world);
    const spare = await fund(world, 'spare', 100_000n);
    const id = await nameReturn(world, 'alice', { address: home.address });
    await world.advanceTime(DAY);
    const payment = await processPayment(world, [id], paymentOf([owedTo(id)], [spare], 100_000n, 400n));
    await undo(world, payment, [spare]);
    expect(await withdrawalState(world, id)).toBe(WithdrawalState.Pending);
    expect(await books(world)).toMatchObject({ total_btc: AMOUNT, owed_btc: AMOUNT, total_istsi: 100_000n });
    await world.advanceTime(365 * DAY);
    await addReserve(world, { label: 'filled', amount: 100_000n });
    await completePayment(world, await processPayment(world, [id], paymentOf([owedTo(id)], [coin], AMOUNT, 400n)));
    expect(await books(world)).toMatchObject({ total_btc: 100_000n, owed_btc: 0n });
  });

  test.each<[string, Parameters<typeof registerReturnable>[1], object]>([
    ['by too few custodians', { attestors: ['custodian1'] }, { code: 403 }],
    ['by a stranger', { attestors: ['custodian1', 'mallory'] }, { code: 404 }],
    ['without a custodian’s signature', { signers: ['custodian1'] }, { kind: 'auth' }],
    ['too early', { confirmations: 1 }, { code: 406 }],
    ['of what nobody could be paid', { amount: 546n }, { code: 467 }],
  ])('is not registered %s', async (_, options, refusal) => {
    const before = await stateOf(world);
    await expect(registerReturnable(world, options)).rejects.toMatchObject(refusal);
    expect(await stateOf(world)).toEqual(before);
  });
});

describe('a deposit that goes back and whose own output is gone', () => {
  let spare: Coin;
  beforeEach(async () => {
    spare = await fund(world, 'spare', 100_000n);
    await registerReturnable(world);
  });

  const payFrom = (id: Buffer, from: Coin, held: bigint): Promise<Buffer> =>
    processPayment(world, [id], paymentOf([owedTo(id)], [from], held, 400n));

  test('is owed no longer, so that everybody else is paid, and owed again when it comes back', async () => {
    await writeOff(world, coin);
    expect(await books(world)).toMatchObject({ total_btc: 100_000n, owed_btc: 0n });
    await expect(nameReturn(world, 'alice', { address: home.address })).rejects.toMatchObject({ code: 499 });
    const other = await withdraw(world, 'x', { amount: 20_000n });
    const payment = await processPayment(world, [other.id], paymentOf([other], [spare], 100_000n, 400n));
    await completePayment(world, payment);
    expect(await books(world)).toMatchObject({ total_btc: 80_000n, owed_btc: 0n, total_istsi: 80_000n });

    await reinstate(world, coin);
    expect(await books(world)).toMatchObject({ total_btc: 80_000n + AMOUNT, owed_btc: AMOUNT });
    const id = await nameReturn(world, 'alice', { address: home.address });
    await world.advanceTime(DAY);
    await completePayment(world, await payFrom(id, coin, AMOUNT));
    expect(await books(world)).toMatchObject({ total_btc: 80_000n, owed_btc: 0n, total_istsi: 80_000n });
  });

  test('is not paid from the coins of others, wherever it was to go', async () => {
    const id = await nameReturn(world, 'alice', { address: home.address });
    await world.advanceTime(DAY);
    await writeOff(world, coin);
    expect(await books(world)).toMatchObject({ total_btc: 100_000n, owed_btc: 0n });
    await expect(payFrom(id, spare, 100_000n)).rejects.toMatchObject({ code: 499 });
    await reinstate(world, coin);
    await completePayment(world, await payFrom(id, spare, 100_000n));
    expect(await books(world)).toMatchObject({ total_btc: 100_000n, owed_btc: 0n, total_istsi: 100_000n });
  });

  test('is a loss when its payment was authorized before, until that comes to nothing, and when it is paid after all', async () => {
    const id = await nameReturn(world, 'alice', { address: home.address });
    await world.advanceTime(DAY);
    const payment = await payFrom(id, spare, 100_000n);
    await writeOff(world, coin);
    expect(await books(world)).toMatchObject({ total_btc: 100_000n, owed_btc: AMOUNT, total_istsi: 100_000n });
    await undo(world, payment, [spare]);
    expect(await books(world)).toMatchObject({ total_btc: 0n, owed_btc: 0n, total_istsi: 100_000n });
    await correct(world, payment);
    expect(await withdrawalState(world, id)).toBe(WithdrawalState.Completed);
    expect(await books(world)).toMatchObject({ total_btc: AMOUNT, owed_btc: 0n, total_istsi: 100_000n });
    // What was paid already is not owed once more.
    await reinstate(world, coin);
    expect(await books(world)).toMatchObject({ total_btc: 2n * AMOUNT, owed_btc: 0n, total_istsi: 100_000n });
  });

  test('is owed no longer when a conflict took it together with what it was paid by', async () => {
    const id = await nameReturn(world, 'alice', { address: home.address });
    await world.advanceTime(DAY);
    const payment = await payFrom(id, coin, AMOUNT);
    await undo(world, payment, [coin]);
    expect(await withdrawalState(world, id)).toBe(WithdrawalState.Pending);
    expect(await books(world)).toMatchObject({ total_btc: 100_000n, owed_btc: 0n });
    await correct(world, payment);
    await undo(world, payment, [coin]);
    expect(await withdrawalState(world, id)).toBe(WithdrawalState.Pending);
    expect(await books(world)).toMatchObject({ total_btc: 100_000n, owed_btc: 0n, total_istsi: 100_000n });
  });

  test('stays written off as long as it is gone, whatever officers decide', async () => {
    await registerReturnable(world, { label: 'of nobody', owner: null });
    const where = { label: 'of nobody', address: home.address };
    await proposeReturn(world, 'officer', where);
    await world.advanceTime(7 * DAY);
    await writeOff(world, { txid: txid('of nobody'), vout: 0 });
    await expect(approveReturn(world, 'superAdmin', where)).rejects.toMatchObject({ code: 499 });
    await expect(proposeReturn(world, 'superAdmin', where)).rejects.toMatchObject({ code: 499 });
    await holdReturn(world, 'officer', true, 'of nobody');
    expect(await books(world)).toMatchObject({ total_btc: 150_000n, owed_btc: AMOUNT });
  });
});

describe('where a deposit is returned to', () => {
  beforeEach(() => registerReturnable(world));

  test('is its owner’s to say, and nobody else’s', async () => {
    for (const person of ['bob', 'officer', 'superAdmin', 'operator'] as const) {
      await expect(nameReturn(world, person, { address: home.address })).rejects.toMatchObject({ code: 494 });
    }
    await expect(proposeReturn(world, 'officer', { address: home.address })).rejects.toMatchObject({ code: 494 });
  });

  test('may change until a payment is authorized, and then no more', async () => {
    await nameReturn(world, 'alice', { address: payTo('wrong').address });
    const id = await nameReturn(world, 'alice', { address: home.address });
    await world.advanceTime(DAY);
    const wrong = paymentOf([owedTo(id, payTo('wrong').script)], [coin], AMOUNT, 400n);
    await expect(processPayment(world, [id], wrong)).rejects.toMatchObject({ code: 454 });
    await processPayment(world, [id], paymentOf([owedTo(id)], [coin], AMOUNT, 400n));
    await expect(nameReturn(world, 'alice', { address: payTo('wrong').address })).rejects.toMatchObject({ code: 443 });
  });

  test('is an address of Bitcoin, not the reserve’s, and leaves something', async () => {
    await expect(nameReturn(world, 'alice', { address: 'nonsense' })).rejects.toMatchObject({ code: 435 });
    await expect(nameReturn(world, 'alice', { address: home.address, maxFee: 49_500n })).rejects.toMatchObject({
      code: 442,
    });
  });
});

describe('an officer’s hold', () => {
  test('keeps a deposit as long as it stands, and there is a day to say so', async () => {
    await registerReturnable(world);
    const id = await nameReturn(world, 'alice', { address: home.address });
    const unsigned = paymentOf([owedTo(id)], [coin], AMOUNT, 400n);
    await expect(processPayment(world, [id], unsigned)).rejects.toMatchObject({ code: 496 });
    await holdReturn(world, 'officer', true);
    await world.advanceTime(30 * DAY);
    await expect(processPayment(world, [id], unsigned)).rejects.toMatchObject({ code: 495 });
    await expect(nameReturn(world, 'alice', { address: home.address })).rejects.toMatchObject({ code: 495 });
    await holdReturn(world, 'officer', false);
    await processPayment(world, [id], unsigned);
  });

  test('is nobody else’s', async () => {
    await registerReturnable(world);
    for (const person of ['operator', 'alice', 'mallory', 'custodian1'] as const) {
      await expect(holdReturn(world, person, true)).rejects.toMatchObject({ code: 484 });
    }
  });
});

describe('a deposit without an owner', () => {
  beforeEach(() => registerReturnable(world, { owner: null }));

  test('is returned by two people, a week apart', async () => {
    const id = await proposeReturn(world, 'officer', { address: home.address });
    const unsigned = paymentOf([owedTo(id)], [coin], AMOUNT, 400n);
    await world.advanceTime(6 * DAY);
    await expect(approveReturn(world, 'superAdmin', { address: home.address })).rejects.toMatchObject({ code: 496 });
    await world.advanceTime(DAY);
    await expect(processPayment(world, [id], unsigned)).rejects.toMatchObject({ code: 497 });
    await expect(approveReturn(world, 'officer', { address: home.address })).rejects.toMatchObject({ code: 498 });
    await expect(approveReturn(world, 'superAdmin', { address: payTo('thief').address })).rejects.toMatchObject({
      code: 497,
    });
    await approveReturn(world, 'superAdmin', { address: home.address });
    await completePayment(world, await processPayment(world, [id], unsigned));
  });

  test('begins to wait anew when another address is proposed, and one officer cannot let go of it', async () => {
    await proposeReturn(world, 'officer', { address: home.address });
    await world.advanceTime(7 * DAY);
    const id = await proposeReturn(world, 'superAdmin', { address: payTo('other').address });
    await expect(approveReturn(world, 'officer', { address: payTo('other').address })).rejects.toMatchObject({
      code: 496,
    });
    await holdReturn(world, 'officer', true);
    await world.advanceTime(30 * DAY);
    const other = { address: payTo('other').address };
    await expect(approveReturn(world, 'officer', other)).rejects.toMatchObject({ code: 495 });
    const unsigned = paymentOf([owedTo(id, payTo('other').script)], [coin], AMOUNT, 400n);
    await expect(processPayment(world, [id], unsigned)).rejects.toMatchObject({ code: 495 });
    await holdReturn(world, 'officer', false);
    await expect(approveReturn(world, 'officer', other)).rejects.toMatchObject({ code: 497 });
    await expect(processPayment(world, [id], unsigned)).rejects.toMatchObject({ code: 497 });
  });

  test('is nobody’s to name or to approve', async () => {
    await expect(nameReturn(world, 'alice', { address: home.address })).rejects.toMatchObject({ code: 494 });
    await expect(proposeReturn(world, 'operator', { address: home.address })).rejects.toMatchObject({ code: 484 });
    await expect(approveReturn(world, 'superAdmin', { address: home.address })).rejects.toMatchObject({ code: 497 });
  });
});
