import { createHash } from 'node:crypto';

/** What `bitcoin-relay` takes as proof of a transaction. */
export interface TransactionProof {
  branch: Buffer;
  coinbase: Buffer;
  coinbase_branch: Buffer;
  header: Buffer;
  height: number;
  /** Empty, but of a block before the relay's window. */
  history: Buffer;
  index: number;
  transaction: Buffer;
}

/** A transaction of a block, and all others of that, without their witnesses. */
export interface PlaceInBlock {
  header: Uint8Array;
  height: number;
  index: number;
  transactions: readonly Uint8Array[];
}

/** `history`: what shows the relay a block that left its window. */
export function transactionProof(place: PlaceInBlock, history: Uint8Array = new Uint8Array()): TransactionProof {
  const { header, height, index, transactions } = place;
  const txids = transactions.map((transaction) => sha256(sha256(transaction)));
  return {
    ...{ branch: merkleBranch(txids, index), coinbase_branch: merkleBranch(txids, 0) },
    ...{ coinbase: Buffer.from(transactions[0]!), transaction: Buffer.from(transactions[index]!) },
    ...{ header: Buffer.from(header), height, index, history: Buffer.from(history) },
  };
}

// What a relay keeps only the peaks of, others remember whole: these are the paths that lead there.

/** Blocks that are one leaf of the relay's accumulator. */
const RELAY_GROUP = 16;

/**
 * Shows a relay a block that left its window: the hashes of the block's group, then the siblings up to the peak. `hashes`
 * are those of all blocks from the relay's base on up to its window, as the wire has them.
 */
export function historyOf(hashes: readonly Uint8Array[], number: number): Buffer {
  const groups = Array.from({ length: Math.floor(hashes.length / RELAY_GROUP) }, (_, group) =>
    Buffer.concat(hashes.slice(group * RELAY_GROUP, (group + 1) * RELAY_GROUP)),
  );
  const group = Math.floor(number / RELAY_GROUP);
  const content = groups[group];
  if (!content) throw new RangeError(`block ${number} has not left the window: ${hashes.length} blocks have`);
  const { first, size } = treeOf(groups.length, group);
  const siblings: Buffer[] = [];
  let level = groups.slice(first, first + size).map(sha256);
  for (let at = group - first; level.length > 1; at >>= 1) {
    siblings.push(level[at ^ 1]!);
    level = pairs(level).map(([left, right]) => sha256(Buffer.concat([left, right])));
  }
  return Buffer.concat([content, ...siblings]);
}

/** The perfect tree that a leaf is in: one for each bit of the number of leaves, the largest first. */
function treeOf(count: number, leaf: number): { first: number; size: number } {
  let first = 0;
  for (let size = 2 ** Math.floor(Math.log2(count)); ; size /= 2) {
    if ((count & size) === 0) continue;
    if (leaf < first + size) return { first, size };
    first += size;
  }
}

/** The siblings of a transaction in its block's tree, from the bottom up; txids as the wire has them. */
export function merkleBranch(txids: readonly Uint8Array[], index: number): Buffer {
  const siblings: Uint8Array[] = [];
  let level = txids;
  for (let at = index; level.length > 1; at >>= 1) {
    siblings.push(level[at ^ 1] ?? level[at]!);
    level = pairs(level).map(([left, right]) => sha256(sha256(Buffer.concat([left, right]))));
  }
  return Buffer.concat(siblings);
}

/** The last one without a partner is its own. */
const pairs = (level: readonly Uint8Array[]): [Uint8Array, Uint8Array][] =>
  level.flatMap((left, at): [Uint8Array, Uint8Array][] => (at % 2 === 0 ? [[left, level[at + 1] ?? left]] : []));

const sha256 = (data: Uint8Array): Buffer => createHash('sha256').update(data).digest();
