import path from 'node:path';
import { type Sandbox, startSandbox } from '@istsi/soroban-sandbox';
import { compileContract } from '@istsi/soroban-sdk/compiler';
import { contract, Keypair, TransactionBuilder, type xdr } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  type ContractHandle,
  callRpc,
  checkNetwork,
  contractIdOf,
  createContract,
  createSubmitter,
  errorNames,
  findAccount,
  fundAccount,
  invocation,
  isNonceUsed,
  type Network,
  openNetwork,
  type PreparedTransaction,
  readContract,
  type SignedTransaction,
  type SubmitRequest,
  type Submitter,
  type SubmitterOptions,
  signEntry,
  signEntryOnce,
  uploadWasm,
} from '../src/index.ts';

let sandbox: Sandbox;
let network: Network;
let counter: ContractHandle;
let wasm: Uint8Array;
let wasmHash: string;
const adder = Keypair.random();
const channels = [Keypair.random(), Keypair.random(), Keypair.random()];
let salt = 0;

beforeAll(async () => {
  const entry = path.join(import.meta.dirname, 'contracts/counter.ts');
  ({ wasm, hash: wasmHash } = await compileContract({ entry }));
  sandbox = await startSandbox({ testControls: true });
  network = openNetwork(sandbox);
  for (const keypair of [adder, ...channels]) await fundAccount(network, sandbox.friendbotUrl, keypair.publicKey());
  await submitter().submit({ invoke: uploadWasm(wasm) });
});
afterAll(async () => await sandbox?.stop());

beforeEach(async () => {
  const bytes = new Uint8Array(32).fill(++salt);
  const deployer = channels[0]!.publicKey();
  const created = await submitter([channels[0]!]).submit({ invoke: createContract(deployer, bytes, wasmHash, []) });
  expect(created.status).toBe('success');
  const spec = contract.Spec.fromWasm(wasm);
  counter = { contractId: contractIdOf(sandbox.networkPassphrase, deployer, bytes), spec };
});

function submitter(over = channels, options: Partial<SubmitterOptions> = {}): Submitter {
  const names = errorNames([contract.Spec.fromWasm(wasm)]);
  return createSubmitter({ network, channels: over, errorNames: names, ...options });
}

const authorize: NonNullable<SubmitRequest['authorize']> = (entry, { validUntilLedger, networkPassphrase }) =>
  signEntry(entry, adder, validUntilLedger, networkPassphrase);

const add = (amount: number): xdr.HostFunction => invocation(counter, 'add', { who: adder.publicKey(), amount });
const count = async (): Promise<number> => await readContract<number>(network, counter, 'count');

async function control(method: string, params: object): Promise<void> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
  const response = await fetch(sandbox.rpcUrl, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json' },
  });
  expect(await response.json()).not.toHaveProperty('error');
}

/** What a process has stored that is killed right after it stored it. */
async function storeAndDie(over = channels, options: Partial<SubmitterOptions> = {}): Promise<SignedTransaction> {
  let stored: SignedTransaction | undefined;
  const dying = submitter(over, options).submit({
    invoke: add(1),
    authorize,
    beforeSend: (signed) => {
      stored = signed;
      return Promise.reject(new Error('killed'));
    },
  });
  await expect(dying).rejects.toThrow('killed');
  return stored!;
}

describe('submit', () => {
  test('has the transaction stored before the network knows it, and returns what the contract returned', async () => {
    let knownWhenStored: string | undefined;
    const outcome = await submitter().submit({
      invoke: add(5),
      authorize,
      beforeSend: async ({ hash }) => {
        knownWhenStored = (await callRpc(network, 'getTransaction', (s) => s.getTransaction(hash))).status;
      },
    });
    expect(knownWhenStored).toBe('NOT_FOUND');
    expect(outcome).toMatchObject({ status: 'success', returnValue: { type: 'scvU32', value: 5 } });
    expect(await count()).toBe(5);
  });

  test('answers with the contract’s error by number and name, and sends nothing', async () => {
    let stored = false;
    const outcome = await submitter().submit({
      invoke: add(101),
      authorize,
      beforeSend: () => {
        stored = true;
        return Promise.resolve();
      },
    });
    expect(outcome).toMatchObject({
      status: 'refused',
      failure: { contractError: { code: 7, name: 'TooMuch' } },
    });
    expect(stored).toBe(false);
  });

  test('keeps as many in flight as there are channels, and loses none', async () => {
    const one = submitter();
    const outcomes = await Promise.all(Array.from({ length: 12 }, () => one.submit({ invoke: add(1), authorize })));
    expect(outcomes.map(({ status }) => status)).toEqual(Array.from({ length: 12 }, () => 'success'));
    expect(await count()).toBe(12);
  });

  test('finds its way when others use the same channel', async () => {
    const shared = [channels[0]!];
    const submitters = [submitter(shared), submitter(shared), submitter(shared)];
    const outcomes = await Promise.all(submitters.map((each) => each.submit({ invoke: add(1), authorize })));
    const included = outcomes.filter(({ status }) => status === 'success').length;
    expect(included).toBe(3);
    expect(await count()).toBe(3);
  });

  test('is not misled by an answer that was lost', async () => {
    await control('sandbox_fault', { method: 'sendTransaction', action: 'drop', count: 1 });
    const outcome = await submitter().submit({ invoke: add(1), authorize });
    expect(outcome.status).toBe('success');
    expect(await count()).toBe(1);
  });

  test('says who has to sign when nobody can', async () => {
    await expect(submitter().submit({ invoke: add(1) })).rejects.toThrow(adder.publicKey());
  });

  test('with a signature of somebody else is refused', async () => {
    const mallory = Keypair.random();
    const outcome = submitter().submit({
      invoke: add(1),
      authorize: (entry, { validUntilLedger, networkPassphrase }) =>
        signEntry(entry, mallory, validUntilLedger, networkPassphrase),
    });
    expect(await outcome).toMatchObject({ status: 'refused' });
    expect(await count()).toBe(0);
  });
});

describe('after a crash', () => {
  test('a transaction that was stored and never sent is sent, once', async () => {
    const stored = await storeAndDie();
    expect((await submitter().lookUp(stored)).status).toBe('pending');
    expect((await submitter().settle(stored)).status).toBe('success');
    expect((await submitter().settle(stored)).status).toBe('success');
    expect(await count()).toBe(1);
  });

  test('one whose sequence number was taken is dead, and another may take its place', async () => {
    const stored = await storeAndDie([channels[1]!]);
    await submitter([channels[1]!]).submit({ invoke: add(10), authorize });
    expect(await submitter().settle(stored)).toMatchObject({ status: 'dead', why: 'sequence-taken' });
    expect(await count()).toBe(10);
  });

  test('one whose time is over is dead', async () => {
    const stored = await storeAndDie([channels[2]!], { timeoutSeconds: 20 });
    await control('sandbox_advanceTime', { seconds: 60 });
    expect(await submitter().settle(stored)).toMatchObject({ status: 'dead', why: 'expired' });
    expect(await count()).toBe(0);
  });
});

describe('a network', () => {
  test('that is another one is refused before anything is signed', async () => {
    const other = openNetwork({ rpcUrl: sandbox.rpcUrl, networkPassphrase: 'Test SDF Network ; September 2015' });
    await expect(checkNetwork(other)).rejects.toMatchObject({ code: 'soroban/wrong-network' });
  });

  test('that is not there is told with its URL', async () => {
    const gone = openNetwork({ rpcUrl: 'http://127.0.0.1:9', networkPassphrase: sandbox.networkPassphrase });
    await expect(checkNetwork(gone)).rejects.toMatchObject({ code: 'soroban/rpc-unreachable' });
  });
});

describe('a transaction that is signed elsewhere', () => {
  const prepare = async (): Promise<PreparedTransaction> => {
    const prepared = await submitter().prepare({ invoke: add(1), source: adder.publicKey(), validForSeconds: 300 });
    if (prepared.status !== 'prepared') throw new Error(JSON.stringify(prepared));
    return prepared;
  };
  const signed = ({ hash, envelope, validUntil }: PreparedTransaction): SignedTransaction => {
    const transaction = TransactionBuilder.fromXdr(envelope, network.networkPassphrase);
    transaction.sign(adder);
    return { hash, envelope: transaction.toXdr(), validUntil };
  };

  test('happens once, however often it is relayed, and its account pays', async () => {
    const before = (await findAccount(network, adder.publicKey()))!.balance;
    const prepared = await prepare();
    const outcomes = await Promise.all([1, 2, 3].map(async () => await submitter().relay(signed(prepared))));
    expect(outcomes.map(({ status }) => status)).toEqual(['success', 'success', 'success']);
    expect(await count()).toBe(1);
    const paid = before - (await findAccount(network, adder.publicKey()))!.balance;
    expect(paid).toBeGreaterThan(0n);
    expect(paid).toBeLessThanOrEqual(prepared.fee);
  });

  test('is refused without the signature, and harmless to the one that has it', async () => {
    const prepared = await prepare();
    const refused = await submitter().relay(prepared);
    expect(refused).toMatchObject({ status: 'pending', reason: 'txBadAuth' });
    expect((await submitter().relay(signed(prepared))).status).toBe('success');
  });

  test('makes way for another of the same account that came first', async () => {
    const later = signed(await prepare());
    const request = { invoke: add(2), source: adder.publicKey(), validForSeconds: 300 };
    const first = (await submitter().prepare(request)) as PreparedTransaction;
    expect((await submitter().relay(signed(first))).status).toBe('success');
    expect(await submitter().relay(later)).toMatchObject({ status: 'dead', why: 'sequence-taken' });
  });
});

test('of all that an account signs with one nonce of its own, one has an effect, whatever the others call', async () => {
  const once = { nonce: -7_000_000_007n, validUntilLedger: 0 };
  const sign: SubmitRequest['authorize'] = async (entry, { validUntilLedger, networkPassphrase }) => {
    once.validUntilLedger ||= validUntilLedger + 1_000;
    return await signEntryOnce(entry, adder, once, networkPassphrase);
  };
  const [address, before] = [adder.publicKey(), await count()];
  expect(await isNonceUsed(network, address, once.nonce)).toBe(false);
  expect(await submitter().submit({ invoke: add(3), authorize: sign })).toMatchObject({ status: 'success' });
  expect(await isNonceUsed(network, address, once.nonce)).toBe(true);
  expect(await submitter().submit({ invoke: add(4), authorize: sign })).toMatchObject({
    ...{ status: 'refused', failure: { text: 'Error(Auth, ExistingValue)' } },
  });
  expect(await count()).toBe(before + 3);
});
