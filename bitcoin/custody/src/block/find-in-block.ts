import type { BitcoinRpc } from '../node/rpc.ts';
import { bareTransactions } from './bare-transactions.ts';
import { fromDisplayHash, hash256, toDisplayHash } from './hash.ts';
import { verifyBlock } from './verify.ts';

/** A transaction of a block, with all that it takes to show that it is there. */
export interface FoundInBlock {
  /** Its place in the block. */
  index: number;
  /** All of the block, without witnesses. */
  transactions: readonly Uint8Array[];
  header: Uint8Array;
  height: number;
  /** As explorers print it. */
  blockHash: string;
}

const HEADER_BYTES = 80;
/** Hashes that are asked for at once. */
const AT_ONCE = 100;

type Node = Pick<BitcoinRpc, 'getBlockHash' | 'getRawBlock'>;

/** Reads the block at a height and checks it against its header; undefined where there is none, or the transaction is not in it. */
export async function findInBlock(
  node: Node,
  { txid, height }: { txid: string; height: number },
): Promise<FoundInBlock | undefined> {
  const blockHash = await node.getBlockHash(height);
  if (blockHash === undefined) return undefined;
  const block = await node.getRawBlock(blockHash);
  verifyBlock(block, blockHash);
  const transactions = bareTransactions(block);
  const index = transactions.findIndex((transaction) => toDisplayHash(hash256(transaction)) === txid);
  if (index < 0) return undefined;
  return { index, transactions, header: block.subarray(0, HEADER_BYTES), height, blockHash };
}

/** Hashes of the blocks from one height on up to another, as the wire has them; undefined where the chain ends before. */
export async function hashesOfBlocks(
  node: Pick<Node, 'getBlockHash'>,
  from: number,
  to: number,
): Promise<Uint8Array[] | undefined> {
  const hashes: Uint8Array[] = [];
  for (let first = from; first < to; first += AT_ONCE) {
    const heights = Array.from({ length: Math.min(AT_ONCE, to - first) }, (_, i) => first + i);
    for (const hash of await Promise.all(heights.map((height) => node.getBlockHash(height)))) {
      if (hash === undefined) return undefined;
      hashes.push(fromDisplayHash(hash));
    }
  }
  return hashes;
}
