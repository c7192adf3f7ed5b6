import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decide, deposit, register, txid } from './actions.ts';
import { eventsOf } from './events.ts';
import { administer } from './governance.ts';
import type { Person } from './people.ts';
import { startWorld, type World } from './world.ts';

const MILLION = 1_000_000n;

interface Signals {
  assessment: number;
  average_volume: bigint;
  inflow: bigint;
  near_limit: number;
  new_counterparties: number;
  operations: number;
  outflow: bigint;
  volume_today: bigint;
}
const quiet: Signals = {
  assessment: 0,
  average_volume: 0n,
  inflow: 0n,
  near_limit: 0,
  new_counterparties: 0,
  operations: 0,
  outflow: 0n,
  volume_today: 0n,
};

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const at = (person: Person): string => world.address(person);
const riskOf = (user: Person): Promise<Record<string, number>> =>
  world.read('kyc-registry', 'get_risk', { user: at(user) });

describe('the risk score gives', () => {
  test.each<[string, Partial<Signals>, string, number]>([
    ['nothing for nothing', {}, 'total', 0],
    ['nothing for 5 operations in an hour', { operations: 5 }, 'velocity', 0],
    ['5 for 6', { operations: 6 }, 'velocity', 5],
    ['25 for 10', { operations: 10 }, 'velocity', 25],
    ['no more for 4294967295', { operations: 4_294_967_295 }, 'velocity', 25],
    ['nothing for one amount just under a limit', { near_limit: 1 }, 'near_limit', 0],
    ['8 for two', { near_limit: 2 }, 'near_limit', 8],
    ['24 for four', { near_limit: 4 }, 'near_limit', 24],
    ['25 for five', { near_limit: 5 }, 'near_limit', 25],
    ['nothing for twice the average', { average_volume: MILLION, volume_today: 2n * MILLION }, 'growth', 0],
    ['nothing for almost three times', { average_volume: MILLION, volume_today: 3n * MILLION - 1n }, 'growth', 0],
    ['5 for three times the average', { average_volume: MILLION, volume_today: 3n * MILLION }, 'growth', 5],
    ['20 for six times', { average_volume: MILLION, volume_today: 6n * MILLION }, 'growth', 20],
    ['20 for ever so many times', { average_volume: 1n, volume_today: 2n ** 64n - 1n }, 'growth', 20],
    ['nothing for the growth of small change', { average_volume: 1n, volume_today: MILLION - 1n }, 'growth', 0],
    ['nothing for growth without an average', { volume_today: 100n * MILLION }, 'growth', 0],
    ['nothing for 3 new receivers', { new_counterparties: 3 }, 'counterparties', 0],
    ['4 for 4', { new_counterparties: 4 }, 'counterparties', 4],
    ['15 for 7', { new_counterparties: 7 }, 'counterparties', 15],
    ['nothing when less than half leaves again', { inflow: 2n * MILLION, outflow: MILLION - 1n }, 'turnover', 0],
    ['8 when half leaves again', { inflow: 2n * MILLION, outflow: MILLION }, 'turnover', 8],
    ['15 when four fifths leave again', { inflow: 10n * MILLION, outflow: 8n * MILLION }, 'turnover', 15],
    ['15 when more leaves than came', { inflow: MILLION, outflow: 2n ** 64n - 1n }, 'turnover', 15],
    ['nothing for the turnover of small change', { inflow: MILLION - 1n, outflow: MILLION }, 'turnover', 0],
    ['what an officer thinks', { assessment: 40 }, 'total', 40],
    ['the sum', { assessment: 10, operations: 7, near_limit: 2 }, 'total', 28],
    ['never more than 100', { assessment: 100, operations: 100, near_limit: 100 }, 'total', 100],
  ])('%s', async (_, some, part, points) => {
    const score = await world.read<Record<string, number>>('kyc-registry', 'score_risk', {
      signals: { ...quiet, ...some },
    });
    expect(score[part]).toBe(points);
  });
});

describe('patterns bring an identity under review', () => {
  const transfer = (amount: bigint, from: Person, to: Person): Promise<void> =>
    world.invoke('istsi-token', 'transfer', { from: at(from), to: at(to), amount }, { by: from });

  test('which stops it, and ends with a clean slate', async () => {
    await register(world, 'alice', 2);
    await register(world, 'bob', 2);
    await administer(world, 'kyc-registry', 'set_risk_threshold', { threshold: 50 });
    for (let i = 0; i < 5; i++) await deposit(world, { user: 'alice', amount: 95n * MILLION, tx: txid(`risky ${i}`) });
    // Deposits come when somebody sends Bitcoin: they are received, however many and however large.
    expect(await riskOf('alice')).toMatchObject({ near_limit: 0, velocity: 0, growth: 0, turnover: 0, total: 0 });

    for (let i = 0; i < 3; i++) await transfer(95n * MILLION, 'alice', 'bob');
    expect(await riskOf('alice')).toMatchObject({ near_limit: 16, turnover: 8, velocity: 0, total: 24 });
    await transfer(95n * MILLION, 'alice', 'bob');
    expect(await riskOf('alice')).toMatchObject({ near_limit: 24, turnover: 15, total: 39 });
    for (let i = 0; i < 3; i++) await transfer(1n, 'alice', 'bob');
    expect(await riskOf('alice')).toMatchObject({ velocity: 10, total: 49 });
    await transfer(1n, 'alice', 'bob');
    const events = await eventsOf(world, 'latest');
    expect(events.map(({ topics }) => topics[0])).toEqual(['risk_threshold_exceeded', 'compliance_action', 'transfer']);
    expect(await world.read('kyc-registry', 'get_identity', { user: at('alice') })).toMatchObject({
      under_review: true,
    });
    await expect(transfer(1n, 'alice', 'bob')).rejects.toMatchObject({ code: 115 });
    // Who was paid did nothing, and is not suspected of anything.
    expect(await riskOf('bob')).toMatchObject({ total: 0 });

    await decide(world, 'end_review', 'alice');
    expect(await riskOf('alice')).toMatchObject({ total: 0 });
    await transfer(1n, 'alice', 'bob');
  });
});

test('an average is of the days on which anything moved, and of three of them at least', async () => {
  for (const user of ['superAdmin', 'systemAdmin'] as const) await register(world, user, 4);
  await deposit(world, { user: 'superAdmin', amount: 100n * MILLION, tx: txid('average') });
  const pay = async (amount: bigint): Promise<number | undefined> => {
    const args = { from: at('superAdmin'), to: at('systemAdmin'), amount };
    await world.invoke('istsi-token', 'transfer', args, { by: 'superAdmin' });
    return (await riskOf('superAdmin')).growth;
  };
  expect(await pay(MILLION)).toBe(0);
  await world.advanceTime(2 * 86_400);
  expect(await pay(MILLION)).toBe(0);
  await world.advanceTime(4 * 86_400);
  // Twenty times as much as on each of two days, which is no average yet.
  expect(await pay(20n * MILLION)).toBe(0);
  await world.advanceTime(86_400);
  // The average of the three days is 22 million / 3: five times that is 36.7 million.
  expect(await pay(36n * MILLION)).toBe(10);
  expect(await pay(MILLION)).toBe(15);
});

describe('nobody looks risky for what another does:', () => {
  const allow = async (from: Person, spender: Person, amount: bigint): Promise<void> => {
    const args = { from: at(from), spender: at(spender), amount, live_until_ledger: 100_000 };
    await world.invoke('istsi-token', 'approve', args, { by: from });
  };
  const spend = (spender: Person, from: Person, to: Person, amount: bigint): Promise<void> =>
    world.invoke(
      'istsi-token',
      'transfer_from',
      { spender: at(spender), from: at(from), to: at(to), amount },
      { by: spender, alone: true },
    );
  const activityOf = async (user: Person): Promise<unknown> => {
    const { velocity, counterparties, near_limit } = await riskOf(user);
    return { velocity, counterparties, near_limit };
  };
  const nothing = { velocity: 0, counterparties: 0, near_limit: 0 };

  beforeAll(async () => {
    await register(world, 'carol', 4);
    await register(world, 'mallory', 4);
    for (const other of ['reporter1', 'reporter2', 'reporter3', 'custodian1', 'custodian2'] as const) {
      await register(world, other, 4);
    }
    await deposit(world, { user: 'carol', amount: 100n * MILLION, tx: txid('carol') });
  });

  test('transfer_from and burn_from of 0, which book nothing and say nothing', async () => {
    const before = await world.read('kyc-registry', 'get_risk', { user: at('carol') });
    for (let i = 0; i < 7; i++) {
      await spend('mallory', 'carol', 'bob', 0n);
      expect(await eventsOf(world, 'latest')).toEqual([]);
    }
    const burnt = { spender: at('mallory'), from: at('carol'), amount: 0n };
    await world.invoke('istsi-token', 'burn_from', burnt, { by: 'mallory', alone: true });
    expect(await eventsOf(world, 'latest')).toEqual([]);
    expect(await world.read('kyc-registry', 'get_risk', { user: at('carol') })).toEqual(before);
    expect(await activityOf('mallory')).toEqual(nothing);
  });

  test('what a spender moves is the act of the spender', async () => {
    await allow('carol', 'mallory', 10n * MILLION);
    const others: Person[] = ['reporter1', 'reporter2', 'reporter3', 'custodian1', 'custodian2'];
    for (const other of others) await spend('mallory', 'carol', other, 10n);
    await spend('mallory', 'carol', 'bob', 10n);
    await spend('mallory', 'carol', 'bob', 10n);
    expect(await activityOf('mallory')).toEqual({ velocity: 10, counterparties: 12, near_limit: 0 });
    expect(await activityOf('carol')).toEqual(nothing);
  });

  test('an average is of the days on which something moved', async () => {
    // Days of nothing but zeros once made 0.5 BTC a day look like a jump.
    for (let day = 0; day < 3; day++) {
      await world.invoke(
        'istsi-token',
        'transfer',
        { from: at('carol'), to: at('bob'), amount: 2n * MILLION },
        { by: 'carol' },
      );
      await world.advanceTime(86_400);
    }
    for (let day = 0; day < 6; day++) {
      await world.invoke('istsi-token', 'transfer', { from: at('carol'), to: at('bob'), amount: 0n }, { by: 'carol' });
      await world.advanceTime(86_400);
    }
    await world.invoke(
      'istsi-token',
      'transfer',
      { from: at('carol'), to: at('bob'), amount: 2n * MILLION },
      { by: 'carol' },
    );
    expect(await riskOf('carol')).toMatchObject({ growth: 0 });
  });
});
