import { isDisplayHash } from '../block/hash.ts';
import { CustodyError } from '../errors.ts';
import type { Network } from '../networks.ts';
import type { FeeEstimates } from '../withdrawal/fees.ts';
import type { ChainView } from './chain-view.ts';

export type HeaderInfo = {
  readonly hash: string;
  readonly height: number;
  /** -1 outside the best chain. */
  readonly confirmations: number;
};

/** An output that is unspent. No amount: amounts are read from raw transactions. */
export type UnspentOutput = {
  readonly bestBlock: string;
  /** 0 while only in the memory pool. */
  readonly confirmations: number;
  readonly scriptPubKey: Uint8Array;
  readonly isCoinbase: boolean;
};

/** Everything that custody and its signers ask a backend, whatever protocol it speaks. */
export type BitcoinView = ChainView & {
  readonly network: Network;
  /** Throws unless the backend follows the network's chain. Every other question asks this first. */
  checkChain(): Promise<void>;
  /** Undefined for a block the backend does not know; some know only those of the best chain. */
  getHeader(hash: string): Promise<HeaderInfo | undefined>;
  getUnspentOutput(
    txid: string,
    vout: number,
    source: 'chain' | 'chain-and-mempool',
  ): Promise<UnspentOutput | undefined>;
  /** From the memory pool, or from the chain if the backend has an index of transactions. */
  getTransaction(txid: string): Promise<{ bytes: Uint8Array; blockHash?: string } | undefined>;
  getMempool(): Promise<string[]>;
  estimateFees(): Promise<FeeEstimates>;
  /** Returns the id. A refusal is `bitcoin/rpc` with the code of Bitcoin Core's `sendrawtransaction`. */
  sendTransaction(bytes: Uint8Array): Promise<string>;
  /**
   * Sends a child with the parents that it pays for, parents first: the way in for a parent that a full memory pool does
   * not take by itself. A refusal is `bitcoin/rpc` that says what was wrong with each.
   */
  sendPackage(transactions: readonly Uint8Array[]): Promise<void>;
};

export const badAnswer = (method: string, reason: string): CustodyError =>
  new CustodyError('bitcoin/bad-answer', { method, reason });

export function expectObject(method: string, value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) throw badAnswer(method, 'it is not an object');
  return value as Record<string, unknown>;
}

export function expectHash(method: string, value: unknown): string {
  if (!isDisplayHash(value)) throw badAnswer(method, 'a hash of 64 hex digits is missing');
  return value;
}

export function expectInteger(method: string, value: unknown): number {
  if (!Number.isSafeInteger(value)) throw badAnswer(method, 'a whole number is missing');
  return value as number;
}

/** A rate in satoshis per thousand virtual bytes, from one in units that are `factor` times larger. Rounded up. */
export function expectRate(method: string, value: unknown, factor: number): bigint {
  if (typeof value !== 'number' || !(value >= 0) || value * factor > Number.MAX_SAFE_INTEGER) {
    throw badAnswer(method, 'a fee rate is missing');
  }
  // Eight decimals of a bitcoin do not survive as a binary fraction: what is all but whole is meant whole.
  return BigInt(Math.ceil(Number((value * factor).toPrecision(12))));
}

/** RPC_VERIFY_REJECTED. */
const REJECTED = -26;

/** What `submitpackage` answers says in its fields, not by an error, whether the package was taken. */
export function expectPackageTaken(answer: unknown): void {
  const { package_msg: message, 'tx-results': results } = expectObject('submitpackage', answer);
  if (message === 'success') return;
  const members = Object.values(expectObject('submitpackage', results)) as { txid?: unknown; error?: unknown }[];
  const reasons = members.flatMap(({ txid, error }) =>
    error === undefined ? [] : [`${String(txid)}: ${String(error)}`],
  );
  const reason = [String(message), ...reasons].join('; ');
  throw new CustodyError('bitcoin/rpc', { method: 'submitpackage', rpcCode: REJECTED, reason });
}
