import path from 'node:path';
import { type Sandbox, startSandbox } from '@istsi/soroban-sandbox';
import { compileContract } from '@istsi/soroban-sdk/compiler';
import { contract, Keypair, TransactionBuilder } from '@stellar/stellar-sdk';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  type ContractHandle,
  callRpc,
  contractIdOf,
  createContract,
  createSubmitter,
  findAccount,
  fundAccount,
  invocation,
  type Network,
  openNetwork,
  type PreparedTransaction,
  readContract,
  type SignedTransaction,
  type Submitter,
  signEntry,
  uploadWasm,
} from '../src/index.ts';
import { type Answer, type LyingRpc, startLyingRpc } from './lying-rpc.ts';

let sandbox: Sandbox;
let rpc: LyingRpc;
let network: Network;
let counter: ContractHandle;
const adder = Keypair.random();
const channel = Keypair.random();

beforeAll(async () => {
  const { wasm, hash } = await compileContract({ entry: path.join(import.meta.dirname, 'contracts/counter.ts') });
  sandbox = await startSandbox({ testControls: true, historyLedgers: 6 });
  rpc = await startLyingRpc(sandbox.rpcUrl);
  network = openNetwork({ rpcUrl: rpc.url, networkPassphrase: sandbox.networkPassphrase });
  for (const one of [adder, channel]) await fundAccount(network, sandbox.friendbotUrl, one.publicKey());
  const salt = new Uint8Array(32).fill(1);
  await submitter().submit({ invoke: uploadWasm(wasm) });
  await submitter().submit({ invoke: createContract(channel.publicKey(), salt, hash, []) });
  const contractId = contractIdOf(sandbox.networkPassphrase, channel.publicKey(), salt);
  counter = { contractId, spec: contract.Spec.fromWasm(wasm) };
});
afterAll(async () => {
  rpc?.stop();
  await sandbox?.stop();
});
afterEach(() => {
  rpc.lie = undefined;
});

const submitter = (): Submitter => createSubmitter({ network, channels: [channel], timeoutSeconds: 60 });
const count = async (): Promise<number> => await readContract<number>(network, counter, 'count');
const add = (amount = 1) => ({
  invoke: invocation(counter, 'add', { who: adder.publicKey(), amount }),
  authorize: (entry: Parameters<typeof signEntry>[0], terms: { validUntilLedger: number; networkPassphrase: string }) =>
    signEntry(entry, adder, terms.validUntilLedger, terms.networkPassphrase),
});

async function control(method: string, params: object): Promise<void> {
  const response = await fetch(sandbox.rpcUrl, {
    method: 'POST',
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    headers: { 'content-type': 'application/json' },
  });
  expect(await response.json()).not.toHaveProperty('error');
}

/** Ledgers pass until the RPC keeps none of those that there are now. */
async function prune(): Promise<void> {
  await control('sandbox_advanceTime', { seconds: 600 });
  for (let ledger = 0; ledger < 10; ledger++) await control('sandbox_advanceLedgers', { count: 1 });
}

async function succeeded(): Promise<SignedTransaction> {
  let stored: SignedTransaction | undefined;
  const { status } = await submitter().submit({
    ...add(),
    beforeSend: (signed) => {
      stored = signed;
      return Promise.resolve();
    },
  });
  expect(status).toBe('success');
  return stored!;
}

async function prepared(): Promise<SignedTransaction> {
  const { invoke } = add();
  const made = await submitter().prepare({ invoke, source: adder.publicKey(), validForSeconds: 300 });
  const { hash, envelope, validUntil } = made as PreparedTransaction;
  const transaction = TransactionBuilder.fromXdr(envelope, network.networkPassphrase);
  transaction.sign(adder);
  return { hash, envelope: transaction.toXdr(), validUntil };
}

describe('that it did not happen is not said', () => {
  test.each<['lookUp' | 'settle' | 'relay']>([['lookUp'], ['settle'], ['relay']])(
    'by %s of what happened in a ledger that the RPC keeps no longer',
    async (ask) => {
      const signed = await succeeded();
      await prune();
      expect((await callRpc(network, 'getTransaction', (s) => s.getTransaction(signed.hash))).status).toBe('NOT_FOUND');
      expect(await submitter()[ask](signed)).toMatchObject({ status: 'unknown', why: 'sequence-taken' });
    },
  );

  test('because a node refuses what another one has taken', async () => {
    let sends = 0;
    rpc.lie = async (method, _params, forward) => {
      if (method !== 'sendTransaction' || sends++ === 0) return await forward();
      return {
        result: { status: 'ERROR', hash: 'ab', errorResultXdr: '', latestLedger: 1, latestLedgerCloseTime: '1' },
      };
    };
    const before = await count();
    const signed = await prepared();
    const first = await submitter().relay(signed);
    const second = await submitter().relay({ ...signed });
    expect([first.status, second.status]).toEqual(['success', 'success']);
    expect(await count()).toBe(before + 1);
  });

  test('because the answer to the first sending was lost and the second is refused', async () => {
    let sends = 0;
    rpc.lie = async (method, _params, forward) => {
      if (method !== 'sendTransaction') return await forward();
      sends += 1;
      if (sends > 1) return { result: { status: 'ERROR', hash: 'ab' } };
      await forward();
      return undefined;
    };
    const before = await count();
    expect((await submitter().submit(add())).status).toBe('success');
    expect(await count()).toBe(before + 1);
  });

  test('because a node of the RPC is behind: it is refused for now, and may still happen', async () => {
    rpc.lie = async (method, _params, forward) =>
      method === 'sendTransaction' ? { result: { status: 'ERROR', hash: 'ab' } } : await forward();
    const signed = await prepared();
    expect(await submitter().relay(signed)).toMatchObject({ status: 'pending', reason: 'ERROR' });
    rpc.lie = undefined;
    expect((await submitter().relay(signed)).status).toBe('success');
  });
});

test('that it did not happen is said when its number is unused after its time, whatever the RPC keeps', async () => {
  const signed = await prepared();
  await prune();
  expect(await submitter().lookUp(signed)).toMatchObject({ status: 'dead', why: 'expired' });
});

/** What each method may never be taken to have answered. */
const nonsense: [string, Answer | string][] = [
  ['an empty result', { result: {} }],
  ['a result of null', { result: null }],
  ['neither result nor error', {}],
  ['a list', { result: [] }],
  ['an error without words', { error: { code: 1 } as never }],
  ['a page of HTML', '<html>502 Bad Gateway</html>'],
  ['half an answer', '{"jsonrpc":"2.0","id":1,"resu'],
  ['nothing at all', ''],
];

const failure = { code: 'soroban/rpc-bad-answer' };
const lieAbout = (method: string, answer: Answer | string): void => {
  rpc.lie = async (asked, _params, forward) => (asked === method ? answer : await forward());
};

test.each(nonsense)('%s is no account that does not exist', async (_, answer) => {
  lieAbout('getLedgerEntries', answer);
  await expect(findAccount(network, adder.publicKey())).rejects.toMatchObject(failure);
});

describe('an empty result', () => {
  const empty = { result: {} };

  test('to simulateTransaction is no value', async () => {
    lieAbout('simulateTransaction', empty);
    await expect(count()).rejects.toMatchObject(failure);
    await expect(submitter().submit(add())).rejects.toMatchObject(failure);
  });

  test('to getTransaction or sendTransaction leaves the fate open', async () => {
    const signed = await prepared();
    lieAbout('getTransaction', empty);
    await expect(submitter().lookUp(signed)).rejects.toMatchObject(failure);
    lieAbout('sendTransaction', empty);
    expect(await submitter().relay(signed)).toMatchObject({ status: 'pending' });
    rpc.lie = undefined;
    expect((await submitter().relay(signed)).status).toBe('success');
  });

  test.each([['getLatestLedger'], ['getEvents'], ['getHealth'], ['getNetwork']] as const)(
    'to %s is a failure of the RPC',
    async (method) => {
      lieAbout(method, empty);
      const params = { startLedger: 1, filters: [] };
      const asked = callRpc<unknown>(network, method, (s) =>
        method === 'getEvents' ? s.getEvents(params) : s[method](),
      );
      await expect(asked).rejects.toMatchObject(failure);
    },
  );
});

test('an answer about another transaction, or another entry, is none', async () => {
  const signed = await succeeded();
  rpc.lie = async (_method, _params, forward) => {
    const { result } = (await forward()) as { result: Record<string, unknown> };
    const entries = (result.entries as { key: string }[] | undefined)?.map((one) => ({ ...one, key: 'AAAA' }));
    return {
      result: {
        ...result,
        ...(result.txHash !== undefined && { txHash: 'ab'.repeat(32) }),
        ...(entries && { entries }),
      },
    };
  };
  await expect(submitter().lookUp(signed)).rejects.toMatchObject({ code: 'soroban/rpc-bad-answer' });
  await expect(findAccount(network, adder.publicKey())).rejects.toMatchObject({ code: 'soroban/rpc-bad-answer' });
});

test('an error of null beside a result is no error, and a busy server is asked again', async () => {
  let busy = 2;
  rpc.lie = async (_method, _params, forward) =>
    busy-- > 0 ? { error: { code: -32_005, message: 'busy' } } : { ...(await forward()), error: null };
  expect(await findAccount(network, adder.publicKey())).toBeDefined();
});
