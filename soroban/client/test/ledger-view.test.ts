import path from 'node:path';
import { type Sandbox, startSandbox } from '@istsi/soroban-sandbox';
import { compileContract } from '@istsi/soroban-sdk/compiler';
import { contract, Keypair } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  type ContractClient,
  contractIdOf,
  createContract,
  createContractClient,
  createLedgerView,
  createSubmitter,
  fundAccount,
  type Network,
  openNetwork,
  signEntry,
  uploadWasm,
  viewContract,
} from '../src/index.ts';
import { type LyingRpc, startLyingRpc } from './lying-rpc.ts';

type Counter = {
  count: { args: Record<never, never>; result: number };
  add: { args: { who: string; amount: number }; result: number };
};

let sandbox: Sandbox;
let rpc: LyingRpc;
let network: Network;
let direct: ContractClient<Counter>;
let seen: ContractClient<Counter>;
const adder = Keypair.random();
const channel = Keypair.random();

beforeAll(async () => {
  const { wasm, hash } = await compileContract({ entry: path.join(import.meta.dirname, 'contracts/counter.ts') });
  sandbox = await startSandbox({ testControls: true });
  rpc = await startLyingRpc(sandbox.rpcUrl);
  network = openNetwork({ rpcUrl: rpc.url, networkPassphrase: sandbox.networkPassphrase });
  for (const one of [adder, channel]) await fundAccount(network, sandbox.friendbotUrl, one.publicKey());
  const salt = new Uint8Array(32).fill(1);
  await submitter().submit({ invoke: uploadWasm(wasm) });
  await submitter().submit({ invoke: createContract(channel.publicKey(), salt, hash, []) });
  const contractId = contractIdOf(sandbox.networkPassphrase, channel.publicKey(), salt);
  direct = createContractClient<Counter>(network, { contractId, spec: contract.Spec.fromWasm(wasm) });
});
afterAll(async () => {
  rpc?.stop();
  await sandbox?.stop();
});
beforeEach(() => {
  rpc.lie = undefined;
  rpc.asked = [];
  seen = viewContract(direct, createLedgerView(network));
});

const submitter = () => createSubmitter({ network, channels: [channel] });
const asked = (method: string): number => rpc.asked.filter((one) => one === method).length;

async function add(amount: number): Promise<void> {
  const outcome = await submitter().submit({
    invoke: direct.invocation('add', { who: adder.publicKey(), amount }),
    authorize: (entry, { validUntilLedger, networkPassphrase }) =>
      signEntry(entry, adder, validUntilLedger, networkPassphrase),
  });
  expect(outcome.status).toBe('success');
}

test('what was read of a ledger is not asked for again until another one closes', async () => {
  const before = await seen.read('count');
  for (let i = 0; i < 10; i++) expect(await seen.read('count')).toBe(before);
  expect(asked('simulateTransaction')).toBe(1);

  await add(3);
  expect(await seen.read('count')).toBe(before + 3);
});

test('many who ask at the same moment share one question for the newest ledger', async () => {
  const answers = await Promise.all(Array.from({ length: 100 }, () => seen.read('count')));
  expect(new Set(answers).size).toBe(1);
  expect(asked('simulateTransaction')).toBe(1);
  // The first asks at once; the others share the one that begins after it.
  expect(asked('getTransaction')).toBe(2);
});

test('an answer is never older than the moment at which it was asked for', async () => {
  const start = await direct.read('count');
  const held: (() => void)[] = [];
  let isHeld = true;
  rpc.lie = async (method, _params, forward) => {
    const answer = await forward();
    // The first question for the newest ledger was answered before the transaction, and arrives after it.
    if (method === 'getTransaction' && isHeld) {
      isHeld = false;
      await new Promise<void>((resolve) => held.push(resolve));
    }
    return answer;
  };
  const early = seen.read('count');
  while (held.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  await add(5);
  const late = seen.read('count');
  held[0]?.();
  await early;
  expect(await late).toBe(start + 5);
});

test('what a node says of an older ledger is not kept', async () => {
  const value = await seen.read('count');
  rpc.lie = async (method, _params, forward) => {
    const answer = await forward();
    const { result } = answer as { result: { latestLedger: number } };
    if (method === 'getTransaction') return { ...answer, result: { ...result, latestLedger: result.latestLedger + 1 } };
    return answer;
  };
  rpc.asked = [];
  expect(await seen.read('count')).toBe(value);
  expect(await seen.read('count')).toBe(value);
  expect(asked('simulateTransaction')).toBe(2);
});

test('a refusal and a failure are asked for every time', async () => {
  const refused = { who: adder.publicKey(), amount: 101 };
  for (let i = 0; i < 2; i++) expect(await seen.tryRead('add', refused)).toMatchObject({ ok: false });
  expect(asked('simulateTransaction')).toBe(2);
  rpc.lie = (method, _params, forward) =>
    method === 'simulateTransaction' ? Promise.resolve({ error: { code: -32602, message: 'no' } }) : forward();
  await expect(seen.read('count')).rejects.toThrow();
  rpc.lie = undefined;
  expect(await seen.read('count')).toBeGreaterThan(0);
});

test('within its time the newest ledger is not asked for, unless somebody knows of a newer one', async () => {
  const view = createLedgerView(network, { freshMs: 3_600_000 });
  const fresh = viewContract(direct, view);
  const before = await fresh.read('count');
  for (let i = 0; i < 10; i++) expect(await fresh.read('count')).toBe(before);
  expect(asked('getTransaction')).toBe(1);

  await add(2);
  const { ledger } = (await direct.tryRead('count')) as { ledger: number };
  view.notice(ledger);
  expect(await fresh.read('count')).toBe(before + 2);
});

test('what is known without asking is what the newest ledger shows, and nothing once there may be another one', async () => {
  const view = createLedgerView(network, { freshMs: 3_600_000 });
  const key = `${direct.contractId}.count({})`;
  expect(view.known(key)).toBeUndefined();
  const before = await viewContract(direct, view).read('count');
  rpc.asked = [];
  expect(view.known(key)).toBe(before);
  expect(view.known('something else')).toBeUndefined();
  expect(rpc.asked).toEqual([]);

  await add(4);
  const { ledger } = (await direct.tryRead('count')) as { ledger: number };
  view.notice(ledger);
  expect(view.known(key)).toBeUndefined();
  expect(await viewContract(direct, view).read('count')).toBe(before + 4);
  expect(view.known(key)).toBe(before + 4);
});

test('without a time in which the newest ledger counts as that, nothing is known without asking', async () => {
  const view = createLedgerView(network);
  await viewContract(direct, view).read('count');
  expect(view.known(`${direct.contractId}.count({})`)).toBeUndefined();
});

test('while somebody reads, the newest ledger is asked for before its time is over, and what is old goes with the next one', async () => {
  const view = createLedgerView(network, { freshMs: 2_000 });
  const fresh = viewContract(direct, view);
  const before = await fresh.read('count');
  await add(6);
  // Nobody notices; the reader is told within that time, whether by a question of its own or by one that was under way.
  const key = `${direct.contractId}.count({})`;
  await expect.poll(() => view.known(key), { interval: 20 }).not.toBe(before);
  expect(await fresh.read('count')).toBe(before + 6);
});
