import { afterAll, beforeAll, expect, test } from 'vitest';
import { balance, register } from './actions.ts';
import { batchCall, batchId, executeBatch } from './batches.ts';
import { decree } from './governance.ts';
import { fund, payTo } from './withdrawals.ts';
import { startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await register(world, 'alice', 4);
  await register(world, 'bob', 4);
  await fund(world, 'rollback', 1_000_000n);
  const token = world.contracts['istsi-token'].contractId;
  await decree(world, { tag: 'SetBatchCall', values: [token, 'transfer', true] });
});
afterAll(() => world.stop());

const rollback = (): Promise<void> =>
  world.invoke(
    'integration-router',
    'rollback_batch',
    { caller: world.address('alice'), operation_id: batchId('both') },
    { by: 'alice', signers: ['bob'] },
  );

test('a batch with an unpaid withdrawal is undone after its timeout and deadline, once', async () => {
  const transfer = (from: 'alice' | 'bob', to: 'alice' | 'bob') =>
    batchCall(
      world,
      'istsi-token',
      'transfer',
      { from: world.address(from), to: world.address(to), amount: 7n },
      'void',
    );
  const withdrawal = batchCall(
    world,
    'integration-router',
    'execute_token_withdrawal',
    {
      user: world.address('alice'),
      token_amount: 100_000n,
      btc_address: payTo('rollback').address,
      max_fee: 1_000n,
    },
    'bytes',
  );
  const before = [await balance(world, 'alice'), await balance(world, 'bob')];
  const calls = [transfer('alice', 'bob'), withdrawal];
  await executeBatch(world, { label: 'both', calls, rollback: [transfer('bob', 'alice')], by: 'alice' });
  expect([await balance(world, 'alice'), await balance(world, 'bob')]).toEqual([
    before[0]! - 100_007n,
    before[1]! + 7n,
  ]);
  await expect(rollback()).rejects.toMatchObject({ code: 41 });
  // Past the batch's timeout, but not past the reserve's deadline for the withdrawal.
  await world.advanceTime(7_200);
  await expect(rollback()).rejects.toMatchObject({ code: 41 });
  await world.advanceTime(4 * 86_400);
  // What rollback calls do is no more possible in Maintenance than it is directly.
  await world.invoke(
    'integration-router',
    'set_mode',
    { caller: world.address('officer'), mode: 1 },
    { by: 'officer' },
  );
  await expect(rollback()).rejects.toMatchObject({ code: 52 });
  await decree(world, { tag: 'RelaxMode', values: [0] });
  await rollback();
  expect([await balance(world, 'alice'), await balance(world, 'bob')]).toEqual(before);
  await expect(rollback()).rejects.toMatchObject({ code: 41 });
});
