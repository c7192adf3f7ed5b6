import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { decide, register } from './actions.ts';
import { eventsOf } from './events.ts';
import { administer, registerOthers } from './governance.ts';
import type { Person } from './people.ts';
import { startWorld, type World } from './world.ts';

const CAP = 10n ** 15n;

/** As every test finds its own. */
let prepared: World;
let world: World;
beforeAll(async () => {
  prepared = await startWorld();
  world = prepared;
  await registerOthers(world);
  await register(world, 'alice', 3);
  await register(world, 'bob', 3);
  await setMinter(1_000n);
});
beforeEach(async () => {
  world = await prepared.copy();
});
afterEach(() => world.stop());
afterAll(() => prepared.stop());

const at = (person: Person): string => world.address(person);
const token = <T>(method: string, args: Record<string, unknown>, by: Person): Promise<T> =>
  world.invoke<T>('fungible-token', method, args, { by });
const setMinter = (quota: bigint, minter: Person = 'operator'): Promise<void> =>
  administer(world, 'fungible-token', 'set_minter', { minter: at(minter), quota });
const mint = (amount: bigint, to: Person = 'alice', minter: Person = 'operator'): Promise<void> =>
  token('mint', { minter: at(minter), to: at(to), amount }, minter);
const held = (person: Person): Promise<bigint> => world.read('fungible-token', 'balance', { id: at(person) });

test('it introduces itself as SEP-41 asks', async () => {
  expect(await world.read('fungible-token', 'name')).toBe('Digital Dollar');
  expect(await world.read('fungible-token', 'symbol')).toBe('DUSD');
  expect(await world.read('fungible-token', 'decimals')).toBe(7);
  expect(await world.read('fungible-token', 'cap')).toBe(CAP);
});

describe('minting', () => {
  test('uses up the quota, which burning does not give back', async () => {
    await mint(600n);
    expect(await eventsOf(world, 'latest')).toEqual([
      { contract: 'fungible-token', topics: ['mint', at('alice')], data: 600n },
    ]);
    await token('burn', { from: at('alice'), amount: 600n }, 'alice');
    expect(await world.read('fungible-token', 'total_supply')).toBe(0n);
    expect(await world.read('fungible-token', 'quota', { minter: at('operator') })).toBe(400n);
    await expect(mint(401n)).rejects.toMatchObject({ code: 307 });
    await mint(400n);
  });

  test('never passes the cap', async () => {
    await setMinter(2n * CAP);
    await mint(CAP - 1n);
    await expect(mint(2n)).rejects.toMatchObject({ code: 306 });
    await mint(1n);
    await expect(mint(1n)).rejects.toMatchObject({ code: 306 });
  });

  test.each<[string, () => Promise<unknown>, object]>([
    ['nothing', () => mint(0n), { code: 302 }],
    ['less than nothing', () => mint(-1n), { code: 302 }],
    ['what overflows', () => mint(2n ** 127n - 1n), { code: 307 }],
    ['without a quota', () => mint(1n, 'alice', 'mallory'), { code: 307 }],
    ['to someone without an identity', () => mint(1n, 'mallory'), { code: 110 }],
    [
      'with the quota of another',
      () => token('mint', { minter: at('operator'), to: at('alice'), amount: 1n }, 'mallory'),
      { kind: 'auth' },
    ],
  ])('refuses %s', async (_, attempt, refusal) => {
    await expect(attempt()).rejects.toMatchObject(refusal);
    expect(await world.read('fungible-token', 'total_supply')).toBe(0n);
  });
});

describe('with a registry', () => {
  test('both sides of a movement are asked for', async () => {
    await mint(100n);
    const transfer = (to: Person): Promise<void> =>
      token('transfer', { from: at('alice'), to: at(to), amount: 1n }, 'alice');
    await transfer('bob');
    await expect(transfer('mallory')).rejects.toMatchObject({ code: 110 });
    const allowed = { from: at('alice'), spender: at('bob'), amount: 50n, live_until_ledger: 4_000 };
    const spend = (): Promise<void> =>
      token('transfer_from', { spender: at('bob'), from: at('alice'), to: at('alice'), amount: 1n }, 'bob');
    await expect(token('approve', { ...allowed, spender: at('mallory') }, 'alice')).rejects.toMatchObject({
      code: 110,
    });
    await token('approve', allowed, 'alice');
    await spend();
    await decide(world, 'blacklist', 'bob');
    await expect(spend()).rejects.toMatchObject({ code: 114 });
    await decide(world, 'freeze', 'alice');
    await expect(transfer('bob')).rejects.toMatchObject({ code: 113 });
  });

  test('and without one nobody is', async () => {
    await administer(world, 'fungible-token', 'set_kyc_registry', { kyc_registry: undefined });
    await mint(100n, 'mallory');
    await token('transfer', { from: at('mallory'), to: at('carol'), amount: 40n }, 'mallory');
    expect([await held('mallory'), await held('carol')]).toEqual([60n, 40n]);
  });
});

test('an allowance is spent and then used up', async () => {
  await mint(100n);
  const until = 4_000;
  await token('approve', { from: at('alice'), spender: at('bob'), amount: 50n, live_until_ledger: until }, 'alice');
  await token('transfer_from', { spender: at('bob'), from: at('alice'), to: at('bob'), amount: 30n }, 'bob');
  await token('burn_from', { spender: at('bob'), from: at('alice'), amount: 20n }, 'bob');
  const more = { spender: at('bob'), from: at('alice'), to: at('bob'), amount: 1n };
  await expect(token('transfer_from', more, 'bob')).rejects.toMatchObject({ code: 304 });
  expect([await held('alice'), await held('bob')]).toEqual([50n, 30n]);
});

test.each(['transfer_from', 'burn_from'])('an allowance is used by nobody but its spender: %s', async (method) => {
  await mint(10n);
  const allowed = { from: at('alice'), spender: at('bob'), amount: 5n, live_until_ledger: 4_000 };
  await token('approve', allowed, 'alice');
  const args = { spender: at('bob'), from: at('alice'), to: at('bob'), amount: 1n };
  const stranger = world.invoke('fungible-token', method, args, { by: 'carol', alone: true });
  await expect(stranger).rejects.toMatchObject({ kind: 'auth' });
});

describe('administration', () => {
  test('is handed over in two steps, and only to who accepts', async () => {
    await administer(world, 'fungible-token', 'offer_admin', { to: at('carol') });
    expect(await eventsOf(world, 'latest')).toContainEqual({
      contract: 'fungible-token',
      topics: ['admin_offered', at('carol')],
      data: { admin: world.contracts['integration-router'].contractId },
    });
    await expect(token('accept_admin', { admin: at('mallory') }, 'mallory')).rejects.toMatchObject({ code: 309 });
    await token('accept_admin', { admin: at('carol') }, 'carol');
    expect(await eventsOf(world, 'latest')).toContainEqual({
      contract: 'fungible-token',
      topics: ['admin_changed', at('carol')],
      data: { former: world.contracts['integration-router'].contractId },
    });
    await token('set_minter', { minter: at('bob'), quota: 5n }, 'carol');
    // Governance cannot any more, and so does not even propose it.
    await expect(setMinter(1n)).rejects.toMatchObject({ code: 41 });
  });

  test.each(['set_minter', 'set_kyc_registry', 'offer_admin', 'set_paused', 'upgrade'])(
    '%s is for the admin alone',
    async (method) => {
      const args: Record<string, unknown> = {
        minter: at('mallory'),
        quota: 1n,
        kyc_registry: undefined,
        to: at('mallory'),
        paused: true,
        new_wasm_hash: Buffer.alloc(32),
      };
      for (const by of ['superAdmin', 'operator', 'mallory'] as const) {
        await expect(world.invoke('fungible-token', method, args, { by, alone: true })).rejects.toMatchObject({
          kind: 'auth',
        });
      }
    },
  );
});
