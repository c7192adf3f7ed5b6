import { afterAll, beforeAll, expect, test } from 'vitest';
import { balance, register } from './actions.ts';
import { eventsOf } from './events.ts';
import type { Person } from './people.ts';
import { completePayment, fund, paymentOf, processPayment, rollback, withdraw } from './withdrawals.ts';
import { startWorld, type World } from './world.ts';

const Resolution = { Retry: 0, Refund: 1, MarkFailed: 2 } as const;
const Status = { Pending: 0, Completed: 1, Failed: 2, RolledBack: 3 } as const;

let world: World;
let id: Buffer;
beforeAll(async () => {
  world = await startWorld();
  await register(world, 'alice', 4);
  await fund(world, 'resolved', 1_000_000n);
  id = (await withdraw(world, 'resolved', { amount: 100_000n })).id;
});
afterAll(() => world.stop());

const resolve = (action: number, by: Person = 'officer'): Promise<void> =>
  world.invoke(
    'integration-router',
    'resolve_operation',
    { caller: world.address(by), operation_id: id, action, reason: 'stuck' },
    { by },
  );
const status = async (): Promise<number> =>
  (await world.read<{ status: number }>('integration-router', 'get_operation', { operation_id: id })).status;
const failures = async (): Promise<bigint> =>
  (await world.read<{ failed_operations: bigint }>('integration-router', 'get_metrics')).failed_operations;

test('an officer gives a pending operation up, and takes that back, and it is counted right', async () => {
  await expect(resolve(Resolution.Retry)).rejects.toMatchObject({ code: 41 });
  await resolve(Resolution.MarkFailed);
  const [event] = await eventsOf(world, 'latest');
  expect(event?.topics[0]).toBe('operation_resolved');
  expect(event?.data).toMatchObject({ action: Resolution.MarkFailed, reason: 'stuck', status: Status.Failed });
  expect([await status(), await failures()]).toEqual([Status.Failed, 1n]);
  await expect(resolve(Resolution.MarkFailed)).rejects.toMatchObject({ code: 41 });
  await resolve(Resolution.Retry, 'superAdmin');
  expect([await status(), await failures()]).toEqual([Status.Pending, 0n]);
});

test('no officer refunds what can still be paid', async () => {
  const before = await balance(world, 'alice');
  await expect(resolve(Resolution.Refund)).rejects.toMatchObject({ code: 41 });
  await resolve(Resolution.MarkFailed);
  await expect(resolve(Resolution.Refund, 'superAdmin')).rejects.toMatchObject({ code: 41 });
  expect(await balance(world, 'alice')).toBe(before);
});

test('what was given up is refunded after its deadline, once', async () => {
  const before = await balance(world, 'alice');
  await world.advanceTime(40 * 86_400);
  await resolve(Resolution.Refund);
  expect(await balance(world, 'alice')).toBe(before + 100_000n);
  expect([await status(), await failures()]).toEqual([Status.RolledBack, 1n]);
  await expect(resolve(Resolution.Refund)).rejects.toMatchObject({ code: 41 });
});

test('what an officer gave up keeps nobody from their refund', async () => {
  id = (await withdraw(world, 'given up', { amount: 10_000n })).id;
  const [before, failed] = [await balance(world, 'alice'), await failures()];
  await resolve(Resolution.MarkFailed);
  await world.advanceTime(40 * 86_400);
  await rollback(world, id);
  expect(await balance(world, 'alice')).toBe(before + 10_000n);
  expect([await status(), await failures()]).toEqual([Status.RolledBack, failed + 1n]);
});

test('nor from being settled when it was paid all the same', async () => {
  const coin = await fund(world, 'paid all the same', 50_000n);
  const owed = await withdraw(world, 'paid all the same', { amount: 10_000n });
  id = owed.id;
  const failed = await failures();
  await resolve(Resolution.MarkFailed);
  await completePayment(world, await processPayment(world, [id], paymentOf([owed], [coin], 50_000n, 500n)));
  await world.invoke('integration-router', 'settle_operation', { operation_id: id }, { by: 'mallory' });
  expect([await status(), await failures()]).toEqual([Status.Completed, failed]);
});

test('what does not exist cannot be resolved', async () => {
  const unknown = { caller: world.address('officer'), operation_id: Buffer.alloc(32), action: 2, reason: 'x' };
  await expect(
    world.invoke('integration-router', 'resolve_operation', unknown, { by: 'officer' }),
  ).rejects.toMatchObject({ code: 41 });
});
