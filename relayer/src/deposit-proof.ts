import {
  type BitcoinRpc,
  bareTransactions,
  fromDisplayHash,
  hash256,
  parseHeader,
  parseTransaction,
  toDisplayHash,
  verifyBlock,
} from '@istsi/bitcoin-custody';
import { historyOf, merkleBranch } from '@istsi/contracts';
import { RelayerError } from './errors.ts';
import { HEADER_BYTES } from './tell-relay.ts';

/** What `bitcoin-relay` takes as proof of a transaction, and what it is the proof of. */
export interface DepositProof {
  proof: {
    branch: Buffer;
    coinbase: Buffer;
    coinbase_branch: Buffer;
    header: Buffer;
    height: number;
    history: Buffer;
    index: number;
    transaction: Buffer;
  };
  /** As explorers print it. */
  blockHash: string;
  amountSats: bigint;
}

/** Where a relay began, and where its window begins: what is below has to be shown with its history. */
export interface RelayReach {
  base: number;
  windowStart: number;
}

/** Hashes that are asked for at once. */
const AT_ONCE = 100;

/** The height of the block that holds an output which nobody spent. */
export async function heightOfOutput(bitcoin: BitcoinRpc, txid: string, vout: number): Promise<number> {
  const output = await bitcoin.getUnspentOutput(txid, vout, 'chain');
  if (!output) throw new RelayerError('relayer/no-output', { txid, vout });
  // Confirmations are as of this block.
  const best = await bitcoin.getHeader(output.bestBlock);
  if (!best) throw new RelayerError('relayer/no-output', { txid, vout });
  return best.height - output.confirmations + 1;
}

/** Reads the block of an output, checks it against its header, and makes the proof that the output is in it. */
export async function proveOutput(
  bitcoin: BitcoinRpc,
  { txid, vout, height }: { txid: string; vout: number; height: number },
  { base, windowStart }: RelayReach,
): Promise<DepositProof> {
  const blockHash = await bitcoin.getBlockHash(height);
  if (blockHash === undefined) throw new RelayerError('relayer/chain-changed', { height });
  const block = await bitcoin.getRawBlock(blockHash);
  verifyBlock(block, blockHash);
  const transactions = bareTransactions(block);
  const hashes = transactions.map((transaction) => Buffer.from(hash256(transaction)));
  const index = hashes.findIndex((hash) => toDisplayHash(hash) === txid);
  const transaction = transactions[index];
  if (!transaction) throw new RelayerError('relayer/chain-changed', { height });
  const output = parseTransaction(transaction).outputs[vout];
  if (!output) throw new RelayerError('relayer/no-output', { txid, vout });
  const before = height < windowStart ? await hashesOf(bitcoin, base, windowStart) : [];
  return {
    proof: {
      branch: merkleBranch(hashes, index),
      coinbase: Buffer.from(transactions[0]!),
      coinbase_branch: merkleBranch(hashes, 0),
      header: Buffer.from(block.subarray(0, HEADER_BYTES)),
      height,
      history: before.length > 0 ? historyOf(before, height - base) : Buffer.alloc(0),
      index,
      transaction: Buffer.from(transaction),
    },
    blockHash: parseHeader(block).hash,
    amountSats: output.amountSats,
  };
}

/** Hashes of blocks from one height on up to another, as the wire has them. */
async function hashesOf(bitcoin: BitcoinRpc, from: number, to: number): Promise<Buffer[]> {
  const hashes: Buffer[] = [];
  for (let first = from; first < to; first += AT_ONCE) {
    const heights = Array.from({ length: Math.min(AT_ONCE, to - first) }, (_, i) => first + i);
    for (const [i, hash] of (await Promise.all(heights.map((height) => bitcoin.getBlockHash(height)))).entries()) {
      if (hash === undefined) throw new RelayerError('relayer/chain-changed', { height: first + i });
      hashes.push(Buffer.from(fromDisplayHash(hash)));
    }
  }
  return hashes;
}
