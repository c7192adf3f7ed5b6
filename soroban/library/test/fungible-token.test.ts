import type { Account, Contract } from '@istsi/soroban-ts';
import { MuxedAccount, Account as StellarAccount } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { errorOf, startWorld, type World } from './support/world.ts';

let world: World;
let token: Contract;
let restore: () => Promise<void>;
beforeAll(async () => {
  world = await startWorld();
  token = await world.coin(1_000n);
  restore = await world.snapshot();
});
beforeEach(() => restore());
afterAll(() => world?.stop());

const balance = (of: Account): Promise<unknown> => token.read('balance', { id: of.address });
const lastEvent = async () => (await token.events()).at(-1);

test('it says what it is', async () => {
  expect(await token.read('name')).toBe('Coin');
  expect(await token.read('symbol')).toBe('COIN');
  expect(await token.read('decimals')).toBe(7);
  expect(await token.read('total_supply')).toBe(2_000n);
});

test('tokens move on the word of whose they are, and nothing is lost', async () => {
  const { alice, bob } = world;
  await token.as(alice).call('transfer', { from: alice.address, to: bob.address, amount: 300n });
  expect([await balance(alice), await balance(bob)]).toEqual([700n, 1_300n]);
  expect(await lastEvent()).toMatchObject({ topics: ['transfer', alice.address, bob.address], data: 300n });
  const theft = token.as(bob).call('transfer', { from: alice.address, to: bob.address, amount: 1n });
  await expect(theft).rejects.toThrow('needs the authorization of');
});

test('tokens that are sent to oneself stay as they were', async () => {
  const { alice } = world;
  await token.as(alice).call('transfer', { from: alice.address, to: alice.address, amount: 400n });
  expect(await balance(alice)).toBe(1_000n);
});

test('the id of a muxed receiver is told', async () => {
  const { alice, bob } = world;
  const muxed = new MuxedAccount(new StellarAccount(bob.address, '0'), '77').accountId();
  await token.as(alice).call('transfer', { from: alice.address, to: muxed, amount: 5n });
  expect(await balance(bob)).toBe(1_005n);
  expect((await lastEvent())?.data).toEqual({ amount: 5n, to_muxed_id: 77n });
});

describe('an allowance', () => {
  const allow = (amount: bigint, live_until_ledger: number) =>
    token.as(world.alice).call('approve', {
      from: world.alice.address,
      spender: world.bob.address,
      amount,
      live_until_ledger,
    });
  const spend = (amount: bigint) =>
    token.as(world.bob).call('transfer_from', {
      spender: world.bob.address,
      from: world.alice.address,
      to: world.bob.address,
      amount,
    });
  const allowance = () => token.read('allowance', { from: world.alice.address, spender: world.bob.address });

  test('is spent once', async () => {
    await allow(100n, world.ledgerIn(50));
    await spend(60n);
    expect(await allowance()).toBe(40n);
    expect(await errorOf(spend(41n))).toBe('InsufficientAllowance');
    await token.as(world.bob).call('burn_from', {
      spender: world.bob.address,
      from: world.alice.address,
      amount: 40n,
    });
    expect(await allowance()).toBe(0n);
    expect(await token.read('total_supply')).toBe(1_960n);
  });

  test('ends with its ledger', async () => {
    await allow(100n, world.ledgerIn(10));
    await world.pass(60, 20);
    expect(await allowance()).toBe(0n);
    expect(await errorOf(spend(1n))).toBe('InsufficientAllowance');
  });

  test('is taken back with 0, whatever ledger is said', async () => {
    await allow(100n, world.ledgerIn(10));
    await allow(0n, 0);
    expect(await allowance()).toBe(0n);
  });

  test('neither begins expired nor outlives what the network keeps', async () => {
    expect(await errorOf(allow(1n, 1))).toBe('InvalidExpiration');
    expect(await errorOf(allow(1n, 4_000_000_000))).toBe('InvalidExpiration');
  });
});

test.each<[string, string, Record<string, bigint>, string]>([
  ['more than one has', 'transfer', { amount: 1_001n }, 'InsufficientBalance'],
  ['less than nothing', 'transfer', { amount: -1n }, 'NegativeAmount'],
  ['burning more than one has', 'burn', { amount: 1_001n }, 'InsufficientBalance'],
  ['burning less than nothing', 'burn', { amount: -5n }, 'NegativeAmount'],
])('%s is refused', async (_, name, args, error) => {
  const { alice, bob } = world;
  const to = name === 'transfer' ? { to: bob.address } : {};
  expect(await errorOf(token.as(alice).call(name, { from: alice.address, ...to, ...args }))).toBe(error);
  expect(await balance(alice)).toBe(1_000n);
});

test('a hook of the contract stands before every movement, and before no burning', async () => {
  const { alice, bob } = world;
  await token.call('freeze');
  const transfer = token.as(alice).call('transfer', { from: alice.address, to: bob.address, amount: 1n });
  expect(await errorOf(transfer)).toBe('IsPaused');
  await token.as(alice).call('burn', { from: alice.address, amount: 1n });
  expect(await token.read('total_supply')).toBe(1_999n);
});
