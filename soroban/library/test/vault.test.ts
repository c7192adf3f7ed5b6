import type { Account, Contract } from '@istsi/soroban-ts';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { errorOf, startWorld, type World } from './support/world.ts';

let world: World;
let asset: Contract;
let vault: Contract;
let restore: () => Promise<void>;
beforeAll(async () => {
  world = await startWorld();
  asset = await world.coin(1_000_000n);
  vault = await world.place('savings', { asset: asset.address, offset: 0, name: 'Savings', symbol: 'SAVE' });
  restore = await world.snapshot();
});
beforeEach(() => restore());
afterAll(() => world?.stop());

const deposit = (by: Account, assets: bigint): Promise<unknown> =>
  vault.as(by).call('deposit', { assets, receiver: by.address, from: by.address, operator: by.address });
const redeem = (by: Account, shares: bigint): Promise<unknown> =>
  vault.as(by).call('redeem', { shares, receiver: by.address, owner: by.address, operator: by.address });
const earn = (amount: bigint): Promise<unknown> =>
  asset.as(world.bob).call('transfer', { from: world.bob.address, to: vault.address, amount });

test('shares are tokens of SEP-41, with the decimals of what they are shares of', async () => {
  expect(await vault.read('query_asset')).toBe(asset.address);
  expect(await vault.read('decimals')).toBe(7);
  const finer = await world.place('savings', { asset: asset.address, offset: 3, name: 'Finer', symbol: 'FINE' });
  expect(await finer.read('decimals')).toBe(10);
  expect(await finer.read('convert_to_shares', { assets: 5n })).toBe(5_000n);
});

test('what the vault earns belongs to the shares', async () => {
  const { alice, bob } = world;
  expect(await deposit(alice, 1_000n)).toBe(1_000n);
  expect(await deposit(bob, 3_000n)).toBe(3_000n);
  await earn(4_001n);
  expect(await vault.read('max_withdraw', { owner: alice.address })).toBe(2_000n);
  expect(await redeem(alice, 1_000n)).toBe(2_000n);
  expect(await redeem(bob, 3_000n)).toBe(6_000n);
  expect(await vault.read('total_supply')).toBe(0n);
  expect((await vault.events()).at(-1)).toMatchObject({
    topics: ['withdraw', bob.address, bob.address, bob.address],
    data: { assets: 6_000n, shares: 3_000n },
  });
});

test('mint and withdraw say the other side, rounded up', async () => {
  const { alice } = world;
  await deposit(alice, 1_000n);
  await earn(500n);
  const mint = { shares: 7n, receiver: alice.address, from: alice.address, operator: alice.address };
  expect(await vault.read('preview_mint', { shares: 7n })).toBe(11n);
  expect(await vault.as(alice).call('mint', mint)).toBe(11n);
  const withdraw = { assets: 10n, receiver: alice.address, owner: alice.address, operator: alice.address };
  expect(await vault.as(alice).call('withdraw', withdraw)).toBe(7n);
});

describe('an operator', () => {
  test('deposits what it may move, and withdraws what shares it may burn', async () => {
    const { alice, bob } = world;
    const until = world.ledgerIn(100);
    const terms = { receiver: bob.address, from: alice.address, operator: bob.address };
    expect(await errorOf(vault.as(bob).call('deposit', { assets: 10n, ...terms }))).toMatch(
      /102|InsufficientAllowance/,
    );
    const allow = { from: alice.address, spender: bob.address, amount: 10n, live_until_ledger: until };
    await asset.as(alice).call('approve', allow);
    expect(await vault.as(bob).call('deposit', { assets: 10n, ...terms })).toBe(10n);

    await deposit(alice, 100n);
    const out = { assets: 4n, receiver: bob.address, owner: alice.address, operator: bob.address };
    expect(await errorOf(vault.as(bob).call('withdraw', out))).toBe('InsufficientAllowance');
    await vault.as(alice).call('approve', { ...allow, amount: 4n });
    expect(await vault.as(bob).call('withdraw', out)).toBe(4n);
    expect(await errorOf(vault.as(bob).call('withdraw', out))).toBe('InsufficientAllowance');
  });

  test('signs, also for nobody else', async () => {
    const { alice, bob } = world;
    const call = vault
      .as(bob)
      .call('deposit', { assets: 1n, receiver: bob.address, from: alice.address, operator: alice.address });
    await expect(call).rejects.toThrow('needs the authorization');
  });
});

test('a deposit that would come to no share is refused, and so is nothing', async () => {
  const { alice, bob } = world;
  await deposit(alice, 1n);
  await earn(10_000n);
  expect(await errorOf(deposit(bob, 1_000n))).toBe('InvalidAmount');
  expect(await errorOf(deposit(bob, 0n))).toBe('InvalidAmount');
  expect(await errorOf(deposit(bob, -5n))).toBe('InvalidAmount');
  expect(await errorOf(redeem(alice, 2n))).toBe('InsufficientBalance');
});

test('whoever deposits and redeems gains nothing, whatever the vault earns in between', async () => {
  const amount = fc.bigInt({ min: 1n, max: 20_000n });
  await fc.assert(
    fc
      .asyncProperty(amount, amount, amount, async (first, gift, second) => {
        await deposit(world.alice, first);
        await earn(gift);
        const shares = await deposit(world.bob, second).catch(() => 0n);
        if (shares === 0n) return;
        expect(await redeem(world.bob, shares as bigint)).toBeLessThanOrEqual(second);
        const held = await vault.read('total_assets');
        expect(await vault.read('max_withdraw', { owner: world.alice.address })).toBeLessThanOrEqual(held as bigint);
      })
      .beforeEach(() => restore()),
    { numRuns: 6 },
  );
});
