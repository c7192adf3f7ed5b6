import { createHash } from 'node:crypto';
import { loadContract } from '@istsi/contracts';
import {
  contractIdOf,
  createContract,
  createSubmitter,
  fundAccount,
  openNetwork,
  uploadWasm,
} from '@istsi/soroban-client';
import { type Sandbox, startSandbox } from '@istsi/soroban-sandbox';
import { contract, Keypair } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { plannedManifest } from '../src/deployment/deploy-system.ts';
import { type DeployAction, type DeployOptions, deploySystem, extendSystem, restoreSystem } from '../src/index.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ testControls: true });
});
afterAll(async () => await sandbox?.stop());

function settings(actions: DeployAction[], change: Partial<DeployOptions> = {}): DeployOptions {
  const { rpcUrl, networkPassphrase, friendbotUrl } = sandbox;
  return {
    ...{ rpcUrl, networkPassphrase, friendbotUrl },
    deployer: Keypair.random(),
    superAdmin: Keypair.random().publicKey(),
    operators: [Keypair.random().publicKey()],
    complianceOfficers: [Keypair.random().publicKey()],
    custodians: [Keypair.random().publicKey(), Keypair.random().publicKey(), Keypair.random().publicKey()],
    threshold: 2,
    onAction: (action) => actions.push(action),
    ...change,
  };
}

const saltOf = (name: string): Buffer => createHash('sha256').update(`istsi/main/${name}`).digest();

async function control(method: string, params: object): Promise<void> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
  await fetch(sandbox.rpcUrl, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
}

test('a second run finds everything there and changes nothing', async () => {
  const [first, second]: DeployAction[][] = [[], []];
  const options = settings(first!);
  const manifest = await deploySystem(options);
  expect(first!.filter((action) => action.do === 'create')).toHaveLength(4);
  const again = await deploySystem({ ...options, onAction: (action) => second!.push(action) });
  expect(again).toEqual(manifest);
  expect(second).toEqual([]);
});

test('two systems share the code on a network and nothing else', async () => {
  const actions: DeployAction[] = [];
  const options = settings(actions);
  const one = await deploySystem(options);
  const created = actions.length;
  const other = await deploySystem({ ...options, label: 'second' });
  expect(actions.slice(created).map((action) => action.do)).toEqual(['create', 'create', 'create', 'create']);
  expect(other.contracts['istsi-token'].id).not.toBe(one.contracts['istsi-token'].id);
});

test('a system that is looked after in time is never archived', async () => {
  const options = settings([]);
  const manifest = await deploySystem({ ...options, label: 'kept' });
  const ids = Object.values(manifest.contracts).map(({ id }) => id);
  const payer = Keypair.random();
  await fundAccount(openNetwork(sandbox), sandbox.friendbotUrl, payer.publicKey());
  const keeping = { rpcUrl: sandbox.rpcUrl, manifest, payer };
  expect(await extendSystem(keeping)).toEqual([]);
  for (let month = 0; month < 3; month++) await control('sandbox_advanceLedgers', { count: 30 * 17_280 });
  expect(await extendSystem(keeping)).toEqual(ids);
  expect(await extendSystem(keeping)).toEqual([]);
  await control('sandbox_advanceLedgers', { count: 100 * 17_280 });
  expect(await restoreSystem(keeping)).toEqual([]);
});

test('a system that slept for half a year is woken by anyone, contract by contract, once', async () => {
  const options = settings([]);
  const manifest = await deploySystem(options);
  const ids = Object.values(manifest.contracts).map(({ id }) => id);
  const payer = Keypair.random();
  await fundAccount(openNetwork(sandbox), sandbox.friendbotUrl, payer.publicKey());
  const waking = { rpcUrl: sandbox.rpcUrl, manifest, payer };
  expect(await restoreSystem(waking)).toEqual([]);
  await control('sandbox_advanceLedgers', { count: 3_200_000 });
  expect(await restoreSystem(waking)).toEqual(ids);
  expect(await restoreSystem(waking)).toEqual([]);
  // It is the system that it was, settings and all.
  expect(await deploySystem(options)).toEqual(manifest);
  const unknown = plannedManifest({ ...options, label: 'never deployed' });
  await expect(restoreSystem({ ...waking, manifest: unknown })).rejects.toMatchObject({ code: 'soroban/not-restored' });
});

test('an interrupted run is continued', async () => {
  const actions: DeployAction[] = [];
  const interrupted = settings(actions, {
    onAction: (action) => {
      actions.push(action);
      if (action.do === 'create' && action.contract === 'kyc-registry') throw new Error('killed');
    },
  });
  await expect(deploySystem(interrupted)).rejects.toThrow('killed');
  await deploySystem({ ...interrupted, onAction: (action) => actions.push(action) });
  const created = actions.flatMap((action) => (action.do === 'create' ? [action.contract] : []));
  expect(created).toEqual(['integration-router', 'kyc-registry', 'istsi-token', 'reserve-manager']);
});

test('other code at a planned id is told, with what to do, and nothing is changed', async () => {
  const deployer = Keypair.random();
  const network = openNetwork(sandbox);
  await fundAccount(network, sandbox.friendbotUrl, deployer.publicKey());
  const submitter = createSubmitter({ network, channels: [deployer] });
  const other = loadContract('kyc-registry');
  await submitter.submit({ invoke: uploadWasm(other.wasm) });
  const args = contract.Spec.fromWasm(other.wasm).funcArgsToScVals('__constructor', {
    router: deployer.publicKey(),
    callers: [],
  });
  await submitter.submit({ invoke: createContract(deployer.publicKey(), saltOf('istsi-token'), other.hash, args) });

  const actions: DeployAction[] = [];
  await expect(deploySystem(settings(actions, { deployer }))).rejects.toMatchObject({
    code: 'deployment/other-code',
    context: {
      contract: 'istsi-token',
      id: contractIdOf(sandbox.networkPassphrase, deployer.publicKey(), saltOf('istsi-token')),
      onChain: other.hash,
    },
    message: expect.stringContaining('another label') as string,
  });
  expect(actions.filter((action) => action.do !== 'fund')).toEqual([]);
});

test.each<[string, (options: DeployOptions) => Partial<DeployOptions>]>([
  ['custodians', () => ({ custodians: [1, 2, 3].map(() => Keypair.random().publicKey()) })],
  ['attestation threshold', () => ({ threshold: 3 })],
  ['Bitcoin network', () => ({ bitcoinNetwork: 'signet' })],
  ['reserve script', () => ({ reserveScript: Uint8Array.of(0, 20, ...new Array<number>(20).fill(7)) })],
  ['operator role', ({ operators }) => ({ operators: [...operators, Keypair.random().publicKey()] })],
])('a system with another %s than asked for is told', async (setting, change) => {
  const options = settings([]);
  await deploySystem(options);
  await expect(deploySystem({ ...options, ...change(options) })).rejects.toMatchObject({
    code: 'deployment/other-setting',
    message: expect.stringContaining(setting) as string,
  });
});

test('a system that still has the reserve script of an earlier epoch is taken as it is', async () => {
  const script = (byte: number): Uint8Array => Uint8Array.of(0, 20, ...new Array<number>(20).fill(byte));
  const options = settings([], { reserveScript: script(1) });
  const manifest = await deploySystem(options);
  const rotated = { ...options, reserveScript: script(2), formerReserveScripts: [script(1)] };
  expect(await deploySystem(rotated)).toEqual(manifest);
});

test('another network is refused before anything is signed', async () => {
  const actions: DeployAction[] = [];
  const options = settings(actions, { networkPassphrase: 'Test SDF Network ; September 2015' });
  await expect(deploySystem(options)).rejects.toMatchObject({ code: 'soroban/wrong-network' });
  expect(actions).toEqual([]);
});

test('an answer of the network that is lost does not stop it', async () => {
  await control('sandbox_fault', { method: 'sendTransaction', action: 'drop', count: 2 });
  const manifest = await deploySystem(settings([]));
  expect(manifest.contracts['integration-router'].id).toMatch(/^C/);
});
