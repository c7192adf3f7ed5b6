import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { balance, decide, deposit, NEVER_EXPIRES, OperationType, register, totalSupply, txid } from './actions.ts';
import { eventsOf } from './events.ts';
import { administer, decree, setLimits } from './governance.ts';
import type { Person } from './people.ts';
import { withdraw } from './withdrawals.ts';
import { startWorld, type World } from './world.ts';

const ONE_BTC = 100_000_000n;

/** As every test finds its own. */
let prepared: World;
let world: World;
beforeAll(async () => {
  prepared = await startWorld();
  world = prepared;
  await register(world, 'alice', 3);
  await register(world, 'bob', 1);
  await deposit(world, { user: 'alice', amount: ONE_BTC, tx: txid('alice') });
});
beforeEach(async () => {
  world = await prepared.copy();
});
afterEach(() => world.stop());
afterAll(() => prepared.stop());

const at = (person: Person): string => world.address(person);
const transfer = (amount: bigint, from: Person = 'alice', to: Person = 'bob'): Promise<void> =>
  world.invoke('istsi-token', 'transfer', { from: at(from), to: at(to), amount }, { by: from });
const verify = (user: Person, amount: bigint, operation: number = OperationType.Transfer): Promise<boolean> =>
  world.read('kyc-registry', 'verify_operation_compliance', {
    user: at(user),
    operation,
    amount,
    counterparty: undefined,
  });
const officer = (method: string, args: object, by: Person = 'officer'): Promise<unknown> =>
  world.invoke('istsi-token', method, { ...args, operator: at(by) }, { by });

test('a batch of checks answers each with its own reason', async () => {
  await decide(world, 'freeze', 'bob');
  const check = (user: Person, amount: bigint, counterparty?: Person) => ({
    user: at(user),
    operation: OperationType.Transfer,
    amount,
    counterparty: counterparty ? at(counterparty) : undefined,
  });
  const operations = [
    check('alice', 1n),
    check('bob', 1n),
    check('mallory', 1n),
    check('alice', 11n * ONE_BTC),
    check('alice', 1n, 'bob'),
  ];
  const answers = await world.read<{ compliant: boolean; reason: number }[]>('kyc-registry', 'batch_compliance_check', {
    operations,
  });
  expect(answers.map(({ reason }) => reason)).toEqual([0, 113, 110, 121, 113]);
  expect(answers.map(({ compliant }) => compliant)).toEqual([true, false, false, false, false]);
  const many = Array.from({ length: 41 }, () => check('alice', 1n));
  await expect(world.read('kyc-registry', 'batch_compliance_check', { operations: many })).rejects.toMatchObject({
    code: 126,
  });
});

describe('transfers between holders', () => {
  test('use up the limits of both sides', async () => {
    for (let i = 0; i < 5; i++) await transfer(ONE_BTC / 10n);
    await expect(transfer(1n)).rejects.toMatchObject({ code: 122 });
    await expect(transfer(1n, 'bob', 'alice')).rejects.toMatchObject({ code: 122 });
    await expect(verify('bob', 1n)).rejects.toMatchObject({ code: 122 });
    expect(await verify('alice', 1n)).toBe(true);
    await world.advanceTime(25 * 3_600);
    await transfer(1n);
  });

  test('are booked for nobody but registered tokens', async () => {
    const args = { caller: at('mallory'), actor: at('alice'), from: at('alice'), to: at('bob'), amount: 1n };
    await expect(world.invoke('kyc-registry', 'authorize_transfer', args, { by: 'mallory' })).rejects.toMatchObject({
      code: 125,
    });
    const token = world.contracts['istsi-token'].contractId;
    await expect(
      world.invoke('kyc-registry', 'authorize_transfer', { ...args, caller: token }, { by: 'mallory', alone: true }),
    ).rejects.toMatchObject({ kind: 'auth' });
    await administer(world, 'kyc-registry', 'set_caller', { caller: token, registered: false });
    await expect(transfer(1n)).rejects.toMatchObject({ code: 125 });
  });
});

describe('an override', () => {
  const override = (amount: bigint, seconds = 3_600n): Promise<void> =>
    decide(world, 'override_compliance', 'bob', {
      operation: OperationType.Transfer,
      amount,
      expires_at: BigInt(Math.floor(Date.now() / 1_000)) + seconds,
    });

  test('lets one operation pass a limit, once', async () => {
    await expect(transfer(ONE_BTC / 2n)).rejects.toMatchObject({ code: 121 });
    await override(ONE_BTC / 2n);
    await expect(transfer(ONE_BTC / 2n + 1n)).rejects.toMatchObject({ code: 121 });
    await transfer(ONE_BTC / 2n);
    const events = await eventsOf(world, 'latest');
    expect(events[0]).toMatchObject({
      data: { action: 'override_used', officer: world.contracts['kyc-registry'].contractId },
    });
    await expect(transfer(1n)).rejects.toMatchObject({ code: 122 });
  });

  test('lifts a review, and never a freeze', async () => {
    await decide(world, 'start_review', 'bob');
    await override(10n);
    await transfer(10n);
    await expect(transfer(10n)).rejects.toMatchObject({ code: 115 });
    await override(10n);
    await decide(world, 'freeze', 'bob');
    await expect(transfer(10n)).rejects.toMatchObject({ code: 113 });
  });

  test('ends, and lasts a week at most', async () => {
    await expect(override(10n, 8n * 86_400n)).rejects.toMatchObject({ code: 124 });
    await override(ONE_BTC, 600n);
    await world.advanceTime(700);
    await expect(transfer(ONE_BTC / 2n)).rejects.toMatchObject({ code: 121 });
  });
});

describe('countries', () => {
  const policy = (allow_only: boolean, ...countries: string[]): Promise<void> =>
    administer(world, 'kyc-registry', 'set_country_policy', { policy: { allow_only, countries } });

  test.each([
    ['a list of those excluded', false, ['CH'], 116],
    ['a list of others', false, ['DE'], 0],
    ['a list of those admitted', true, ['CH'], 0],
    ['a list of others admitted', true, ['DE'], 116],
  ])('are decided by %s, for those who are there already', async (_, allow_only, countries, code) => {
    await policy(allow_only, ...countries);
    if (code === 0) await transfer(1n);
    else {
      await expect(transfer(1n)).rejects.toMatchObject({ code });
      await expect(register(world, 'carol')).rejects.toMatchObject({ code });
    }
  });

  test('are two capital letters', async () => {
    const args = { caller: at('officer'), user: at('carol'), tier: 1, country: 'ch', expires_at: NEVER_EXPIRES };
    await expect(world.invoke('kyc-registry', 'register_identity', args, { by: 'officer' })).rejects.toMatchObject({
      code: 104,
    });
    await expect(policy(false, 'CHE')).rejects.toMatchObject({ codes: expect.arrayContaining([104]) });
  });
});

describe('system accounts', () => {
  const exempt = (account: Person, is: boolean): Promise<void> =>
    administer(world, 'kyc-registry', 'set_exempt', { account: at(account), exempt: is, reason: 'treasury' });

  test('need no identity, and movements to and from them only the standing of the holder', async () => {
    await expect(transfer(1n, 'alice', 'mallory')).rejects.toMatchObject({ code: 110 });
    await exempt('mallory', true);
    await transfer(ONE_BTC / 2n, 'alice', 'mallory');
    await transfer(ONE_BTC / 2n, 'mallory', 'bob');
    await decide(world, 'freeze', 'bob');
    await expect(transfer(1n, 'bob', 'mallory')).rejects.toMatchObject({ code: 113 });
    await exempt('mallory', false);
    await expect(transfer(1n, 'alice', 'mallory')).rejects.toMatchObject({ code: 110 });
  });

  test('get no identity from an officer, and one that they have does not keep governance from exempting them', async () => {
    await exempt('mallory', true);
    await expect(register(world, 'mallory')).rejects.toMatchObject({ code: 119 });
    await decide(world, 'freeze', 'alice');
    await expect(transfer(1n)).rejects.toMatchObject({ code: 113 });
    await exempt('alice', true);
    await transfer(1n);
    await exempt('alice', false);
    await expect(transfer(1n)).rejects.toMatchObject({ code: 113 });
  });

  test('are numbered like everybody, redeem, and are deposited to', async () => {
    await exempt('mallory', true);
    const number = await world.read('kyc-registry', 'address_index', { user: at('mallory') });
    await deposit(world, { user: 'mallory', amount: 40_000n, tx: txid('treasury') });
    const owed = await withdraw(world, 'treasury', { by: 'mallory', amount: 30_000n });
    const events = await eventsOf(world, 'latest');
    expect(events.find(({ topics }) => topics[0] === 'integration_event_registered')).toMatchObject({
      topics: ['integration_event_registered', at('mallory'), OperationType.TokenWithdrawal],
      data: { amount: 30_000n, identity: 0n, tier: 0 },
    });
    expect(owed.amount).toBe(30_000n);
    expect(await balance(world, 'mallory')).toBe(10_000n);
    await exempt('mallory', false);
    await expect(transfer(1n, 'alice', 'mallory')).rejects.toMatchObject({ code: 110 });
    await register(world, 'mallory', 2);
    expect(await world.read('kyc-registry', 'address_index', { user: at('mallory') })).toBe(number);
    await transfer(1n, 'alice', 'mallory');
  });
});

describe('frozen tokens', () => {
  test('stay where they are, and the rest moves', async () => {
    await officer('freeze_partial_tokens', { user_address: at('alice'), amount: ONE_BTC - 10n });
    await expect(transfer(11n)).rejects.toMatchObject({ code: 208 });
    await expect(
      world.invoke('istsi-token', 'burn', { from: at('alice'), amount: 11n }, { by: 'alice' }),
    ).rejects.toMatchObject({ code: 208 });
    await transfer(10n);
    await officer('unfreeze_partial_tokens', { user_address: at('alice'), amount: 1n });
    await transfer(1n);
    await expect(transfer(1n)).rejects.toMatchObject({ code: 208 });
  });

  test.each([
    ['more than there is', 'freeze_partial_tokens', ONE_BTC + 1n, 'officer', 203],
    ['nothing', 'freeze_partial_tokens', 0n, 'officer', 202],
    ['by an operator', 'freeze_partial_tokens', 1n, 'operator', 210],
    ['more than is frozen', 'unfreeze_partial_tokens', 1n, 'officer', 203],
  ] as const)('are refused: %s', async (_, method, amount, by, code) => {
    await expect(officer(method, { user_address: at('alice'), amount }, by)).rejects.toMatchObject({ code });
  });
});

test('compliance_transfer moves like transfer, in satoshis', async () => {
  const args = { from: at('alice'), to: at('bob'), amount: 10n };
  await world.invoke('istsi-token', 'compliance_transfer', args, { by: 'alice' });
  expect(await balance(world, 'bob')).toBe(10n);
  await expect(world.invoke('istsi-token', 'compliance_transfer', args, { by: 'bob' })).rejects.toMatchObject({
    kind: 'auth',
  });
  await decide(world, 'freeze', 'bob');
  await expect(world.invoke('istsi-token', 'compliance_transfer', args, { by: 'alice' })).rejects.toMatchObject({
    code: 113,
  });
});

describe('governance', () => {
  test('forces a transfer, frozen tokens last, with its reason on record', async () => {
    await officer('freeze_partial_tokens', { user_address: at('alice'), amount: ONE_BTC - 10n });
    const args = { from: at('alice'), to: at('bob'), amount: 30n, reason: 'court order' };
    await administer(world, 'istsi-token', 'forced_transfer', args);
    const events = await eventsOf(world, 'latest');
    expect(events).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ topics: ['transfer', at('alice'), at('bob')], data: 30n }),
        expect.objectContaining({ data: { amount: 30n, reason: 'court order' } }),
      ]),
    );
    expect(await balance(world, 'bob')).toBe(30n);
    expect(await world.read('istsi-token', 'get_frozen_tokens', { user_address: at('alice') })).toBe(ONE_BTC - 30n);
    for (const amount of [0n, -1n]) {
      const nothing = administer(world, 'istsi-token', 'forced_transfer', { ...args, amount });
      await expect(nothing).rejects.toMatchObject({ kind: 'contract' });
    }
    const outside = { ...args, to: at('mallory') };
    await expect(administer(world, 'istsi-token', 'forced_transfer', outside)).rejects.toMatchObject({
      codes: expect.arrayContaining([110]),
    });
  });

  test('forces a transfer to somebody whose limits were lowered below what they moved already, as they approve one', async () => {
    await transfer(10n);
    await transfer(10n);
    const lowered = { tier: 1, operation: OperationType.Transfer, per_operation: 5n, daily: 15n, monthly: 15n };
    await decree(world, setLimits(lowered));
    await expect(transfer(1n)).rejects.toMatchObject({ code: 122 });
    await transfer(0n);
    const args = { from: at('alice'), to: at('bob'), amount: 30n, reason: 'court order' };
    await administer(world, 'istsi-token', 'forced_transfer', args);
    expect(await balance(world, 'bob')).toBe(50n);
    const allowance = { from: at('bob'), spender: at('alice'), amount: 7n, live_until_ledger: 5_000 };
    await world.invoke('istsi-token', 'approve', allowance, { by: 'bob' });
    // Standing counts, and a tier that may move nothing at all.
    await decree(world, setLimits({ ...lowered, per_operation: 0n }));
    const refused = administer(world, 'istsi-token', 'forced_transfer', args);
    await expect(refused).rejects.toMatchObject({ codes: expect.arrayContaining([120]) });
  });

  test('burns without the holder', async () => {
    const supply = await totalSupply(world);
    await administer(world, 'istsi-token', 'admin_burn', { from: at('alice'), amount: 30n, reason: 'court order' });
    expect(await totalSupply(world)).toBe(supply - 30n);
    expect(await balance(world, 'alice')).toBe(ONE_BTC - 30n);
  });

  test.each(['forced_transfer', 'admin_burn'])('alone may call %s', async (method) => {
    const args = { from: at('alice'), to: at('bob'), amount: 1n, reason: 'mine' };
    for (const by of ['superAdmin', 'officer', 'alice'] as const) {
      await expect(world.invoke('istsi-token', method, args, { by, alone: true })).rejects.toMatchObject({
        kind: 'auth',
      });
    }
  });
});
