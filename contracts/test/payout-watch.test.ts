import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { balance, decide, pause, Role, register, resume } from './actions.ts';
import { undo } from './batch-ends.ts';
import { eventsOf } from './events.ts';
import { decree, grantRole, revokeRole } from './governance.ts';
import { hold, LONGEST_RULES, object, payoutRules, release, setPayoutRules, watchOf } from './payout-watch.ts';
import type { Person } from './people.ts';
import { prepare } from './prepared.ts';
import { addSurplus } from './sweeps.ts';
import {
  type Coin,
  fund,
  type Owed,
  paymentOf,
  processPayment,
  rollback,
  TIMEOUT,
  WithdrawalState,
  withdraw,
  withdrawalState,
} from './withdrawals.ts';
import { startWorld, type World } from './world.ts';

const HOUR = 3_600;
const LARGE = 500_000n;
const RULES = {
  ages: [
    { amount: LARGE, age: BigInt(2 * HOUR) },
    { amount: 4n * LARGE, age: BigInt(12 * HOUR) },
  ],
  objection_delay: BigInt(24 * HOUR),
  veto_objections: 2,
};
const guardians: Person[] = ['guardian', 'bob', 'carol'];

let world: World;
let coin: Coin;
let round = 0;
beforeAll(async () => {
  world = await startWorld();
  await register(world, 'alice', 4);
  for (const guardian of guardians) await decree(world, grantRole(world, guardian, Role.Guardian));
  await setPayoutRules(world, RULES);
  // What is lost here must not stop the deposits of the next test.
  await addSurplus(world, 'surplus', 90_000_000n);
});
beforeEach(async () => {
  round += 1;
  coin = await fund(world, `coin ${round}`, 3_000_000n);
});
afterAll(() => world.stop());

const ask = (amount: bigint): Promise<Owed> => withdraw(world, `payout ${round} ${amount}`, { amount });
const pay = (owed: Owed): Promise<Buffer> =>
  processPayment(world, [owed.id], paymentOf([owed], [coin], 3_000_000n, 100n));

describe('the age of a payout', () => {
  test.each<[string, bigint, number]>([
    ['is nothing below the first amount', LARGE - 1n, 0],
    ['is asked from the first amount on', LARGE, 2 * HOUR],
    ['grows with the amount', 4n * LARGE, 12 * HOUR],
  ])('%s', async (_, amount, age) => {
    const owed = await ask(amount);
    if (age > 0) {
      await world.advanceTime(age - 60);
      await expect(pay(owed)).rejects.toMatchObject({ code: 487 });
      await world.advanceTime(120);
    }
    await pay(owed);
    expect(await withdrawalState(world, owed.id)).toBe(WithdrawalState.Authorized);
  });

  test('is on top of the time that custodians have', async () => {
    const owed = await ask(LARGE);
    await world.advanceTime(TIMEOUT + HOUR);
    await expect(rollback(world, owed.id)).rejects.toMatchObject({ codes: expect.arrayContaining([445]) });
    await pay(owed);
  });

  test('does not pass while the system is paused', async () => {
    const owed = await ask(LARGE);
    await pause(world);
    await world.advanceTime(3 * HOUR);
    await resume(world);
    await expect(pay(owed)).rejects.toMatchObject({ code: 487 });
  });

  test('of a payout in a batch holds up the batch', async () => {
    const [small, large] = [await ask(1_000n + 1_000n), await ask(LARGE)];
    const unsigned = paymentOf([small, large], [coin], 3_000_000n, 100n);
    await expect(processPayment(world, [small.id, large.id], unsigned)).rejects.toMatchObject({ code: 487 });
  });
});

describe('an officer', () => {
  test('holds the payout of somebody who is blacklisted after the burn, and releases it', async () => {
    await register(world, 'reporter1', 4);
    await world.invoke(
      'istsi-token',
      'transfer',
      { from: world.address('alice'), to: world.address('reporter1'), amount: 50_000n },
      { by: 'alice' },
    );
    const owed = await withdraw(world, 'blacklisted', { by: 'reporter1', amount: 50_000n });
    await decide(world, 'blacklist', 'reporter1');
    await hold(world, owed.id);
    expect(await watchOf(world, owed.id)).toMatchObject({ held: true });
    await expect(pay(owed)).rejects.toMatchObject({ code: 486 });
    await release(world, owed.id);
    await pay(owed);
  });

  test('whose hold lasts to the deadline sends the tokens back, where they are frozen with their holder', async () => {
    const owed = await ask(20_000n);
    await hold(world, owed.id);
    await world.advanceTime(TIMEOUT);
    const before = await balance(world, 'alice');
    await rollback(world, owed.id);
    expect(await balance(world, 'alice')).toBe(before + 20_000n);
  });

  test('holds what is authorized for the case that its payment comes to nothing', async () => {
    const owed = await ask(20_000n);
    const payment = await pay(owed);
    await hold(world, owed.id);
    await undo(world, payment, [coin]);
    coin = await fund(world, `again ${round}`, 3_000_000n);
    await expect(pay(owed)).rejects.toMatchObject({ code: 486 });
  });

  test.each<[string, Person]>([
    ['nobody else', 'mallory'],
    ['no operator', 'operator'],
    ['no guardian', 'guardian'],
    ['no custodian', 'custodian1'],
  ])('%s holds or releases', async (_, by) => {
    const owed = await ask(20_000n);
    await expect(hold(world, owed.id, by)).rejects.toMatchObject({ code: 484 });
    await hold(world, owed.id);
    await expect(release(world, owed.id, by)).rejects.toMatchObject({ code: 484 });
    await expect(hold(world, owed.id)).rejects.toMatchObject({ code: 443 });
  });
});

describe('guardians', () => {
  test('delay a payout by an objection, and leave custodians their time', async () => {
    const owed = await ask(20_000n);
    await object(world, owed.id, 'guardian');
    await expect(pay(owed)).rejects.toMatchObject({ code: 487 });
    await world.advanceTime(24 * HOUR + 60);
    await pay(owed);
  });

  test('add to what is left of the age', async () => {
    const owed = await ask(LARGE);
    const { not_before } = await watchOf(world, owed.id);
    await object(world, owed.id, 'guardian');
    expect((await watchOf(world, owed.id)).not_before).toBe(not_before + RULES.objection_delay);
  });

  test('who are enough veto it: it is refunded at once, and never paid', async () => {
    const owed = await ask(20_000n);
    await object(world, owed.id, 'guardian');
    await object(world, owed.id, 'bob');
    const [event] = await eventsOf(world, 'latest');
    expect(event).toMatchObject({
      topics: ['withdrawal_objected', new Uint8Array(owed.id), world.address('bob')],
      data: { vetoed: true },
    });
    await expect(pay(owed)).rejects.toMatchObject({ code: 444 });
    const before = await balance(world, 'alice');
    await rollback(world, owed.id);
    expect(await balance(world, 'alice')).toBe(before + 20_000n);
    await expect(object(world, owed.id, 'carol')).rejects.toMatchObject({ code: 443 });
  });

  // The edge cases of tBTC's redemption watchtower.
  test.each<[string, (owed: Owed) => Promise<unknown>, number]>([
    ['a stranger', (owed) => object(world, owed.id, 'mallory'), 476],
    ['an officer', (owed) => object(world, owed.id, 'officer'), 476],
    [
      'the same guardian twice',
      async (owed) => {
        await object(world, owed.id, 'guardian');
        await object(world, owed.id, 'guardian');
      },
      485,
    ],
    [
      'anybody once it is vetoed',
      async (owed) => {
        await object(world, owed.id, 'guardian');
        await object(world, owed.id, 'bob');
        await object(world, owed.id, 'carol');
      },
      444,
    ],
    [
      'anybody once it is authorized',
      async (owed) => {
        await pay(owed);
        await object(world, owed.id, 'guardian');
      },
      443,
    ],
    [
      'anybody after its deadline',
      async (owed) => {
        await world.advanceTime(TIMEOUT);
        await object(world, owed.id, 'guardian');
      },
      444,
    ],
    ['a guardian to what nobody asked for', () => object(world, Buffer.alloc(32, 9), 'guardian'), 441],
  ])('it is not for %s to object', async (_, attempt, code) => {
    const owed = await ask(20_000n);
    await expect(attempt(owed)).rejects.toMatchObject({ code });
  });

  test('object together, with an officer who holds it: what all of them prepared goes through', async () => {
    await setPayoutRules(world, { ...RULES, veto_objections: 3 });
    const owed = await ask(50_000n);
    const call = (by: Person) => ({ guardian: world.address(by), withdrawal_id: owed.id, reason: 'prepared together' });
    const prepared = await Promise.all([
      ...guardians.map((by) => prepare(world, by, 'reserve-manager', 'object_to_withdrawal', call(by))),
      prepare(world, 'officer', 'reserve-manager', 'hold_withdrawal', {
        caller: world.address('officer'),
        withdrawal_id: owed.id,
        reason: 'prepared together',
      }),
    ]);
    for (const { send } of prepared.toReversed()) expect(await send()).toBe('SUCCESS');
    expect(await watchOf(world, owed.id)).toMatchObject({ held: true });
    expect((await watchOf(world, owed.id)).objections.toSorted()).toEqual(guardians.map(world.address).toSorted());
    await setPayoutRules(world, RULES);
  });

  test('who lost the role object no more, but what they said before counts', async () => {
    const owed = await ask(20_000n);
    await object(world, owed.id, 'carol');
    await decree(world, revokeRole(world, 'carol', Role.Guardian));
    const other = await ask(21_000n);
    await expect(object(world, other.id, 'carol')).rejects.toMatchObject({ code: 476 });
    await object(world, owed.id, 'guardian');
    await rollback(world, owed.id);
  });

  test('keep their objections when the payment comes to nothing', async () => {
    const owed = await ask(20_000n);
    await object(world, owed.id, 'guardian');
    await world.advanceTime(24 * HOUR + 60);
    const payment = await pay(owed);
    await undo(world, payment, [coin]);
    await object(world, owed.id, 'bob');
    await rollback(world, owed.id);
    expect(await withdrawalState(world, owed.id)).toBe(WithdrawalState.Refunded);
  });
});

test.each<[string, Partial<typeof RULES>]>([
  ['ages that do not ascend', { ages: [RULES.ages[1]!, RULES.ages[0]!] }],
  ['an age of more than two weeks', { ages: [{ amount: 1n, age: BigInt(14 * 24 * HOUR + 1) }] }],
  ['objections that delay for ever', { objection_delay: BigInt(15 * 24 * HOUR) }],
  ['a veto by nobody', { veto_objections: 0 }],
  ['a veto by more than there are guardians', { veto_objections: 17 }],
  ['objections that delay for less than an hour', { objection_delay: BigInt(HOUR - 1) }],
  ['the same age twice', { ages: [RULES.ages[0]!, { ...RULES.ages[0]!, amount: 4n * LARGE }] }],
  ['the same amount twice', { ages: [RULES.ages[0]!, { ...RULES.ages[0]!, age: BigInt(12 * HOUR) }] }],
  ['more than eight ages', { ages: [{ amount: 1n, age: 1n }, ...LONGEST_RULES.ages] }],
])('rules with %s are refused', async (_, change) => {
  const before = await payoutRules(world);
  await expect(setPayoutRules(world, change)).rejects.toMatchObject({ codes: expect.arrayContaining([488]) });
  expect(await payoutRules(world)).toEqual(before);
});

test.each<[string, typeof RULES]>([
  ['no age at all', { ages: [], objection_delay: BigInt(HOUR), veto_objections: 1 }],
  ['as many ages as there can be', LONGEST_RULES],
  ['the longest waits', { ...RULES, objection_delay: BigInt(14 * 24 * HOUR), veto_objections: 16 }],
  ['the oldest age', { ...RULES, ages: [{ amount: LARGE, age: BigInt(14 * 24 * HOUR) }] }],
])('rules with %s read as they were set', async (_, rules) => {
  await setPayoutRules(world, rules);
  expect(await payoutRules(world)).toEqual(rules);
  await setPayoutRules(world, RULES);
});

test('nobody but governance changes the rules', async () => {
  const args = { rules: { ...RULES, ages: [] } };
  for (const by of ['superAdmin', 'guardian', 'officer'] as const) {
    const attempt = world.invoke('reserve-manager', 'set_payout_rules', args, { by, alone: true });
    await expect(attempt).rejects.toMatchObject({ kind: 'auth' });
  }
});
