import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { balance, register, txid } from './actions.ts';
import { writeOff } from './batch-ends.ts';
import { eventsOf } from './events.ts';
import { administer } from './governance.ts';
import { addReserve } from './limits.ts';
import { nameReturn, registerReturnable } from './returns.ts';
import { books } from './sweeps.ts';
import {
  completePayment,
  fund,
  type Owed,
  paymentOf,
  payTo,
  processPayment,
  rollback,
  TIMEOUT,
  withdraw,
} from './withdrawals.ts';
import { startWorld, type World } from './world.ts';

const coin = (label: string) => ({ txid: txid(label), vout: 0 });

/** As every test finds its own. */
let prepared: World;
let world: World;
beforeAll(async () => {
  prepared = await startWorld();
  world = prepared;
  await register(world, 'alice', 4);
  await register(world, 'bob', 4);
  await fund(world, 'kept', 60_000n);
  await fund(world, 'lost', 40_000n, 'bob');
});
beforeEach(async () => {
  world = await prepared.copy();
});
afterEach(() => world.stop());
afterAll(() => prepared.stop());

const setRate = (rate: number): Promise<unknown> =>
  administer(world, 'reserve-manager', 'set_redemption_rate', { rate });

const share = (owed: readonly Owed[]): Promise<void> =>
  world.invoke('reserve-manager', 'share_loss', { withdrawal_ids: owed.map(({ id }) => id) }, { by: 'mallory' });

/** The same withdrawal at a rate. */
const at = (owed: Owed, rate: bigint): Owed => ({ ...owed, amount: (owed.amount * rate) / 10_000n });

const pay = (owed: Owed, label: string, total: bigint): Promise<Buffer> =>
  processPayment(world, [owed.id], paymentOf([owed], [coin(label)], total, 100n));

describe('while Bitcoin is missing', () => {
  test('nobody is paid, first come or not, until the loss is filled', async () => {
    const run = await withdraw(world, 'run', { amount: 50_000n });
    await writeOff(world, coin('lost'));
    await expect(pay(run, 'kept', 60_000n)).rejects.toMatchObject({ code: 490 });
    await addReserve(world, { label: 'a part', amount: 39_999n });
    await expect(pay(run, 'kept', 60_000n)).rejects.toMatchObject({ code: 490 });
    await addReserve(world, { label: 'the rest', amount: 1_000n });
    await pay(run, 'kept', 60_000n);
  });

  test('who waits too long gets the tokens back', async () => {
    const owed = await withdraw(world, 'waits', { amount: 50_000n });
    await writeOff(world, coin('lost'));
    await world.advanceTime(TIMEOUT);
    await rollback(world, owed.id);
    expect(await balance(world, 'alice')).toBe(60_000n);
  });
});

describe('a redemption rate', () => {
  test('pays everybody the same share: who comes early has no advantage, nor has who comes late', async () => {
    await writeOff(world, coin('lost'));
    await expect(setRate(6_001)).rejects.toMatchObject({ code: 490 });
    await setRate(6_000);
    const early = await withdraw(world, 'early', { amount: 30_000n });
    await share([early]);
    const payment = await pay(at(early, 6_000n), 'kept', 60_000n);
    await expect(setRate(6_001)).rejects.toMatchObject({ code: 490 });
    await completePayment(world, payment);
    expect(await books(world)).toMatchObject({ total_btc: 42_000n, owed_btc: 0n, total_istsi: 70_000n });
    await expect(setRate(6_001)).rejects.toMatchObject({ code: 490 });
    const late = await withdraw(world, 'late', { by: 'bob', amount: 40_000n });
    await share([late]);
    await completePayment(
      world,
      await processPayment(
        world,
        [late.id],
        paymentOf([at(late, 6_000n)], [{ txid: payment, vout: 1 }], 42_000n, 100n),
      ),
    );
    expect(await books(world)).toMatchObject({ total_btc: 18_000n, owed_btc: 0n, total_istsi: 30_000n });
  });

  test('is applied by anybody, in the open, before a payment, and anew when it changes', async () => {
    const owed = await withdraw(world, 'x', { amount: 20_000n });
    await writeOff(world, coin('lost'));
    await setRate(5_000);
    expect(await eventsOf(world, 'latest')).toContainEqual({
      contract: 'reserve-manager',
      topics: ['redemption_rate_changed'],
      data: { rate: 5_000, timestamp: expect.any(BigInt) as bigint },
    });
    await expect(pay(owed, 'kept', 60_000n)).rejects.toMatchObject({ code: 492 });
    await share([owed]);
    expect((await eventsOf(world, 'latest'))[0]).toMatchObject({
      data: { amount: 10_000n, burned: 20_000n, rate: 5_000 },
    });
    await setRate(6_000);
    await expect(pay(at(owed, 5_000n), 'kept', 60_000n)).rejects.toMatchObject({ code: 492 });
    await share([owed]);
    await pay(at(owed, 6_000n), 'kept', 60_000n);
  });

  test('waits when more is lost than when it was set, and ends when all is filled', async () => {
    await fund(world, 'lost too', 10_000n);
    const owed = await withdraw(world, 'x', { amount: 20_000n });
    await writeOff(world, coin('lost'));
    await setRate(6_300);
    await share([owed]);
    await writeOff(world, coin('lost too'));
    await expect(pay(at(owed, 6_300n), 'kept', 60_000n)).rejects.toMatchObject({ code: 490 });
    await addReserve(world, { amount: 50_000n });
    await setRate(10_000);
    await share([owed]);
    await pay(owed, 'kept', 60_000n);
  });

  test('gives all tokens back where nothing was paid', async () => {
    const owed = await withdraw(world, 'x', { amount: 20_000n });
    await writeOff(world, coin('lost'));
    await setRate(6_000);
    await share([owed]);
    await world.advanceTime(TIMEOUT);
    await rollback(world, owed.id);
    expect(await balance(world, 'alice')).toBe(60_000n);
    expect(await books(world)).toMatchObject({ owed_btc: 0n, total_istsi: 100_000n });
  });

  test('does not touch what was authorized before the loss, nor deposits that are returned', async () => {
    const promised = await withdraw(world, 'promised', { amount: 30_000n });
    const payment = await pay(promised, 'kept', 60_000n);
    await registerReturnable(world, { owner: 'bob', amount: 50_000n });
    const id = await nameReturn(world, 'bob', { address: payTo('home').address });
    await writeOff(world, coin('lost'));
    // 60000 and 50000 are held; 30000 and 50000 of it are promised in full: 30000 are left for 70000.
    await expect(setRate(4_286)).rejects.toMatchObject({ code: 490 });
    await setRate(4_285);
    await completePayment(world, payment);
    await expect(setRate(4_286)).rejects.toMatchObject({ code: 490 });
    await world.advanceTime(86_400);
    const returned = { id, amount: 50_000n, script: payTo('home').script };
    await completePayment(world, await pay(returned, 'refused', 50_000n));
    expect(await books(world)).toMatchObject({ total_btc: 30_000n, owed_btc: 0n, total_istsi: 70_000n });
    await expect(setRate(4_286)).rejects.toMatchObject({ code: 490 });
  });

  test.each([0, 10_001, 2 ** 32 - 1])('of %d basis points there is none', async (rate) => {
    await expect(setRate(rate)).rejects.toMatchObject({ code: 491 });
  });

  test('is governance’s', async () => {
    await expect(
      world.invoke('reserve-manager', 'set_redemption_rate', { rate: 1 }, { by: 'superAdmin', alone: true }),
    ).rejects.toMatchObject({ kind: 'auth' });
  });
});
