import { latestLedger } from '@istsi/soroban-client';
import { Account, MuxedAccount } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { balance, decide, deposit, pause, register, resume, stateOf, totalSupply, txid } from './actions.ts';
import { eventsOf } from './events.ts';
import { administer } from './governance.ts';
import { metadataOf } from './metadata.ts';
import type { Person } from './people.ts';
import { startWorld, type World } from './world.ts';

let world: World;
let deposits = 0;

beforeAll(async () => {
  world = await startWorld();
  await register(world, 'alice', 3);
  await register(world, 'bob', 3);
  await register(world, 'carol', 3);
});
beforeEach(async () => {
  await deposit(world, { user: 'alice', amount: 10_000n, tx: txid(`token ${deposits++}`) });
});
afterAll(() => world.stop());

const token = <T>(method: string, args: Record<string, unknown>, by: Person): Promise<T> =>
  world.invoke<T>('istsi-token', method, args, { by });
const at = (person: Person): string => world.address(person);
const currentLedger = async (): Promise<number> => (await latestLedger(world.network)).sequence;
const allowance = (from: Person, spender: Person): Promise<bigint> =>
  world.read('istsi-token', 'allowance', { from: at(from), spender: at(spender) });
const approve = async (amount: bigint, live_until_ledger?: number): Promise<void> => {
  const until = live_until_ledger ?? (await currentLedger()) + 1_000;
  await token('approve', { from: at('alice'), spender: at('bob'), amount, live_until_ledger: until }, 'alice');
};
const transfer = (amount: bigint, from: Person = 'alice', to = at('bob')): Promise<void> =>
  token('transfer', { from: at(from), to, amount }, from);

test('it introduces itself as SEP-41 asks', async () => {
  expect(await world.read('istsi-token', 'name')).toBe('iSTSi');
  expect(await world.read('istsi-token', 'symbol')).toBe('iSTSi');
  expect(await world.read('istsi-token', 'decimals')).toBe(0);
});

test('indexers read what it is called from its instance, as Rust tokens lay it out', async () => {
  expect(await metadataOf(world, 'istsi-token')).toEqual({ decimal: 0, name: 'iSTSi', symbol: 'iSTSi' });
  expect(await metadataOf(world, 'fungible-token')).toEqual({ decimal: 7, name: 'Digital Dollar', symbol: 'DUSD' });
});

test('it says whose stellar.toml speaks of it, when governance has said so', async () => {
  expect(await world.read('istsi-token', 'home_domain')).toBe('');
  await administer(world, 'istsi-token', 'set_home_domain', { home_domain: 'istsi.example' });
  expect(await world.read('istsi-token', 'home_domain')).toBe('istsi.example');
  expect(await eventsOf(world, 'latest')).toContainEqual({
    contract: 'istsi-token',
    topics: ['home_domain_changed'],
    data: { home_domain: 'istsi.example' },
  });
});

test('someone who never held tokens has a balance of 0', async () => {
  expect(await balance(world, 'mallory')).toBe(0n);
});

describe('transfer', () => {
  test('moves tokens and says so', async () => {
    const [alice, bob] = [await balance(world, 'alice'), await balance(world, 'bob')];
    await transfer(400n);
    expect(await eventsOf(world, 'latest')).toEqual([
      { contract: 'istsi-token', topics: ['transfer', at('alice'), at('bob')], data: 400n },
    ]);
    expect(await balance(world, 'alice')).toBe(alice - 400n);
    expect(await balance(world, 'bob')).toBe(bob + 400n);
  });

  test('to a multiplexed address credits the account and publishes the id', async () => {
    const bob = await balance(world, 'bob');
    const muxed = new MuxedAccount(new Account(at('bob'), '0'), '18446744073709551615').accountId();
    await transfer(5n, 'alice', muxed);
    expect(await balance(world, 'bob')).toBe(bob + 5n);
    expect(await eventsOf(world, 'latest')).toEqual([
      {
        contract: 'istsi-token',
        topics: ['transfer', at('alice'), at('bob')],
        data: { amount: 5n, to_muxed_id: 18_446_744_073_709_551_615n },
      },
    ]);
  });

  test('of nothing, and to oneself, change no balance', async () => {
    const before = await balance(world, 'alice');
    await transfer(0n);
    expect(await eventsOf(world, 'latest')).toEqual([]);
    await transfer(before, 'alice', at('alice'));
    expect(await balance(world, 'alice')).toBe(before);
  });

  test.each([
    ['more than the balance', () => transfer(10n ** 9n), { code: 203 }],
    ['more than 64 bits can say', () => transfer(2n ** 100n), { code: 203 }],
    ['a negative amount', () => transfer(-1n), { code: 202 }],
    ['to someone without an identity', () => transfer(1n, 'alice', at('mallory')), { code: 110 }],
    ['from someone without an identity', () => transfer(0n, 'mallory'), { code: 110 }],
    [
      'that the owner did not authorize',
      () => token('transfer', { from: at('alice'), to: at('bob'), amount: 1n }, 'bob'),
      { kind: 'auth' },
    ],
  ])('refuses %s', async (_, attempt, refusal) => {
    const before = await stateOf(world);
    await expect(attempt()).rejects.toMatchObject(refusal);
    expect(await stateOf(world)).toEqual(before);
  });
});

describe('allowances', () => {
  test('are set, spent and said', async () => {
    const live_until_ledger = (await currentLedger()) + 50;
    await approve(300n, live_until_ledger);
    expect(await eventsOf(world, 'latest')).toEqual([
      { contract: 'istsi-token', topics: ['approve', at('alice'), at('bob')], data: [300n, live_until_ledger] },
    ]);
    const carol = await balance(world, 'carol');
    await token('transfer_from', { spender: at('bob'), from: at('alice'), to: at('carol'), amount: 120n }, 'bob');
    expect(await eventsOf(world, 'latest')).toEqual([
      { contract: 'istsi-token', topics: ['transfer', at('alice'), at('carol')], data: 120n },
    ]);
    expect(await balance(world, 'carol')).toBe(carol + 120n);
    expect(await allowance('alice', 'bob')).toBe(180n);
  });

  test('replace each other, and 0 revokes', async () => {
    await approve(300n);
    await approve(7n);
    expect(await allowance('alice', 'bob')).toBe(7n);
    await approve(0n, 0);
    expect(await allowance('alice', 'bob')).toBe(0n);
  });

  test('expire', async () => {
    const until = (await currentLedger()) + 3;
    await approve(300n, until);
    await world.advanceLedgers(5);
    expect(await allowance('alice', 'bob')).toBe(0n);
    const args = { spender: at('bob'), from: at('alice'), to: at('carol'), amount: 1n };
    await expect(token('transfer_from', args, 'bob')).rejects.toMatchObject({ code: 204 });
  });

  test('of who may not move tokens do not begin, are not spent, and are always taken back', async () => {
    const spend = (spender: Person) =>
      token('transfer_from', { spender: at(spender), from: at('alice'), to: at('carol'), amount: 1n }, spender);
    const allow = async (spender: Person, amount = 10n): Promise<void> => {
      const live_until_ledger = (await currentLedger()) + 1_000;
      await token('approve', { from: at('alice'), spender: at(spender), amount, live_until_ledger }, 'alice');
    };
    await expect(allow('mallory')).rejects.toMatchObject({ code: 110 });
    await allow('bob');
    for (const [impose, lift, code] of [
      ['blacklist', 'remove_from_blacklist', 114],
      ['freeze', 'unfreeze', 113],
      ['start_review', 'end_review', 115],
    ] as const) {
      await decide(world, impose, 'bob');
      await expect(spend('bob')).rejects.toMatchObject({ code });
      const burnt = token('burn_from', { spender: at('bob'), from: at('alice'), amount: 1n }, 'bob');
      await expect(burnt).rejects.toMatchObject({ code });
      await expect(allow('bob')).rejects.toMatchObject({ code });
      await decide(world, lift, 'bob');
      await decide(world, impose, 'alice');
      await expect(allow('bob')).rejects.toMatchObject({ code });
      await allow('bob', 0n);
      await decide(world, lift, 'alice');
      await allow('bob');
    }
    await spend('bob');
    await allow('bob', 0n);
  });

  test.each([
    ['that begin expired', () => approve(1n, 1), { code: 205 }],
    ['that outlive what the network keeps', async () => approve(1n, 4_000_000_000), { code: 205 }],
    ['that are negative', () => approve(-1n), { code: 202 }],
    [
      'larger than what is left',
      () => token('transfer_from', { spender: at('carol'), from: at('alice'), to: at('bob'), amount: 1n }, 'carol'),
      { code: 204 },
    ],
    [
      'that another gives',
      () => token('approve', { from: at('alice'), spender: at('bob'), amount: 1n, live_until_ledger: 2_000 }, 'bob'),
      { kind: 'auth' },
    ],
  ])('are refused %s', async (_, attempt, refusal) => {
    const before = await stateOf(world);
    await expect(attempt()).rejects.toMatchObject(refusal);
    expect(await stateOf(world)).toEqual(before);
  });
});

describe('burn', () => {
  test('destroys tokens, pays nothing out, and leaves the reserve with a surplus', async () => {
    const [alice, supply] = [await balance(world, 'alice'), await totalSupply(world)];
    const reserves = await world.read('reserve-manager', 'total_reserves');
    await token('burn', { from: at('alice'), amount: 250n }, 'alice');
    expect(await eventsOf(world, 'latest')).toEqual([
      { contract: 'istsi-token', topics: ['burn', at('alice')], data: 250n },
    ]);
    expect(await balance(world, 'alice')).toBe(alice - 250n);
    expect(await totalSupply(world)).toBe(supply - 250n);
    expect(await world.read('reserve-manager', 'total_reserves')).toBe(reserves);
  });

  test.each(['transfer_from', 'burn_from'])('%s is the spender’s own to call', async (method) => {
    const live_until_ledger = (await currentLedger()) + 1_000;
    await token('approve', { from: at('alice'), spender: at('bob'), amount: 5n, live_until_ledger }, 'alice');
    const args = { spender: at('bob'), from: at('alice'), to: at('bob'), amount: 1n };
    const stranger = world.invoke('istsi-token', method, args, { by: 'carol', alone: true });
    await expect(stranger).rejects.toMatchObject({ kind: 'auth' });
  });

  test('burn_from uses the allowance', async () => {
    await approve(90n);
    await token('burn_from', { spender: at('bob'), from: at('alice'), amount: 60n }, 'bob');
    expect(await allowance('alice', 'bob')).toBe(30n);
    const more = { spender: at('bob'), from: at('alice'), amount: 31n };
    await expect(token('burn_from', more, 'bob')).rejects.toMatchObject({ code: 204 });
  });

  test('refuses more than the balance', async () => {
    await expect(token('burn', { from: at('alice'), amount: 10n ** 12n }, 'alice')).rejects.toMatchObject({
      code: 203,
    });
  });
});

describe('the registry is asked about both sides of every movement', () => {
  type Movement = [string, () => Promise<unknown>];
  const movements: Movement[] = [
    ['transfer', () => transfer(1n)],
    [
      'transfer_from',
      () => token('transfer_from', { spender: at('carol'), from: at('alice'), to: at('bob'), amount: 1n }, 'carol'),
    ],
  ];
  const burns: Movement[] = [
    ['burn', () => token('burn', { from: at('alice'), amount: 1n }, 'alice')],
    ['burn_from', () => token('burn_from', { spender: at('carol'), from: at('alice'), amount: 1n }, 'carol')],
  ];
  const standings: [string, number, string, string][] = [
    ['frozen', 113, 'freeze', 'unfreeze'],
    ['blacklisted', 114, 'blacklist', 'remove_from_blacklist'],
    ['under review', 115, 'start_review', 'end_review'],
  ];
  const table = standings.flatMap(([standing, code, impose, lift]) => [
    ...[...movements, ...burns].map(([name, move]) => ({
      name,
      move,
      standing,
      code,
      impose,
      lift,
      party: 'alice' as const,
      side: 'owner',
    })),
    ...movements.map(([name, move]) => ({
      name,
      move,
      standing,
      code,
      impose,
      lift,
      party: 'bob' as const,
      side: 'receiver',
    })),
  ]);

  beforeAll(async () => {
    const until = (await currentLedger()) + 5_000;
    await token(
      'approve',
      { from: at('alice'), spender: at('carol'), amount: 1_000n, live_until_ledger: until },
      'alice',
    );
  });

  test.each(table)('$name is refused when the $side is $standing', async ({ move, code, impose, lift, party }) => {
    await decide(world, impose, party);
    const before = await stateOf(world);
    await expect(move()).rejects.toMatchObject({ code });
    expect(await stateOf(world)).toEqual(before);
    await decide(world, lift, party);
    await move();
  });

  test.each([...movements, ...burns, ['approve', () => approve(1n)] as Movement])(
    '%s is refused while paused',
    async (_, move) => {
      await pause(world);
      await expect(move()).rejects.toMatchObject({ code: 201 });
      await resume(world);
    },
  );

  test('a transfer over the tier limit is refused', async () => {
    await decide(world, 'set_tier', 'alice', { tier: 0 });
    await expect(transfer(1n)).rejects.toMatchObject({ code: 120 });
    await decide(world, 'set_tier', 'alice', { tier: 3 });
  });
});
