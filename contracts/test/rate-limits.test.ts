import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { deposit, OperationType, register, stateOf, txid } from './actions.ts';
import { decree, type RateLimits, setRateLimits } from './governance.ts';
import { startWorld, type World } from './world.ts';

const WINDOW = 600;
const wide: RateLimits = {
  system_amount: 10n ** 15n,
  system_operations: 1_000,
  user_amount: 10n ** 15n,
  user_operations: 1_000,
  window: BigInt(WINDOW),
};

/** As every test finds its own. */
let prepared: World;
let world: World;
let label = 0;
beforeAll(async () => {
  prepared = await startWorld();
  world = prepared;
  await register(world, 'alice', 4);
  await register(world, 'bob', 4);
});
beforeEach(async () => {
  world = await prepared.copy();
});
afterEach(() => world.stop());
afterAll(() => prepared.stop());

const limit = (limits: Partial<RateLimits>): Promise<void> =>
  decree(world, setRateLimits(OperationType.BitcoinDeposit, { ...wide, ...limits }));
const pay = (user: 'alice' | 'bob' | 'carol', amount = 10_000n): Promise<string> =>
  deposit(world, { user, amount, tx: txid(`rate ${label++}`) });

test('a user does so many operations in a window, and others are not held up', async () => {
  await limit({ user_operations: 2 });
  await pay('alice');
  await pay('alice');
  const before = await stateOf(world);
  await expect(pay('alice')).rejects.toMatchObject({ code: 43 });
  expect(await stateOf(world)).toEqual(before);
  await pay('bob');
  await world.advanceTime(WINDOW);
  await pay('alice');
});

test('everybody together does so many operations in a window', async () => {
  await limit({ system_operations: 2 });
  await pay('alice');
  await pay('bob');
  await expect(pay('alice')).rejects.toMatchObject({ code: 43 });
  await world.advanceTime(WINDOW);
  await pay('alice');
});

test.each(['user_amount', 'system_amount'] as const)('%s counts satoshis, to the last one', async (which) => {
  await limit({ [which]: 100_000n });
  await pay('alice', 60_000n);
  await expect(pay('alice', 40_001n)).rejects.toMatchObject({ code: 43 });
  await pay('alice', 40_000n);
  await expect(pay('alice', 1_000n)).rejects.toMatchObject({ code: 43 });
});

test('another address of the same person has no rate of its own', async () => {
  await world.invoke(
    'kyc-registry',
    'add_address',
    { caller: world.address('officer'), user: world.address('alice'), address: world.address('carol') },
    { by: 'officer' },
  );
  await limit({ user_operations: 1 });
  await pay('alice');
  await expect(pay('carol')).rejects.toMatchObject({ code: 43 });
});

test('two who do all that they may leave room for others', async () => {
  await register(world, 'carol', 4);
  await limit({ system_operations: 10, user_operations: 5 });
  for (let n = 0; n < 5; n++) await pay('alice');
  await pay('bob');
  await expect(pay('bob')).rejects.toMatchObject({ code: 43 });
  await pay('carol');
});

test('a window outlives a hundred ledgers that close within it', async () => {
  await limit({ user_operations: 1 });
  await pay('alice');
  // More than a temporary entry lives that nobody extends (16 on the network).
  await world.advanceLedgers(100);
  await expect(pay('alice')).rejects.toMatchObject({ code: 43 });
});

test('a limit of none stops one kind of operation', async () => {
  await limit({ system_operations: 0 });
  await expect(pay('alice')).rejects.toMatchObject({ code: 43 });
});
