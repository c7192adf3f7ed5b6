import type { ContractArgs } from '@istsi/soroban-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { decide, deposit, register, stateOf, totalSupply, txid } from '../../contracts/test/actions.ts';
import {
  exchange,
  fundInventory,
  ISTSI_PRICE,
  openExchange,
  quoteOf,
  setPrice,
} from '../../contracts/test/exchange.ts';
import { decree, setLimits } from '../../contracts/test/governance.ts';
import { withdraw } from '../../contracts/test/withdrawals.ts';
import { type Person, startWorld, type World } from '../../contracts/test/world.ts';

// The largest and the smallest number that every entry can be given: none wraps around, and none is believed.
const U32 = 2 ** 32 - 1;
const U64 = 2n ** 64n - 1n;
const I128 = 2n ** 127n - 1n;
const I128_MIN = -(2n ** 127n);

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await register(world, 'alice', 4);
  await register(world, 'bob', 4);
  await openExchange(world);
  await deposit(world, { amount: 1_000_000n, tx: txid('overflow') });
  await fundInventory(world, { istsi: 500_000n, dollars: 10n ** 12n, from: 'alice' });
  await setPrice(world, ISTSI_PRICE);
  // An allowance may be as large as a number can be: it is not money.
  await approve(I128, 1_000);
});
afterAll(() => world.stop());

const token = (method: string, args: ContractArgs, by: Person = 'alice') =>
  world.invoke('istsi-token', method, args, { by });
const move = (amount: bigint) => ({ from: world.address('alice'), to: world.address('bob'), amount });
const spend = (amount: bigint) => token('transfer_from', { spender: world.address('bob'), ...move(amount) }, 'bob');
const burn = (amount: bigint) => token('burn', { from: world.address('alice'), amount });
const approve = (amount: bigint, live_until_ledger: number) =>
  token('approve', { from: world.address('alice'), spender: world.address('bob'), amount, live_until_ledger });
const freeze = (amount: bigint) =>
  token(
    'freeze_partial_tokens',
    { user_address: world.address('alice'), amount, operator: world.address('officer') },
    'officer',
  );
const mint = (amount: bigint) => {
  const args = { minter: world.address('superAdmin'), to: world.address('alice'), amount };
  return world.invoke('fungible-token', 'mint', args, { by: 'superAdmin' });
};
const report = (price: bigint) => {
  const asset = { tag: 'Stellar', values: [world.contracts['istsi-token'].contractId] };
  const args = { reporter: world.address('reporter3'), reports: [{ asset, price }] };
  return world.invoke('price-oracle', 'submit_prices', args, { by: 'reporter3' });
};
const override = (amount: bigint, expires_at: bigint) =>
  decide(world, 'override_compliance', 'alice', { operation: 0, amount, expires_at });

test.each<[string, () => Promise<unknown>, number]>([
  ['a deposit of all that 64 bits hold', () => deposit(world, { amount: U64, tx: txid('max') }), 20],
  ['a deposit of nothing', () => deposit(world, { amount: 0n, tx: txid('none') }), 402],
  ['a deposit of more bitcoin than there can be', () => deposit(world, { amount: 2_100_000_000_000_001n }), 20],
  ['a transfer of all that 128 bits hold', () => token('transfer', move(I128)), 203],
  ['a transfer that 64 bits do not hold', () => token('transfer', move(U64 + 1n)), 203],
  ['a transfer of minus one', () => token('transfer', move(-1n)), 202],
  ['a transfer of the least number', () => token('transfer', move(I128_MIN)), 202],
  ['a transfer in satoshis of everything', () => token('compliance_transfer', move(U64)), 203],
  ['spending a boundless allowance', () => spend(I128), 203],
  ['spending less than nothing', () => spend(I128_MIN), 202],
  ['burning everything', () => burn(I128), 203],
  ['burning less than nothing', () => burn(-1n), 202],
  ['approving less than nothing', () => approve(I128_MIN, 1_000), 202],
  ['approving for ever', () => approve(1n, U32), 205],
  ['freezing more than is held', () => freeze(I128), 203],
  ['freezing less than nothing', () => freeze(I128_MIN), 202],
  ['minting everything', () => mint(I128), 307],
  ['minting less than nothing', () => mint(I128_MIN), 302],
  ['withdrawing everything', () => withdraw(world, 'all', { amount: U64 }), 20],
  ['a withdrawal with a boundless fee', () => withdraw(world, 'fee', { maxFee: U64 }), 442],
  ['an exchange of more than there is', () => exchange(world, { user: 'alice', amount: 10n ** 15n }), 30],
  ['an exchange for everything', () => exchange(world, { user: 'alice', amount: 1n, min_out: U64 }), 41],
  ['a price of all that 128 bits hold', () => report(I128), 504],
  ['a price below zero', () => report(I128_MIN), 504],
  ['a tier', () => decide(world, 'set_tier', 'alice', { tier: U32 }), 103],
  ['a risk score', () => decide(world, 'set_risk_score', 'alice', { score: U32 }), 106],
  ['an override of nothing', () => override(0n, 2_000_000_000n), 124],
  ['an override for ever', () => override(1n, U64), 124],
])('%s is refused and changes nothing', async (_, act, code) => {
  const before = await stateOf(world);
  await expect(act()).rejects.toMatchObject({ code });
  expect(await stateOf(world)).toEqual(before);
});

test('a quote is the exact number or a refusal, never a wrong number', async () => {
  const { amount_out, fee } = await quoteOf(world, 'istsi-token', 'fungible-token', 10n ** 15n);
  expect(amount_out + fee).toBe((10n ** 15n * ISTSI_PRICE) / 10n ** 7n);
  await expect(quoteOf(world, 'istsi-token', 'fungible-token', U64)).rejects.toMatchObject({ kind: 'wasmvm' });
  await expect(exchange(world, { user: 'alice', amount: U64 })).rejects.toMatchObject({ kind: 'wasmvm' });
});

test('limits as large as numbers can be do not wrap around', async () => {
  await decree(world, setLimits({ tier: 4, operation: 0, per_operation: U64, daily: U64, monthly: U64 }));
  const supply = await totalSupply(world);
  // The identity's volume would pass 2^64, which is beyond every limit: the registry adds without wrapping.
  await expect(deposit(world, { amount: U64, tx: txid('max') })).rejects.toMatchObject({ code: 20 });
  // Nothing overflows here, and the reserve knows how much bitcoin there can be.
  await expect(deposit(world, { amount: 2n ** 63n, tx: txid('max') })).rejects.toMatchObject({ code: 402 });
  await deposit(world, { amount: 1_000n, tx: txid('one') });
  expect(await totalSupply(world)).toBe(supply + 1_000n);
});
