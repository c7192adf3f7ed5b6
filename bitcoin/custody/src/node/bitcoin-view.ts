import { CustodyError } from '../errors.ts';
import type { Network } from '../networks.ts';
import type { FeeEstimates } from '../withdrawal/fees.ts';
import type { ChainView } from './chain-view.ts';
import { decode, fields, object, optional, text } from './decode.ts';
import type { Json } from './json.ts';

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
  /** Empty where the backend gives no estimate, whatever its reason. */
  estimateFees(): Promise<FeeEstimates>;
  /** Returns the id. A refusal is `bitcoin/rpc` with the code of Bitcoin Core's `sendrawtransaction`. */
  sendTransaction(bytes: Uint8Array): Promise<string>;
  /**
   * Sends a child with the parents that it pays for, parents first: the way in for a parent that a full memory pool does
   * not take by itself. A refusal is `bitcoin/rpc` that says what was wrong with each.
   */
  sendPackage(transactions: readonly Uint8Array[]): Promise<void>;
};

/** RPC_VERIFY_REJECTED. */
const REJECTED = -26;

const PackageAnswer = object({ package_msg: text, 'tx-results': optional(fields) });
const PackageMember = object({ txid: text, error: optional(text) });

/** What `submitpackage` answers says in its fields, not by an error, whether the package was taken. */
export function expectPackageTaken(answer: Json): void {
  const { package_msg: message, 'tx-results': results } = decode('submitpackage', PackageAnswer, answer);
  if (message === 'success') return;
  const members = Object.values(results ?? {}).map((member) => decode('submitpackage', PackageMember, member));
  const reasons = members.flatMap(({ txid, error }) => (error === undefined ? [] : [`${txid}: ${error}`]));
  const reason = [message, ...reasons].join('; ');
  throw new CustodyError('bitcoin/rpc', { method: 'submitpackage', rpcCode: REJECTED, reason });
}
