import path from 'node:path';
import { type Sandbox, startSandbox } from '@istsi/soroban-sandbox';
import { compileContract } from '@istsi/soroban-sdk/compiler';
import { Account, contract, Keypair, Operation, rpc, TransactionBuilder, type xdr } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type ContractHandle,
  contractIdOf,
  createContract,
  createSubmitter,
  findAccount,
  fundAccount,
  invocation,
  type Network,
  openNetwork,
  type Submitter,
  uploadWasm,
} from '../src/index.ts';

let sandbox: Sandbox;
let network: Network;
let submitter: Submitter;
let rehearsal: xdr.HostFunction;
const payer = Keypair.random();

beforeAll(async () => {
  const { wasm, hash } = await compileContract({ entry: path.join(import.meta.dirname, 'contracts/rehearsal.ts') });
  sandbox = await startSandbox({ testControls: true });
  network = openNetwork(sandbox);
  await fundAccount(network, sandbox.friendbotUrl, payer.publicKey());
  submitter = createSubmitter({ network, channels: [payer], errorNames: new Map() });
  await succeed(uploadWasm(wasm));
  const [one, other] = [1, 2].map((n): ContractHandle & { salt: Uint8Array } => {
    const salt = new Uint8Array(32).fill(n);
    const contractId = contractIdOf(sandbox.networkPassphrase, payer.publicKey(), salt);
    return { contractId, spec: contract.Spec.fromWasm(wasm), salt };
  }) as [ContractHandle & { salt: Uint8Array }, ContractHandle & { salt: Uint8Array }];
  for (const { salt } of [one, other]) await succeed(createContract(payer.publicKey(), salt, hash, []));
  await succeed(invocation(other, 'put', { value: 1 }));
  rehearsal = invocation(one, 'rehearse', { other: other.contractId, value: 2 });
});
afterAll(async () => await sandbox?.stop());

async function succeed(invoke: xdr.HostFunction): Promise<void> {
  expect((await submitter.submit({ invoke })).status).toBe('success');
}

/** As one does who takes simulation's word for it. */
async function sendAsSimulated(): Promise<string> {
  const { sequence } = (await findAccount(network, payer.publicKey()))!;
  const draft = new TransactionBuilder(new Account(payer.publicKey(), String(sequence)), {
    fee: '100',
    networkPassphrase: sandbox.networkPassphrase,
  })
    .addOperation(Operation.invokeHostFunction({ func: rehearsal, auth: [] }))
    .setTimeout(60)
    .build();
  const server = new rpc.Server(sandbox.rpcUrl, { allowHttp: true });
  const transaction = await server.prepareTransaction(draft);
  transaction.sign(payer);
  const { hash } = await server.sendTransaction(transaction);
  return (await server.pollTransaction(hash, { attempts: 50, sleepStrategy: () => 100 })).status;
}

test('what a caught failure wrote is declared, though simulation forgets it', async () => {
  expect(await sendAsSimulated()).toBe('FAILED');
  await succeed(rehearsal);
});

test('and restored first, where it is archived', async () => {
  const body = JSON.stringify({
    jsonrpc: '2.0',
    id: 1,
    method: 'sandbox_advanceLedgers',
    params: { count: 3_200_000 },
  });
  await fetch(sandbox.rpcUrl, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
  expect(await sendAsSimulated()).toBe('FAILED');
  await succeed(rehearsal);
});
