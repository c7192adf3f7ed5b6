import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { balance, decide, deposit, NEVER_EXPIRES, OperationType, pause, register, resume, txid } from './actions.ts';
import { eventsOf } from './events.ts';
import { decree, setLimits } from './governance.ts';
import type { Person } from './people.ts';
import { startWorld, type World } from './world.ts';

const ONE_BTC = 100_000_000n;
const DAY = 86_400;

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const at = (person: Person): string => world.address(person);
const verify = (user: Person, amount: bigint, operation: number = OperationType.Transfer, counterparty?: Person) =>
  world.read<boolean>('kyc-registry', 'verify_operation_compliance', {
    user: at(user),
    operation,
    amount,
    counterparty: counterparty ? at(counterparty) : undefined,
  });

describe('identities', () => {
  test('are registered once, numbered from 1, and start active', async () => {
    expect(await register(world, 'alice', 3)).toBe(1n);
    expect(await register(world, 'bob', 2)).toBe(2n);
    await expect(register(world, 'alice', 4)).rejects.toMatchObject({ code: 108 });
    expect(await world.read('kyc-registry', 'get_identity', { user: at('alice') })).toEqual({
      id: 1n,
      tier: 3,
      status: 1,
      expires_at: NEVER_EXPIRES,
      country: 'CH',
      risk_score: 0,
      frozen: false,
      blacklisted: false,
      under_review: false,
      addresses: 1,
      first_address: at('alice'),
    });
  });

  test('hold several addresses, each with a permanent number of its own', async () => {
    const args = { caller: at('officer'), user: at('alice'), address: at('carol') };
    await world.invoke('kyc-registry', 'add_address', args, { by: 'officer' });

    const indices = await Promise.all(
      (['alice', 'bob', 'carol'] as const).map((person) =>
        world.read('kyc-registry', 'address_index', { user: at(person) }),
      ),
    );
    expect(indices).toEqual([0, 1, 2]);
    expect(await world.read('kyc-registry', 'address_count')).toBe(3);
    const identity = await world.read<{ id: bigint }>('kyc-registry', 'get_identity', { user: at('carol') });
    expect(identity.id).toBe(1n);
    // What counts by identity counts by its first address, whichever of them acts.
    expect(await world.read('kyc-registry', 'identity_of', { account: at('carol') })).toBe(at('alice'));
    await expect(world.read('kyc-registry', 'identity_of', { account: at('mallory') })).rejects.toMatchObject({
      code: 110,
    });
    await expect(world.invoke('kyc-registry', 'add_address', args, { by: 'officer' })).rejects.toMatchObject({
      code: 108,
    });
  });

  test('announce the number of each address', async () => {
    await register(world, 'operator', 1);
    const address_index = await world.read('kyc-registry', 'address_index', { user: at('operator') });
    expect(await eventsOf(world, 'latest')).toEqual([
      {
        contract: 'kyc-registry',
        topics: ['address_registered', at('operator')],
        data: { address_index, identity: at('operator') },
      },
      {
        contract: 'kyc-registry',
        topics: ['compliance_action', at('operator')],
        data: expect.objectContaining({ action: 'register', officer: at('officer') }),
      },
    ]);
  });

  test.each([
    ['tier 5', { tier: 5 }, 103],
    ['a country of three letters', { country: 'CHE' }, 104],
    ['an expiry in the past', { expires_at: 1n }, 105],
  ])('are refused with %s', async (_, wrong, code) => {
    const args = {
      caller: at('officer'),
      user: at('mallory'),
      tier: 1,
      country: 'CH',
      expires_at: NEVER_EXPIRES,
      ...wrong,
    };
    await expect(world.invoke('kyc-registry', 'register_identity', args, { by: 'officer' })).rejects.toMatchObject({
      code,
    });
  });

  test('are unknown until they are registered', async () => {
    await expect(world.read('kyc-registry', 'address_index', { user: at('mallory') })).rejects.toMatchObject({
      code: 110,
    });
    await expect(decide(world, 'freeze', 'mallory')).rejects.toMatchObject({ code: 110 });
  });
});

describe('compliance', () => {
  test.each([
    ['set_tier', { tier: 4 }, 'set_tier'],
    ['set_status', { status: 1 }, 'set_status'],
    ['set_expiry', { expires_at: NEVER_EXPIRES }, 'set_expiry'],
    ['set_risk_score', { score: 12 }, 'set_risk_score'],
    ['freeze', {}, 'freeze'],
    ['unfreeze', {}, 'unfreeze'],
    ['blacklist', {}, 'blacklist'],
    ['remove_from_blacklist', {}, 'remove_from_blacklist'],
    ['start_review', {}, 'start_review'],
    ['end_review', {}, 'end_review'],
  ])('%s leaves an audit event with officer, reason and time', async (method, more, action) => {
    await decide(world, method, 'alice', more);
    expect(await eventsOf(world, 'latest')).toEqual([
      {
        contract: 'kyc-registry',
        topics: ['compliance_action', at('alice')],
        data: { action, officer: at('officer'), reason: 'test', timestamp: expect.any(BigInt) },
      },
    ]);
  });

  test('holds for every address of an identity', async () => {
    await decide(world, 'freeze', 'carol');
    await expect(verify('alice', 1n)).rejects.toMatchObject({ code: 113 });
    await decide(world, 'unfreeze', 'alice');
    expect(await verify('carol', 1n)).toBe(true);
  });

  test('is asked of the counterparty too', async () => {
    expect(await verify('alice', 1n, OperationType.Transfer, 'bob')).toBe(true);
    await expect(verify('alice', 1n, OperationType.Transfer, 'mallory')).rejects.toMatchObject({ code: 110 });
    await expect(verify('alice', ONE_BTC + 1n, OperationType.Transfer, 'bob')).rejects.toMatchObject({ code: 121 });
  });

  test.each([
    [0, 0n],
    [1, ONE_BTC / 10n],
    [2, ONE_BTC],
    [3, 10n * ONE_BTC],
    [4, 1_000n * ONE_BTC],
  ])('allows tier %i at most %i satoshis at once', async (tier, most) => {
    await decide(world, 'set_tier', 'bob', { tier });
    if (most > 0n) expect(await verify('bob', most)).toBe(true);
    await expect(verify('bob', most + 1n)).rejects.toMatchObject({ code: tier === 0 ? 120 : 121 });
  });

  test('follows limits that governance changed, at once', async () => {
    await decide(world, 'set_tier', 'bob', { tier: 2 });
    const limits = { tier: 2, operation: OperationType.Transfer, per_operation: 10n, daily: 20n, monthly: 30n };
    await decree(world, setLimits(limits));
    await expect(verify('bob', 11n)).rejects.toMatchObject({ code: 121 });
    expect(await verify('bob', 11n, OperationType.BitcoinDeposit)).toBe(true);
    expect(await world.read('kyc-registry', 'get_limits', { tier: 2, operation: 3 })).toEqual({
      per_operation: 10n,
      daily: 20n,
      monthly: 30n,
    });
    await expect(decree(world, setLimits({ ...limits, daily: 9n }))).rejects.toMatchObject({ code: 41 });
  });

  test('while paused can only take rights away', async () => {
    await pause(world);
    await decide(world, 'freeze', 'bob');
    await decide(world, 'blacklist', 'bob');
    await decide(world, 'start_review', 'bob');
    for (const method of ['unfreeze', 'remove_from_blacklist', 'end_review']) {
      await expect(decide(world, method, 'bob')).rejects.toMatchObject({ code: 102 });
    }
    await expect(decide(world, 'set_tier', 'bob', { tier: 4 })).rejects.toMatchObject({ code: 102 });
    await expect(register(world, 'mallory')).rejects.toMatchObject({ code: 102 });
    await resume(world);
    for (const method of ['unfreeze', 'remove_from_blacklist', 'end_review']) await decide(world, method, 'bob');
  });
});

describe('limits roll', () => {
  // Tier 1: 0.1 BTC at once, five times as much in any 24 hours, fifty times in any 30 days.
  const most = ONE_BTC / 10n;
  let count = 0;
  const pay = (amount: bigint): Promise<string> =>
    deposit(world, { user: 'bob', amount, tx: txid(`rolling ${count++}`) });

  beforeAll(async () => {
    await decide(world, 'set_tier', 'bob', { tier: 1 });
  });

  test('over any 24 hours', async () => {
    for (let i = 0; i < 5; i++) await pay(most);
    await expect(pay(1n)).rejects.toMatchObject({ code: 20, codes: expect.arrayContaining([122]) });
    await world.advanceTime(DAY / 2);
    await expect(pay(1n)).rejects.toMatchObject({ code: 20, codes: expect.arrayContaining([122]) });
    await world.advanceTime(DAY / 2 + 3_600);
    await pay(most);
  });

  test('and over any 30 days', async () => {
    for (let day = 0; day < 8; day++) {
      await world.advanceTime(DAY + 3_600);
      for (let i = 0; i < 5; i++) await pay(most);
    }
    await world.advanceTime(DAY + 3_600);
    for (let i = 0; i < 4; i++) await pay(most);
    await expect(pay(1n)).rejects.toMatchObject({ code: 20, codes: expect.arrayContaining([123]) });
    const held = await balance(world, 'bob');
    await world.advanceTime(31 * DAY);
    await pay(most);
    expect(await balance(world, 'bob')).toBe(held + most);
  });

  test('and are shared by the addresses of an identity', async () => {
    await decide(world, 'set_tier', 'alice', { tier: 1 });
    for (let i = 0; i < 5; i++) {
      await deposit(world, { user: i % 2 ? 'alice' : 'carol', amount: most, tx: txid(`shared ${i}`) });
    }
    for (const user of ['alice', 'carol'] as const) {
      const attempt = deposit(world, { user, amount: 1_000n, tx: txid(`too much for ${user}`) });
      await expect(attempt).rejects.toMatchObject({ code: 20, codes: expect.arrayContaining([122]) });
    }
  });
});

test('a compliance proof cannot be used by anyone without one', async () => {
  const args = { proof: Buffer.alloc(32), user: at('alice'), operation: 0, amount: 1n };
  await expect(
    world.invoke('kyc-registry', 'consume_compliance_proof', args, { by: 'operator' }),
  ).rejects.toMatchObject({ code: 130 });
});
