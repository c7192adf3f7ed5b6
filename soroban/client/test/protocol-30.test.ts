import path from 'node:path';
import { type Sandbox, startSandbox } from '@istsi/soroban-sandbox';
import { compileContract } from '@istsi/soroban-sdk/compiler';
import { contract, Keypair } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  contractIdOf,
  createContract,
  createSubmitter,
  fundAccount,
  invocation,
  latestLedger,
  type Network,
  openNetwork,
  readContract,
  signEntry,
  uploadWasm,
} from '../src/index.ts';
import { type Protocol30Rpc, serveProtocol30 } from './protocol-30.ts';

let sandbox: Sandbox;
let rpc: Protocol30Rpc;
let network: Network;
const keypair = Keypair.random();

beforeAll(async () => {
  sandbox = await startSandbox();
  rpc = await serveProtocol30(sandbox.rpcUrl);
  network = openNetwork({ rpcUrl: rpc.rpcUrl, networkPassphrase: sandbox.networkPassphrase });
  await fundAccount(network, sandbox.friendbotUrl, keypair.publicKey());
});
afterAll(async () => {
  await rpc?.stop();
  await sandbox?.stop();
});

test('stellar-sdk does not know the headers of protocol 30', async () => {
  await expect(network.server.getLatestLedger()).rejects.toThrow();
  await expect(network.server.getLedgers({ startLedger: 1 })).rejects.toThrow();
});

test('number and close time of the newest ledger are read without its header', async () => {
  const { sequence, closeTime } = await openNetwork(sandbox).server.getLatestLedger();
  expect(await latestLedger(network)).toEqual({ sequence, closeTime: Number(closeTime) });
});

test('transactions are built, signed, sent and followed, and contracts read', async () => {
  const submitter = createSubmitter({ network, channels: [keypair] });
  const { wasm, hash } = await compileContract({ entry: path.join(import.meta.dirname, 'contracts/counter.ts') });
  const salt = new Uint8Array(32);
  for (const invoke of [uploadWasm(wasm), createContract(keypair.publicKey(), salt, hash, [])]) {
    expect(await submitter.submit({ invoke })).toMatchObject({ status: 'success' });
  }
  const counter = {
    contractId: contractIdOf(sandbox.networkPassphrase, keypair.publicKey(), salt),
    spec: contract.Spec.fromWasm(wasm),
  };
  const added = await submitter.submit({
    invoke: invocation(counter, 'add', { who: keypair.publicKey(), amount: 3 }),
    authorize: (entry, { validUntilLedger, networkPassphrase }) =>
      signEntry(entry, keypair, validUntilLedger, networkPassphrase),
  });
  expect(added).toMatchObject({ status: 'success' });
  expect(await readContract(network, counter, 'count')).toBe(3);
});
