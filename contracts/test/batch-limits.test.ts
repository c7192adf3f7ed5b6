import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { balance, depositArgs, register, txid } from './actions.ts';
import { type BatchCall, batchCall, executeBatch, rollbackBatch } from './batches.ts';
import { registerOthers } from './governance.ts';
import { fund, paymentOf, payTo, processPayment, TIMEOUT } from './withdrawals.ts';
import { startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await registerOthers(world);
  await register(world, 'alice', 4);
});
afterAll(() => world.stop());

const deposits = (count: number): BatchCall[] =>
  Array.from({ length: count }, (_, index) =>
    batchCall(
      world,
      'integration-router',
      'execute_bitcoin_deposit',
      depositArgs(world, { tx: txid(`${count} ${index}`) }),
      'bytes',
    ),
  );
const withdrawal = (label: string, token_amount: bigint): BatchCall => {
  const args = { user: world.address('alice'), token_amount, btc_address: payTo(label).address, max_fee: 500n };
  return batchCall(world, 'integration-router', 'execute_token_withdrawal', args, 'bytes');
};

describe('what a simulation lets pass, the ledger takes', () => {
  test('six deposits are a batch, and seven are refused before they are sent', async () => {
    const signers = ['custodian1', 'custodian2'] as const;
    await executeBatch(world, { label: 'six', calls: deposits(6), signers: [...signers] });
    const more = executeBatch(world, { label: 'seven', calls: deposits(7), signers: [...signers] });
    await expect(more).rejects.toMatchObject({ code: 41 });
  });

  test('six withdrawals are a batch, and seven are refused before they are sent', async () => {
    const calls = (count: number) => Array.from({ length: count }, (_, i) => withdrawal(`${count} ${i}`, 2_000n));
    await executeBatch(world, { label: 'six out', by: 'alice', calls: calls(6) });
    const more = executeBatch(world, { label: 'seven out', by: 'alice', calls: calls(7) });
    await expect(more).rejects.toMatchObject({ code: 41 });
  });
});

test('of two withdrawals of which one is being paid, the other is given back', async () => {
  const coin = await fund(world, 'paid in part', 1_000_000n);
  const calls = [withdrawal('paid', 10_000n), withdrawal('unpaid', 7_000n)];
  const [first, second] = (await executeBatch(world, { label: 'part', by: 'alice', calls })) as Buffer[];
  const paid = { id: Buffer.from(first!), amount: 10_000n, script: payTo('paid').script };
  await processPayment(world, [paid.id], paymentOf([paid], [coin], 1_000_000n, 100n));
  await world.advanceTime(TIMEOUT + 10);
  const held = await balance(world, 'alice');
  await rollbackBatch(world, 'part', 'alice');
  expect(await balance(world, 'alice')).toBe(held + 7_000n);
  expect(await world.read('integration-router', 'get_operation', { operation_id: Buffer.from(second!) })).toMatchObject(
    { status: 3 },
  );
  // The rest is not lost, but there is nothing more to give back now.
  await expect(rollbackBatch(world, 'part', 'alice')).rejects.toMatchObject({ code: 41 });
});
