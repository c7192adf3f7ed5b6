import { Address, xdr } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { balance, deposit, depositArgs, register, totalSupply, txid } from '../../contracts/test/actions.ts';
import { type BatchCall, batchCall, executeBatch } from '../../contracts/test/batches.ts';
import { decree, registerOthers } from '../../contracts/test/governance.ts';
import { startWorld, type World } from '../../contracts/test/world.ts';

// What the router calls has the router's authority. An operator, or anybody, tries to borrow it through a batch.
let world: World;
beforeAll(async () => {
  world = await startWorld();
  await registerOthers(world);
  await register(world, 'alice', 4);
  await register(world, 'bob', 4);
  await deposit(world, { amount: 100_000n, tx: txid('deputy') });
  await allow('transfer');
  await allow('transfer_from');
});
afterAll(() => world.stop());

const token = (): string => world.contracts['istsi-token'].contractId;
const router = (): string => world.contracts['integration-router'].contractId;
const allow = (name: string, target = token()): Promise<void> =>
  decree(world, { tag: 'SetBatchCall', values: [target, name, true] });
const run = (label: string, ...calls: BatchCall[]): Promise<unknown> =>
  executeBatch(world, { label, calls, by: 'operator' });

const zero = Buffer.alloc(32);
const privileged: [string, (w: World) => BatchCall][] = [
  [
    'a mint',
    (w) =>
      batchCall(
        w,
        'istsi-token',
        'integrated_mint',
        { to: w.address('bob'), amount: 1n, btc_tx_hash: zero, compliance_proof: zero },
        'void',
      ),
  ],
  ['the end of a pause', (w) => batchCall(w, 'istsi-token', 'set_paused', { paused: false }, 'void')],
  ['a migration', (w) => batchCall(w, 'istsi-token', 'migrate', {}, 'void')],
  ['the end of a sweep', (w) => batchCall(w, 'reserve-manager', 'abandon_sweep', { txid: zero }, 'void')],
  ['an upgrade', (w) => batchCall(w, 'kyc-registry', 'upgrade', { new_wasm_hash: zero }, 'void')],
  [
    'new custodians',
    (w) => batchCall(w, 'reserve-manager', 'set_custodians', { custodians: [w.address('bob')], threshold: 1 }, 'void'),
  ],
  [
    'a minter',
    (w) => batchCall(w, 'fungible-token', 'set_minter', { minter: w.address('operator'), quota: 10n }, 'void'),
  ],
];

test.each(privileged)('%s is not lent', async (name, call) => {
  const supply = await totalSupply(world);
  await expect(run(name, call(world))).rejects.toMatchObject({ code: 2 });
  expect(await totalSupply(world)).toBe(supply);
});

test.each(privileged)('%s cannot even be allowed by governance', async (_, call) => {
  const { target_contract, function_name } = call(world);
  await expect(allow(function_name, target_contract)).rejects.toMatchObject({ code: 2 });
});

test('nor can anything of the router itself be, and only its operations run in a batch', async () => {
  await expect(allow('execute', router())).rejects.toMatchObject({ code: 41 });
  const grant = { caller: world.address('operator'), account: world.address('mallory'), role: 3 };
  const call = batchCall(world, 'integration-router', 'grant_role', grant, 'void');
  await expect(run('grant', call)).rejects.toMatchObject({ code: 2 });
});

test("the router's own tokens are not moved: a call that names the router is refused, wherever it does", async () => {
  const transfer = { from: router(), to: world.address('bob'), amount: 1n };
  await expect(run('own', batchCall(world, 'istsi-token', 'transfer', transfer, 'void'))).rejects.toMatchObject({
    code: 2,
  });
  const spend = { spender: router(), from: world.address('alice'), to: world.address('bob'), amount: 1n };
  await expect(run('spend', batchCall(world, 'istsi-token', 'transfer_from', spend, 'void'))).rejects.toMatchObject({
    code: 2,
  });
  const nested = xdr.ScVal.scvVec([xdr.ScVal.scvVec([new Address(router()).toScVal()])]);
  const deep: BatchCall = {
    target_contract: token(),
    function_name: 'transfer',
    parameters: [nested],
    expected_return_type: 'void',
  };
  await expect(run('nested', deep)).rejects.toMatchObject({ code: 2 });
});

test("an operator moves nobody's tokens without their signature", async () => {
  const transfer = { from: world.address('alice'), to: world.address('bob'), amount: 1n };
  const calls = [batchCall(world, 'istsi-token', 'transfer', transfer, 'void')];
  const before = await balance(world, 'alice');
  await expect(executeBatch(world, { label: 'theft', calls, alone: true })).rejects.toMatchObject({ kind: 'auth' });
  expect(await balance(world, 'alice')).toBe(before);
});

test('a stranger deposits nothing in a batch, and an operator nothing without the custodians', async () => {
  const args = depositArgs(world, { tx: txid('stranger') });
  const foreign = { ...args, caller: world.address('mallory') };
  const call = (from: typeof args): BatchCall =>
    batchCall(world, 'integration-router', 'execute_bitcoin_deposit', from, 'bytes');
  await expect(
    executeBatch(world, {
      label: 'stranger',
      calls: [call(foreign)],
      by: 'mallory',
      signers: ['custodian1', 'custodian2'],
    }),
  ).rejects.toMatchObject({ code: 1 });
  await expect(executeBatch(world, { label: 'unattested', calls: [call(args)], alone: true })).rejects.toMatchObject({
    kind: 'auth',
  });
});
