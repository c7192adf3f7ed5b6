import { afterAll, beforeAll, expect, test } from 'vitest';
import { deposit, register, stateOf, txid } from '../../contracts/test/actions.ts';
import {
  type Action,
  administer,
  decree,
  registerOthers,
  setCustodians,
  setLimits,
  setRateLimits,
} from '../../contracts/test/governance.ts';
import { startWorld, type World } from '../../contracts/test/world.ts';

// Governance itself, mistaken or bought, asks for numbers with which nothing would work again, or everything would.
const U32 = 2 ** 32 - 1;
const U64 = 2n ** 64n - 1n;

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await register(world, 'alice', 4);
  await registerOthers(world);
});
afterAll(() => world.stop());

const rates = (window: bigint) => ({
  system_amount: U64,
  system_operations: U32,
  user_amount: U64,
  user_operations: U32,
  window,
});
const limits = (tier: number, per_operation: bigint, daily: bigint) =>
  setLimits({ tier, operation: 0, per_operation, daily, monthly: U64 });
const govern = (threshold: number, delay: bigint, expiry: bigint): Action => ({
  tag: 'SetGovernance',
  values: [{ threshold, delay, expiry }],
});
const quota = (amount: bigint) =>
  administer(world, 'fungible-token', 'set_minter', { minter: world.address('bob'), quota: amount });

test.each<[string, () => Promise<unknown>, number]>([
  ['a rate window without end', () => decree(world, setRateLimits(0, rates(U64))), 41],
  ['a rate window of no time', () => decree(world, setRateLimits(0, rates(0n))), 41],
  ['limits that fall', () => decree(world, limits(1, U64, 1n)), 41],
  ['limits of a tier there is not', () => decree(world, limits(U32, 1n, 1n)), 41],
  ['a threshold nobody reaches', () => decree(world, govern(U32, 0n, 100n)), 41],
  ['a threshold of nobody', () => decree(world, govern(0, 0n, 100n)), 41],
  ['a delay without end', () => decree(world, govern(1, U64, U64)), 41],
  ['an expiry before the delay is over', () => decree(world, govern(1, 100n, 100n)), 41],
  ['custodians that never agree', () => decree(world, setCustodians(world, ['custodian1'], U32)), 41],
  ['custodians that need not agree', () => decree(world, setCustodians(world, ['custodian1'], 0)), 41],
  ['a quota below zero', () => quota(-1n), 302],
  ['a quota that could only be filled by overflow', () => quota(-(2n ** 127n)), 302],
])('%s is refused and changes nothing', async (_, act, code) => {
  const router = await routerConfig();
  const before = await stateOf(world);
  await expect(act()).rejects.toMatchObject({ code });
  const after = await stateOf(world);
  // Only the router's instance may differ, which counts proposals, whatever becomes of them.
  expect(after.filter((entry) => !before.includes(entry)).length).toBeLessThanOrEqual(1);
  expect(await routerConfig()).toBe(router);
});

async function routerConfig(): Promise<string> {
  const governance = await world.read<object>('integration-router', 'get_governance');
  const window = await world.read<object>('integration-router', 'get_rate_limits', { operation: 0 });
  return JSON.stringify([governance, window], (_, value) => (typeof value === 'bigint' ? String(value) : value));
}

test('limits as large as numbers can be still let the ordinary happen', async () => {
  await decree(world, setRateLimits(0, rates(3_600n)));
  await decree(world, limits(4, U64, U64));
  await deposit(world, { amount: 1_000n, tx: txid('ordinary') });
  await deposit(world, { amount: 1_000n, tx: txid('again') });
  expect(await world.read('istsi-token', 'balance', { id: world.address('alice') })).toBe(2_000n);
});
