import type { ContractArgs } from '@istsi/soroban-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { balance, deposit, depositArgs, register, stateOf, totalSupply, txid } from './actions.ts';
import { type BatchCall, batchCall, executeBatch } from './batches.ts';
import { fundInventory, ISTSI_PRICE, openExchange, setPrice } from './exchange.ts';
import { decree } from './governance.ts';
import { startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await register(world, 'alice', 4);
  await register(world, 'bob', 4);
  await deposit(world, { amount: 100_000n, tx: txid('funds') });
});
afterAll(() => world.stop());

const depositCall = (label: string, amount: bigint, user: 'alice' | 'bob' = 'alice'): BatchCall =>
  batchCall(
    world,
    'integration-router',
    'execute_bitcoin_deposit',
    depositArgs(world, { amount, user, tx: txid(label) }),
    'bytes',
  );
const transferCall = (amount: bigint): BatchCall =>
  batchCall(
    world,
    'istsi-token',
    'transfer',
    { from: world.address('alice'), to: world.address('bob'), amount },
    'void',
  );
const allowTransfer = (allowed: boolean): Promise<void> =>
  decree(world, { tag: 'SetBatchCall', values: [world.contracts['istsi-token'].contractId, 'transfer', allowed] });
const signers = ['custodian1', 'custodian2'] as const;

test('several deposits are one transaction, which each custodian signs once', async () => {
  const before = await totalSupply(world);
  const calls = [depositCall('batch 1', 30_000n), depositCall('batch 2', 40_000n, 'bob')];
  const results = await executeBatch(world, { label: 'two deposits', calls, signers: [...signers] });
  expect(results).toHaveLength(2);
  expect(await totalSupply(world)).toBe(before + 70_000n);
});

test('one refused call undoes the others', async () => {
  const before = await stateOf(world);
  const calls = [depositCall('batch 3', 30_000n), depositCall('batch 1', 30_000n)];
  await expect(executeBatch(world, { label: 'half', calls, signers: [...signers] })).rejects.toMatchObject({
    code: 42,
  });
  expect(await stateOf(world)).toEqual(before);
});

test('an identifier is used once by each caller', async () => {
  const again = { label: 'two deposits', calls: [depositCall('batch 4', 1_000n)], signers: [...signers] };
  await expect(executeBatch(world, again)).rejects.toMatchObject({ code: 42 });
});

test('after its timeout a batch does nothing, and a timeout is at most a week ahead', async () => {
  const calls = [depositCall('batch 5', 1_000n)];
  await expect(executeBatch(world, { label: 'late', calls, timeout: 1n })).rejects.toMatchObject({ code: 40 });
  const far = BigInt(Math.floor(Date.now() / 1000)) + 30n * 86_400n;
  await expect(executeBatch(world, { label: 'far', calls, timeout: far })).rejects.toMatchObject({ code: 41 });
});

test('a call of another contract takes the permission of governance and the signature of whose tokens move', async () => {
  const options = { label: 'transfer', calls: [transferCall(5n)], signers: ['alice' as const] };
  await expect(executeBatch(world, options)).rejects.toMatchObject({ code: 2 });
  await allowTransfer(true);
  await expect(executeBatch(world, { ...options, alone: true })).rejects.toMatchObject({ kind: 'auth' });
  const before = await balance(world, 'bob');
  await executeBatch(world, options);
  expect(await balance(world, 'bob')).toBe(before + 5n);
  await allowTransfer(false);
  await expect(executeBatch(world, { ...options, label: 'transfer again' })).rejects.toMatchObject({ code: 2 });
});

// The network's host does not compare symbols of up to nine letters: the contract does.
test.each(['transfer', 'approve', 'burn', 'transfer_from', 'burn_from'] as const)(
  'governance lets batches call %s, and a batch does',
  async (method) => {
    const [alice, bob] = [world.address('alice'), world.address('bob')];
    const args: Record<typeof method, ContractArgs> = {
      transfer: { from: alice, to: bob, amount: 2n },
      approve: { from: alice, spender: bob, amount: 6n, live_until_ledger: 20_000 },
      burn: { from: alice, amount: 2n },
      transfer_from: { spender: bob, from: alice, to: bob, amount: 2n },
      burn_from: { spender: bob, from: alice, amount: 2n },
    };
    const allow = (allowed: boolean) =>
      decree(world, { tag: 'SetBatchCall', values: [world.contracts['istsi-token'].contractId, method, allowed] });
    const call = batchCall(world, 'istsi-token', method, args[method], 'void');
    await allow(true);
    const signer = method.endsWith('_from') ? 'bob' : 'alice';
    const results = await executeBatch(world, { label: `calls ${method}`, calls: [call], signers: [signer] });
    expect(results).toHaveLength(1);
    await allow(false);
    await expect(
      executeBatch(world, { label: `calls ${method} no more`, calls: [call], signers: [signer] }),
    ).rejects.toMatchObject({ code: 2 });
  },
);

test('a function of a registered contract that does not ask its users is not for batches, however short', async () => {
  for (const name of ['mint', 'upgrade', 'migrate', 'set_admin']) {
    const values = [world.contracts['istsi-token'].contractId, name, true];
    await expect(decree(world, { tag: 'SetBatchCall', values })).rejects.toMatchObject({ code: 2 });
  }
});

test('a result of another type than expected fails the batch', async () => {
  const calls = [{ ...depositCall('batch 6', 1_000n), expected_return_type: 'u64' }];
  await expect(executeBatch(world, { label: 'type', calls, signers: [...signers] })).rejects.toMatchObject({
    code: 12,
  });
});

test('nothing to roll back means no rollback calls', async () => {
  const call = depositCall('batch 7', 1_000n);
  const attempt = executeBatch(world, { label: 'rollback', calls: [call], rollback: [call], signers: [...signers] });
  await expect(attempt).rejects.toMatchObject({ code: 41 });
});

test('an empty batch, and one of more than there is room for, are refused', async () => {
  for (const count of [0, 17]) {
    const calls = Array.from({ length: count }, (_, i) => depositCall(`many ${i}`, 1_000n));
    await expect(executeBatch(world, { label: `of ${count}`, calls })).rejects.toMatchObject({ code: 41 });
  }
});

test('what is deposited is exchanged in the same transaction, at the price that is quoted, or not at all', async () => {
  await openExchange(world);
  await fundInventory(world, { istsi: 100n, dollars: 10n ** 12n, from: 'alice' });
  await setPrice(world, ISTSI_PRICE);
  const [from_token, to_token] = (['istsi-token', 'fungible-token'] as const).map(
    (name) => world.contracts[name].contractId,
  );
  const exchangeCall = (min_out: bigint): BatchCall => {
    const args = {
      user: world.address('bob'),
      from_token,
      to_token,
      amount: 7_000n,
      min_out,
      deadline: 4_000_000_000n,
    };
    return batchCall(world, 'integration-router', 'execute_cross_token_exchange', args, 'u64');
  };
  const run = (label: string, min_out: bigint, alone = false) =>
    executeBatch(world, {
      label,
      calls: [depositCall('exchanged', 7_000n, 'bob'), exchangeCall(min_out)],
      signers: [...signers, 'bob'],
      alone,
    });
  const before = await stateOf(world);
  await expect(run('too dear', 41_874_001n)).rejects.toMatchObject({ code: 41 });
  await expect(run('unsigned', 1n, true)).rejects.toMatchObject({ kind: 'auth' });
  const missing = { ...exchangeCall(1n), parameters: exchangeCall(1n).parameters.slice(1) };
  await expect(executeBatch(world, { label: 'missing', calls: [missing] })).rejects.toMatchObject({ code: 41 });
  expect(await stateOf(world)).toEqual(before);
  const [, out] = await run('exchanged', 41_874_000n);
  expect(out).toBe(41_874_000n);
  // The same order is executed once, in a batch or not.
  await expect(
    executeBatch(world, { label: 'again', calls: [exchangeCall(41_874_000n)], signers: ['bob'] }),
  ).rejects.toMatchObject({ code: 42 });
});
