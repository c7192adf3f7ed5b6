import { hash } from 'node:crypto';

/** 21 million BTC: more than all liabilities together can be. */
export const MAX_SATS = 2_100_000_000_000_000n;

export const HASH_BYTES = 32;
export const NONCE_BYTES = 16;
/** Longest account id, in bytes of UTF-8. */
export const MOST_ID_BYTES = 128;

const sha256 = (bytes: Uint8Array): Buffer => hash('sha256', bytes, 'buffer');

/**
 * Every kind of hash begins with a tag of its own (in the way of BIP-340), so that a node can never be passed off as a
 * leaf, nor a leaf as a root.
 */
function tagOf(name: string): Buffer {
  const tag = sha256(Buffer.from(`istsi/liabilities/1/${name}`));
  return Buffer.concat([tag, tag]);
}

const LEAF = tagOf('leaf');
const NODE = tagOf('node');
const ROOT = tagOf('root');

/** Stands where a level has no right neighbour. It holds nothing. */
export const EMPTY_HASH: Buffer = sha256(tagOf('empty'));

/** Binds whose balance it is, how much, and a nonce that keeps strangers from guessing either. */
export function leafHash(id: Uint8Array, balanceSats: bigint, nonce: Uint8Array): Buffer {
  const head = Buffer.allocUnsafe(LEAF.length + 2);
  head.set(LEAF);
  head.writeUInt16BE(id.length, LEAF.length);
  return sha256(Buffer.concat([head, id, uint64(balanceSats), nonce]));
}

const nodeBytes = Buffer.alloc(NODE.length + 2 * (HASH_BYTES + 8));
nodeBytes.set(NODE);

/** Hashes both children with both of their sums: a node cannot promise less than what is below it. */
export function nodeHash(left: Uint8Array, leftSats: bigint, right: Uint8Array, rightSats: bigint): Buffer {
  let at = NODE.length;
  nodeBytes.set(left, at);
  at = nodeBytes.writeBigUInt64BE(leftSats, at + HASH_BYTES);
  nodeBytes.set(right, at);
  nodeBytes.writeBigUInt64BE(rightSats, at + HASH_BYTES);
  return sha256(nodeBytes);
}

/** What is published: the top of the tree, with how many accounts it is over and what they add up to. */
export function rootHash(top: Uint8Array, sumSats: bigint, accounts: number): Buffer {
  const count = Buffer.allocUnsafe(4);
  count.writeUInt32BE(accounts);
  return sha256(Buffer.concat([ROOT, count, uint64(sumSats), top]));
}

/** How many levels lie above the leaves. */
export const depthOf = (accounts: number): number => (accounts <= 1 ? 0 : 32 - Math.clz32(accounts - 1));

export const isAmount = (sats: bigint): boolean => sats >= 0n && sats <= MAX_SATS;

function uint64(value: bigint): Buffer {
  const bytes = Buffer.allocUnsafe(8);
  bytes.writeBigUInt64BE(value);
  return bytes;
}
