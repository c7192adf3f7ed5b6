import type { Contract } from '@istsi/soroban-ts';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { errorOf, startWorld, type World } from './support/world.ts';

const DAY = 86_400;
let world: World;
let token: Contract;
let salary: Contract;
let restore: () => Promise<void>;
beforeAll(async () => {
  world = await startWorld();
  token = await world.coin(10_000n);
  const start = world.direct.head.closeTime;
  const schedule = {
    beneficiary: world.bob.address,
    token: token.address,
    start,
    cliff: start + BigInt(10 * DAY),
    end: start + BigInt(100 * DAY),
  };
  salary = await world.place('salary', { schedule });
  const gift = { from: world.alice.address, to: salary.address, amount: 1_000n };
  await token.as(world.alice).call('transfer', gift);
  restore = await world.snapshot();
});
beforeEach(() => restore());
afterAll(() => world?.stop());

const passDays = (days: number): Promise<void> => world.pass(days * DAY);
const releasable = async (): Promise<number> => Number(await salary.read('releasable'));

test('nothing is due before the cliff, and then all since the start', async () => {
  await passDays(9);
  expect(await releasable()).toBe(0);
  expect(await errorOf(salary.call('release'))).toBe('NothingDue');
  await passDays(2);
  expect(await releasable()).toBe(110);
});

test('anybody may ask for it, and the beneficiary gets it', async () => {
  await passDays(50);
  expect(await salary.as(world.alice).call('release')).toBe(500n);
  expect(await token.read('balance', { id: world.bob.address })).toBe(10_500n);
  expect(await salary.read('released')).toBe(500n);
  expect((await salary.events()).at(-1)).toMatchObject({
    topics: ['released', world.bob.address],
    data: { amount: 500n },
  });
});

test('in parts or at once, the whole is the same, and what comes later is vested as if it had been there', async () => {
  await passDays(50);
  await salary.call('release');
  await token.as(world.alice).call('transfer', { from: world.alice.address, to: salary.address, amount: 1_000n });
  expect(await releasable()).toBe(500);
  await passDays(51);
  expect(await salary.call('release')).toBe(1_500n);
  expect(await token.read('balance', { id: salary.address })).toBe(0n);
});

test.each<[string, { start: bigint; cliff: bigint; end: bigint }]>([
  ['ends before it begins', { start: 10n, cliff: 10n, end: 10n }],
  ['has its cliff before its start', { start: 10n, cliff: 9n, end: 20n }],
  ['has its cliff after its end', { start: 10n, cliff: 21n, end: 20n }],
])('a schedule that %s is refused', async (_, times) => {
  const schedule = { beneficiary: world.bob.address, token: token.address, ...times };
  await expect(world.place('salary', { schedule })).rejects.toThrow(/InvalidSchedule|#500/);
});
