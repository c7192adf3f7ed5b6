import { sha256 } from '#platform';
import { concatBytes, utf8ToBytes } from '../bytes.ts';

/** 21 million BTC: more than all liabilities together can be. */
export const MAX_SATS = 2_100_000_000_000_000n;

export const HASH_BYTES = 32;
export const NONCE_BYTES = 16;
/** Longest account id, in bytes of UTF-8. */
export const MOST_ID_BYTES = 128;

/**
 * Every kind of hash begins with a tag of its own (in the way of BIP-340), so that a node can never be passed off as a
 * leaf, nor a leaf as a root.
 */
function tagOf(name: string): Uint8Array {
  const tag = sha256(utf8ToBytes(`istsi/liabilities/1/${name}`));
  return concatBytes(tag, tag);
}

const LEAF = tagOf('leaf');
const NODE = tagOf('node');
const ROOT = tagOf('root');

/** Stands where a level has no right neighbour. It holds nothing. */
export const EMPTY_HASH: Uint8Array = sha256(tagOf('empty'));

/** Binds whose balance it is, how much, and a nonce that keeps strangers from guessing either. */
export function leafHash(id: Uint8Array, balanceSats: bigint, nonce: Uint8Array): Uint8Array {
  const length = Uint8Array.of(id.length >>> 8, id.length & 0xff);
  return sha256(LEAF, length, id, uint64(balanceSats), nonce);
}

const nodeBytes = new Uint8Array(NODE.length + 2 * (HASH_BYTES + 8));
nodeBytes.set(NODE);
const nodeView = new DataView(nodeBytes.buffer);

/** Hashes both children with both of their sums: a node cannot promise less than what is below it. */
export function nodeHash(left: Uint8Array, leftSats: bigint, right: Uint8Array, rightSats: bigint): Uint8Array {
  const rightAt = NODE.length + HASH_BYTES + 8;
  nodeBytes.set(left, NODE.length);
  nodeView.setBigUint64(NODE.length + HASH_BYTES, checked(leftSats));
  nodeBytes.set(right, rightAt);
  nodeView.setBigUint64(rightAt + HASH_BYTES, checked(rightSats));
  return sha256(nodeBytes);
}

/** What is published: the top of the tree, with how many accounts it is over and what they add up to. */
export function rootHash(top: Uint8Array, sumSats: bigint, accounts: number): Uint8Array {
  const count = new Uint8Array(4);
  new DataView(count.buffer).setUint32(0, accounts);
  return sha256(ROOT, count, uint64(sumSats), top);
}

/** How many levels lie above the leaves. */
export const depthOf = (accounts: number): number => (accounts <= 1 ? 0 : 32 - Math.clz32(accounts - 1));

export const isAmount = (sats: bigint): boolean => sats >= 0n && sats <= MAX_SATS;

function uint64(value: bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, checked(value));
  return bytes;
}

/** A DataView would cut off what does not fit, and a sum would seem to be smaller. */
function checked(value: bigint): bigint {
  if (BigInt.asUintN(64, value) !== value) throw new RangeError(`${value} does not fit into 64 bits`);
  return value;
}
