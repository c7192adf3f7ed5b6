import { fundAccount, type Network, openNetwork } from '@istsi/soroban-client';
import { type Sandbox, startSandbox } from '@istsi/soroban-sandbox';
import { Keypair } from '@stellar/stellar-sdk';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type LyingRpc, startLyingRpc } from '../../../soroban/client/test/lying-rpc.ts';
import { faultOf, judgeAccount } from './account-fault.ts';

const weighs = (own: number, threshold: number) => ({
  signers: [
    { address: 'G1', weight: own },
    { address: 'G2', weight: 255 },
  ],
  threshold,
});

test.each<[string, Parameters<typeof faultOf>[1], RegExp | undefined]>([
  ['as it was created', weighs(1, 0), undefined],
  ['that asks for as much as its key has', weighs(2, 2), undefined],
  ['whose key has no weight any more', weighs(0, 0), /weighs 0 .* asks for 1/],
  ['that asks for more than its key has', weighs(1, 2), /weighs 1 .* asks for 2/],
  ['that is not there', undefined, /does not exist/],
])('what a custodian signs is judged by its account: %s', (_, account, fault) => {
  const found = faultOf('G1', account);
  if (fault === undefined) expect(found).toBeUndefined();
  else expect(found).toMatch(fault);
});

describe('of two views of Stellar', () => {
  const custodian = Keypair.random().publicKey();
  let sandbox: Sandbox;
  let rpc: LyingRpc;
  let honest: Network;
  let lying: Network;
  let told: boolean[];
  const ranking = { judged: (_: string, counts: boolean) => void told.push(counts) };

  beforeAll(async () => {
    sandbox = await startSandbox();
    rpc = await startLyingRpc(sandbox.rpcUrl);
    const { networkPassphrase } = sandbox;
    honest = openNetwork({ rpcUrl: sandbox.rpcUrl, networkPassphrase });
    lying = openNetwork({ rpcUrl: rpc.url, networkPassphrase });
    await fundAccount(honest, sandbox.friendbotUrl, custodian);
    told = [];
  });
  afterEach(() => {
    rpc.lie = undefined;
    told = [];
  });
  afterAll(async () => {
    rpc?.stop();
    await sandbox?.stop();
  });

  /** It shows no account, as one does that lies, or that is behind. */
  const showNothing = (): void => {
    rpc.lie = async (method, _params, forward) => {
      const answer = (await forward()) as { result: object };
      return method === 'getLedgerEntries' ? { result: { ...answer.result, entries: [] } } : answer;
    };
  };

  test.each<[string, () => { network: Network; other: Network }]>([
    ['the first', () => ({ network: lying, other: honest })],
    ['the second', () => ({ network: honest, other: lying })],
  ])('%s alone accuses nobody, whether it lies or is silent', async (_, views) => {
    expect(await judgeAccount(views(), ranking, custodian)).toBeUndefined();
    expect(told).toEqual([true]);
    showNothing();
    expect(await judgeAccount(views(), ranking, custodian)).toBeUndefined();
    rpc.lie = async () => ({ error: { code: -32603, message: 'no' } });
    expect(await judgeAccount(views(), ranking, custodian)).toBeUndefined();
    expect(told).toEqual([true]);
  });

  test('both say what is wrong with an account, and it is', async () => {
    const nobody = Keypair.random().publicKey();
    const fault = 'its Stellar account does not exist, so nothing that it signs counts';
    expect(await judgeAccount({ network: honest, other: lying }, ranking, nobody)).toBe(fault);
    expect(told).toEqual([false]);
  });

  test('where there is one alone, it is said whose word it is', async () => {
    showNothing();
    expect(await judgeAccount({ network: lying, other: undefined }, ranking, custodian)).toMatch(
      /does not exist.*as the only Stellar RPC says/,
    );
    expect(told).toEqual([false]);
  });
});
