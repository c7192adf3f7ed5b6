import { afterAll, beforeAll, expect, test } from 'vitest';
import { depositArgs, NEVER_EXPIRES, register, txid } from './actions.ts';
import { conflicts, type Footprint, footprintOf } from './footprints.ts';
import { fund, payTo } from './withdrawals.ts';
import { startWorld, type World } from './world.ts';

// The network runs transactions in parallel that write nothing of each other's (CAP-63). What all people share is what they
// must: the sum of Bitcoin, the sum of tokens, and how much happens at all.

let world: World;
beforeAll(async () => {
  world = await startWorld();
  for (const person of ['alice', 'bob', 'carol', 'mallory'] as const) await register(world, person, 4);
  for (const person of ['alice', 'bob'] as const) await fund(world, `of ${person}`, 100_000n, person);
});
afterAll(() => world.stop());

type User = 'alice' | 'bob' | 'carol' | 'mallory';
const deposit = (user: User): Promise<Footprint> =>
  footprintOf(
    world,
    'operator',
    'integration-router',
    'execute_bitcoin_deposit',
    depositArgs(world, { user, tx: txid(`parallel ${user}`) }) as Record<string, unknown>,
  );
const withdrawal = (user: User): Promise<Footprint> =>
  footprintOf(world, user, 'integration-router', 'execute_token_withdrawal', {
    user: world.address(user),
    token_amount: 10_000n,
    btc_address: payTo(user).address,
    max_fee: 500n,
  });
const transfer = (from: User, to: User): Promise<Footprint> =>
  footprintOf(world, from, 'istsi-token', 'transfer', {
    from: world.address(from),
    to: world.address(to),
    amount: 1_000n,
  });
const officer = (method: string, args: object): Promise<Footprint> =>
  footprintOf(world, 'officer', 'kyc-registry', method, { caller: world.address('officer'), ...args });

const SUMS = ['integration-router Traffic', 'istsi-token TotalSupply', 'reserve-manager instance'];

test('transfers between different people share nothing', async () => {
  expect(conflicts(world, await transfer('alice', 'carol'), await transfer('bob', 'mallory'))).toEqual([]);
});

test('nor do a transfer and a deposit, or a withdrawal, of others', async () => {
  expect(conflicts(world, await transfer('alice', 'carol'), await deposit('bob'))).toEqual([]);
  expect(conflicts(world, await transfer('alice', 'carol'), await withdrawal('bob'))).toEqual([]);
});

test.each<[string, () => Promise<Footprint>]>([
  ['freezes somebody else', () => officer('freeze', { user: world.address('carol'), reason: 'test' })],
  [
    'registers somebody',
    () =>
      officer('register_identity', {
        ...{ user: world.address('custodian1'), tier: 3, country: 'CH', expires_at: NEVER_EXPIRES },
      }),
  ],
])('an officer who %s waits for no deposit', async (_, act) => {
  expect(conflicts(world, await act(), await deposit('bob'))).toEqual([]);
});

test.each<[string, () => Promise<[Footprint, Footprint]>]>([
  ['two deposits', async () => [await deposit('alice'), await deposit('bob')]],
  ['two withdrawals', async () => [await withdrawal('alice'), await withdrawal('bob')]],
  ['a deposit and a withdrawal', async () => [await deposit('alice'), await withdrawal('bob')]],
])('%s of different people share the sums, and nothing else', async (_, both) => {
  expect(conflicts(world, ...(await both()))).toEqual(SUMS);
});
