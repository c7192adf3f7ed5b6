import { contract } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadContract } from '../src/index.ts';
import { releasedWasm } from '../src/releases.ts';
import { balance, deposit, Role, register, txid } from './actions.ts';
import { batchOf, undo } from './batch-ends.ts';
import { deployCanary } from './canary.ts';
import { decree, grantRole, setCustodians, upgradeContract } from './governance.ts';
import { dataKey, isStored } from './ledger-entries.ts';
import { hold, object, watchOf } from './payout-watch.ts';
import { prepare } from './prepared.ts';
import { approveReturn, proposeReturn, registerReturnable } from './returns.ts';
import {
  type Coin,
  completePayment,
  fund,
  type Owed,
  paymentOf,
  payTo,
  processPayment,
  rollback,
  UtxoState,
  utxo,
  withdraw,
} from './withdrawals.ts';
import { constructorArgs, openWorld, type World } from './world.ts';

/*
 * The second release keeps who the custodians are in the instance, which every operation writes, and objections, proposals and
 * batches in entries that grow. What was decided, objected to and authorized then holds in the moment in which the code is
 * replaced, and after the migration.
 */
const RELEASE = 2;
let world: World;
let objected: Owed;
let held: Owed;
let coins: Coin[];
let paid: Owed;
let versions: Buffer[];

/** One more version: then it could bring outputs of its own. */
const pay = (inputs: Coin[], fee: bigint): Promise<Buffer> =>
  processPayment(world, [paid.id], paymentOf([paid], inputs, 100_000n * BigInt(inputs.length), fee));

const epoch = (number: number): Promise<{ custodians: string[] }> =>
  world.read('reserve-manager', 'get_epoch', { epoch: number });

const config = (): Promise<{ custodians: string[]; epoch: number }> => world.read('reserve-manager', 'get_config');
const custodians = (): string[] =>
  (['custodian1', 'custodian2', 'custodian3', 'custodian4'] as const).map((name) => world.address(name));

beforeAll(async () => {
  world = await openWorld(
    {},
    {
      wasmOf: (name) => {
        const wasm = releasedWasm(RELEASE, name);
        if (!wasm) throw new Error(`release ${RELEASE} has no ${name}`);
        return wasm;
      },
      argsOf: (id, address) => constructorArgs({}, id, address),
    },
  );
  for (const guardian of ['guardian', 'bob'] as const) await decree(world, grantRole(world, guardian, Role.Guardian));
  await register(world, 'alice', 4);
  await deposit(world, { amount: 1_000_000n, tx: txid('before') });
  objected = await withdraw(world, 'objected', { amount: 100_000n });
  held = await withdraw(world, 'held', { amount: 50_000n });
  await object(world, objected.id, 'guardian');
  await hold(world, held.id);
  coins = [await fund(world, 'one', 100_000n), await fund(world, 'two', 100_000n)];
  paid = await withdraw(world, 'paid', { amount: 60_000n, maxFee: 5_000n });
  versions = [await pay(coins.slice(0, 1), 100n), await pay(coins, 200n)];
  await registerReturnable(world, { owner: null });
  await proposeReturn(world, 'officer', { address: payTo('nobody').address });
  const { contractId } = world.contracts['reserve-manager'];
  const { wasm, hash } = loadContract('reserve-manager');
  const canary = await deployCanary(world, 'reserve-manager', wasm);
  await decree(world, upgradeContract(contractId, hash, canary));
  world.contracts['reserve-manager'] = { contractId, spec: contract.Spec.fromWasm(Buffer.from(wasm)) };
});
afterAll(() => world.stop());

test('between upgrade and migration custodians can be named, and everything reads as before', async () => {
  expect((await config()).custodians).toEqual(custodians().slice(0, 3));
  expect((await watchOf(world, objected.id)).objections).toEqual([world.address('guardian')]);
  await decree(world, setCustodians(world, ['custodian1', 'custodian2', 'custodian3', 'custodian4'], 2));
  expect(await config()).toMatchObject({ custodians: custodians(), epoch: 2 });
  expect([await epoch(1), await epoch(2)].map((each) => each.custodians.length)).toEqual([3, 4]);
});

test('the migration keeps what was named last, once', async () => {
  const { contractId } = world.contracts['reserve-manager'];
  await decree(world, { tag: 'Migrate', values: [contractId] });
  expect(await world.read('reserve-manager', 'version')).toBe(3);
  expect(await isStored(world, dataKey(world, 'reserve-manager', 'Setup'))).toBe(true);
  expect(await config()).toMatchObject({ custodians: custodians(), epoch: 2 });
  await expect(decree(world, { tag: 'Migrate', values: [contractId] })).rejects.toMatchObject({ code: 466 });
});

test('what was objected to before takes one more objection, and what was held is held', async () => {
  expect((await watchOf(world, held.id)).held).toBe(true);
  await object(world, objected.id, 'bob');
  expect((await watchOf(world, objected.id)).objections).toEqual([world.address('guardian'), world.address('bob')]);
  const before = await balance(world, 'alice');
  await rollback(world, objected.id);
  expect(await balance(world, 'alice')).toBe(before + 100_000n);
});

test('a batch goes on from all that it holds, and ends by no other loss than that of what all of it spends', async () => {
  expect(await batchOf(world, versions[0]!)).toMatchObject({ alike: false, latest_fee: 200n });
  for (const inputs of [coins.slice(0, 1), coins.toReversed()]) {
    await expect(pay(inputs, 300n)).rejects.toMatchObject({ code: 459 });
  }
  await expect(pay(coins, 200n)).rejects.toMatchObject({ code: 450 });
  await expect(pay(coins, 199n)).rejects.toMatchObject({ code: 460 });
  const last = await pay(coins, 300n);
  await expect(undo(world, last, coins.slice(1))).rejects.toMatchObject({ code: 480 });
  await completePayment(world, versions[0]!);
  expect((await utxo(world, coins[0]!)).state).toBe(UtxoState.Spent);
  expect((await utxo(world, coins[1]!)).state).toBe(UtxoState.Unspent);
});

test('what was proposed about a deposit that goes back is known, and approved', async () => {
  const outpoint = { tx_hash: Buffer.from(txid('refused')), vout: 0 };
  expect(await world.read('reserve-manager', 'get_return', outpoint)).toMatchObject({
    proposer: world.address('officer'),
    approved: false,
  });
  await world.advanceTime(8 * 86_400);
  await approveReturn(world, 'superAdmin', { address: payTo('nobody').address });
  expect(await world.read('reserve-manager', 'get_return', outpoint)).toMatchObject({ approved: true });
});

test('a withdrawal that was signed before more custodians are named goes through', async () => {
  const { address: btc_address } = payTo('drift');
  const args = { user: world.address('alice'), token_amount: 10_000n, btc_address, max_fee: 500n };
  const { send } = await prepare(world, 'alice', 'integration-router', 'execute_token_withdrawal', args);
  await decree(world, setCustodians(world, ['custodian1', 'custodian2', 'custodian5', 'custodian6'], 3));
  expect(await send()).toBe('SUCCESS');
});
