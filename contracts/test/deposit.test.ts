import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  balance,
  blockHash,
  deposit,
  OperationType,
  Role,
  register,
  totalReserves,
  totalSupply,
  txid,
} from './actions.ts';
import { depositId } from './deposit-id.ts';
import { eventsOf } from './events.ts';
import { decree, grantRole } from './governance.ts';
import { startWorld, type World } from './world.ts';

const bytesOf = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'));

describe('execute_bitcoin_deposit', () => {
  let world: World;

  beforeAll(async () => {
    world = await startWorld();
    await register(world, 'alice', 3);
    await register(world, 'bob', 3);
  });
  afterAll(() => world.stop());

  test('a confirmed Bitcoin output mints exactly its satoshis, and is counted as reserve', async () => {
    await deposit(world, { user: 'alice', amount: 123_456n, tx: txid('first') });

    expect(await balance(world, 'alice')).toBe(123_456n);
    expect(await totalSupply(world)).toBe(123_456n);
    expect(await totalReserves(world)).toBe(123_456n);
    expect(await world.read('reserve-manager', 'get_reserve_ratio')).toBe(10_000n);
    expect(await world.read('reserve-manager', 'get_utxo', { tx_hash: txid('first'), vout: 0 })).toMatchObject({
      amount: 123_456n,
      state: 0,
      confirmations: 12,
    });
  });

  test('two outputs of one Bitcoin transaction mint to two users', async () => {
    const before = await balance(world, 'bob');
    await deposit(world, { user: 'alice', amount: 1_000n, tx: txid('shared'), vout: 0 });
    await deposit(world, { user: 'bob', amount: 2_000n, tx: txid('shared'), vout: 1 });
    expect((await balance(world, 'bob')) - before).toBe(2_000n);
  });

  test('the operation id is the hash of the outpoint, and leads to the record of the operation', async () => {
    const tx = txid('recorded');
    const id = await deposit(world, { user: 'bob', amount: 7_770n, tx, vout: 5 });

    expect(id).toBe(depositId(tx, 5));
    expect(await world.read('integration-router', 'get_operation', { operation_id: bytesOf(id) })).toEqual({
      operation_id: bytesOf(id),
      user: world.address('bob'),
      operation_type: OperationType.BitcoinDeposit,
      amount: 7_770n,
      timestamp: expect.any(BigInt),
      status: 1,
      compliance_checks: [
        { user: world.address('bob'), operation: OperationType.BitcoinDeposit, compliant: true, reason: 0 },
      ],
    });
  });

  test('every contract says what happened, and the router ties outpoint and mint together', async () => {
    const tx = txid('announced');
    const supply = await totalSupply(world);
    const id = await deposit(world, { user: 'alice', amount: 4_321n, tx, vout: 2 });
    const events = await eventsOf(world, 'latest');

    const alice = world.address('alice');
    expect(events).toEqual([
      {
        contract: 'reserve-manager',
        topics: ['deposit_registered', tx, 2],
        data: {
          amount: 4_321n,
          attestors: [world.address('custodian1'), world.address('custodian2')],
          block: { hash: new Uint8Array(blockHash(800_000)), height: 800_000 },
          confirmations: 12,
          total_btc: supply + 4_321n,
          user: alice,
        },
      },
      { contract: 'istsi-token', topics: ['mint', alice], data: 4_321n },
      {
        contract: 'istsi-token',
        topics: ['integrated_mint', alice, tx],
        data: { amount: 4_321n, compliance_proof: expect.any(Uint8Array) },
      },
      {
        contract: 'kyc-registry',
        topics: ['integration_event_registered', alice, OperationType.BitcoinDeposit],
        data: {
          amount: 4_321n,
          identity: 1n,
          metadata: { operation_id: id },
          risk_score: 0,
          tier: 3,
          timestamp: expect.any(BigInt),
        },
      },
      {
        contract: 'integration-router',
        topics: ['bitcoin_deposit', alice, bytesOf(id)],
        data: {
          btc_amount: 4_321n,
          istsi_minted: 4_321n,
          timestamp: expect.any(BigInt),
          tx_hash: tx,
          vout: 2,
        },
      },
      {
        contract: 'integration-router',
        topics: ['reserve_update'],
        data: {
          reserve_ratio: 10_000n,
          timestamp: expect.any(BigInt),
          total_btc: supply + 4_321n,
          total_istsi: supply + 4_321n,
        },
      },
    ]);
  });

  test('the metrics count what was done', async () => {
    const before = await world.read<Record<string, bigint>>('integration-router', 'get_metrics');
    await deposit(world, { user: 'alice', amount: 10_000n, tx: txid('counted') });
    const after = await world.read<Record<string, bigint>>('integration-router', 'get_metrics');
    expect(after).toMatchObject({
      total_operations: before.total_operations! + 1n,
      successful_operations: before.successful_operations! + 1n,
      failed_operations: 0n,
      current_reserve_ratio: 10_000n,
    });
  });

  test.each(['superAdmin', 'systemAdmin'] as const)('%s may submit it too', async (caller) => {
    if (caller === 'systemAdmin') {
      await decree(world, grantRole(world, 'systemAdmin', Role.SystemAdmin));
    }
    await deposit(world, { caller, amount: 10_000n, tx: txid(`by ${caller}`) });
  });

  test('a custodian who is also an operator signs once for both', async () => {
    const args = { caller: world.address('superAdmin'), account: world.address('custodian1'), role: 3 };
    await world.invoke('integration-router', 'grant_role', args, { by: 'superAdmin' });
    await deposit(world, { caller: 'custodian1', amount: 10_000n, tx: txid('both') });
  });

  test('all three custodians may attest', async () => {
    await deposit(world, { attestors: ['custodian3', 'custodian1', 'custodian2'], amount: 10_000n, tx: txid('three') });
  });
});
