import { type Keypair, StrKey, xdr } from '@stellar/stellar-sdk';
// Links the host functions.
import '../../src/host/invoke.ts';
import { AuthManager } from '../../src/host/authorization/manager.ts';
import { ContractFrame } from '../../src/host/calls/frame.ts';
import { ledgerKeyOf } from '../../src/host/codec/ledger-key.ts';
import { addressToXdr } from '../../src/host/codec/value.ts';
import { runAs } from '../../src/host/functions/link.ts';
import type { Host } from '../../src/host/host.ts';
import { newAccount } from '../../src/host/storage/new-account.ts';
import { HostError } from '../../src/host/values/error.ts';
import { addressVal, symbolVal, VOID } from '../../src/host/values/value.ts';
import { AssetTest } from './asset-test.ts';

/**
 * Calls, or what is signed of them: a contract's digit and what it calls, `0(1 2(3))`. A call after `?` may fail without
 * failing its caller; one after `-` requires nobody's authorization.
 */
type Node = {
  readonly contract: string;
  readonly may: boolean;
  readonly asks: boolean;
  readonly calls: readonly Node[];
};

export function parseTree(text: string): Node[] {
  let at = 0;
  const nodes = (): Node[] => {
    const found: Node[] = [];
    for (; at < text.length && text[at] !== ')'; at++) {
      if (text[at] !== ' ') found.push(node());
    }
    return found;
  };
  const mark = (sign: string): boolean => text[at] === sign && at++ >= 0;
  const node = (): Node => {
    const [may, silent] = [mark('?'), mark('-')];
    const contract = StrKey.encodeContract(Buffer.alloc(32, text[at]));
    if (text[at + 1] !== '(') return { contract, may, asks: !silent, calls: [] };
    at += 2;
    return { contract, may, asks: !silent, calls: nodes() };
  };
  return nodes();
}

const FUNCTION = 'tree_fn';

/** What came of the calls, and how many entries of each account were used up. */
export type TreeOutcome = { readonly error: string | undefined; readonly used: readonly number[] };

/** Runs calls in which every contract asks all of `asked`, with what each of the accounts signed. */
export function runTree(calls: string, signed: readonly [Keypair, string][], asked: readonly Keypair[]): TreeOutcome {
  const test = new AssetTest();
  const { host } = test;
  for (const [account] of signed) {
    const entry = newAccount(account.publicKey(), 10n ** 10n, 1);
    host.storage.put(ledgerKeyOf(entry), entry, undefined);
  }
  const trees = signed.flatMap(([account, text]) => parseTree(text).map((node) => [account, node] as const));
  const entries = trees.map(([account, node], nonce) =>
    test.sign({ account, keys: [account], nonce: BigInt(nonce) }, invocationOf(node)),
  );
  (host as { auth: AuthManager }).auth = new AuthManager(host, entries);
  let error: string | undefined;
  try {
    for (const node of parseTree(calls)) runAs(host, () => call(host, node, asked));
  } catch (cause) {
    if (!(cause instanceof HostError)) throw cause;
    error = cause.short;
  }
  const isUsed = (account: Keypair, nonce: number): boolean => {
    const key = { type: 'ledgerKeyNonce', nonce: BigInt(nonce) } as const;
    const contract = account.publicKey();
    return host.storage.has({ type: 'contractData', contract, durability: 'temporary', key });
  };
  const used = signed.map(
    ([account]) => trees.filter(([by], nonce) => by === account && isUsed(account, nonce)).length,
  );
  return { error, used };
}

function call(host: Host, node: Node, asked: readonly Keypair[]): void {
  const instance = { type: 'contractInstance', executable: { type: 'stellarAsset' }, storage: [] } as const;
  const frame = new ContractFrame(node.contract, symbolVal(FUNCTION), [], instance, host.budget, undefined);
  try {
    host.withFrame(frame, () => {
      for (const account of node.asks ? asked : []) host.auth.requireAuth(addressVal(account.publicKey()), []);
      for (const next of node.calls) call(host, next, asked);
      return VOID;
    });
  } catch (error) {
    if (!node.may || !(error instanceof HostError)) throw error;
  }
}

function invocationOf(node: Node): xdr.SorobanAuthorizedInvocation {
  const args = { contractAddress: addressToXdr(node.contract), functionName: FUNCTION, args: [] };
  return new xdr.SorobanAuthorizedInvocation({
    function: xdr.SorobanAuthorizedFunction.sorobanAuthorizedFunctionTypeContractFn(new xdr.InvokeContractArgs(args)),
    subInvocations: node.calls.map(invocationOf),
  });
}
