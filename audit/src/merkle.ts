import { equalBytes } from '@noble/curves/utils.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes } from '@noble/hashes/utils.js';

/** RFC 6962, section 2.1: SHA-256, leaves and nodes told apart by a first byte. */

export const HASH_BYTES = 32;
export const EMPTY_ROOT: Uint8Array = sha256(new Uint8Array());

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

export const leafHash = (entry: Uint8Array): Uint8Array => sha256(concatBytes(LEAF, entry));
export const nodeHash = (left: Uint8Array, right: Uint8Array): Uint8Array => sha256(concatBytes(NODE, left, right));

/**
 * Hashes of whole subtrees: `count` of them from `start` on, each over 256 to the power of `level` entries. What tiles hold,
 * and what a database keeps. Throws `HashesMissingError` where some are gone.
 */
export type ReadHashes = (level: number, start: number, count: number) => Promise<readonly Uint8Array[]>;

/** Hashes that a log must have are gone, or are none: a finding. Whatever else stops a reader is none, and accuses nobody. */
export class HashesMissingError extends RangeError {}

/** The tree hash of leaf hashes that are all here. */
export function rootOf(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return EMPTY_ROOT;
  const [root] = folded(leaves, largestPowerBelow(leaves.length));
  if (!root) throw new RangeError('a tree without a root');
  return root;
}

/** Like `MTH`, where `split` is the largest power of two below the number of hashes; one hash stands for itself. */
function folded(hashes: readonly Uint8Array[], split: number): Uint8Array[] {
  if (hashes.length <= 1) return [...hashes];
  const left = folded(hashes.slice(0, split), split / 2);
  const rest = hashes.slice(split);
  const right = folded(rest, largestPowerBelow(rest.length));
  return [nodeHash(left[0]!, right[0]!)];
}

/** The largest power of two that is less than `n`; 0 for less than two. */
export function largestPowerBelow(n: number): number {
  if (n < 2) return 0;
  let power = 1;
  while (power * 2 < n) power *= 2;
  return power;
}

/** The tree hash over the entries from `from` up to `to`, which is not among them; read where whole subtrees are kept. */
export async function hashOfRange(read: ReadHashes, from: number, to: number): Promise<Uint8Array> {
  const count = to - from;
  if (count <= 0) return EMPTY_ROOT;
  const isWhole = Number.isInteger(Math.log2(count)) && from % count === 0;
  if (!isWhole) {
    const middle = from + largestPowerBelow(count);
    return nodeHash(await hashOfRange(read, from, middle), await hashOfRange(read, middle, to));
  }
  let level = 0;
  let span = 1;
  while (span * 256 <= count) {
    level += 1;
    span *= 256;
  }
  return rootOf(await read(level, from / span, count / span));
}

/** Of the first entries; undefined where hashes of them are gone. A source that does not answer is thrown on. */
export async function rootIfThere(read: ReadHashes, size: number): Promise<Uint8Array | undefined> {
  try {
    return await hashOfRange(read, 0, size);
  } catch (error) {
    if (error instanceof HashesMissingError) return undefined;
    throw error;
  }
}

/** The audit path of an entry (RFC 6962, section 2.1.1), from its sibling up. */
export async function inclusionProof(read: ReadHashes, index: number, size: number): Promise<Uint8Array[]> {
  if (!(index >= 0 && index < size)) throw new RangeError(`there is no entry ${index} in a tree of ${size}`);
  const path: Uint8Array[] = [];
  let [from, to] = [0, size];
  while (to - from > 1) {
    const middle = from + largestPowerBelow(to - from);
    const isLeft = index < middle;
    path.push(isLeft ? await hashOfRange(read, middle, to) : await hashOfRange(read, from, middle));
    [from, to] = isLeft ? [from, middle] : [middle, to];
  }
  return path.reverse();
}

/** That a tree of `size` continues the one of `before` (RFC 6962, section 2.1.2). */
export async function consistencyProof(read: ReadHashes, before: number, size: number): Promise<Uint8Array[]> {
  if (!(before >= 0 && before <= size)) throw new RangeError(`a tree of ${size} continues none of ${before}`);
  if (before === 0 || before === size) return [];
  const path: Uint8Array[] = [];
  let [from, to] = [0, size];
  let isOldTree = true;
  while (before !== to) {
    const middle = from + largestPowerBelow(to - from);
    if (before <= middle) {
      path.push(await hashOfRange(read, middle, to));
      to = middle;
    } else {
      path.push(await hashOfRange(read, from, middle));
      from = middle;
      isOldTree = false;
    }
  }
  if (!isOldTree) path.push(await hashOfRange(read, from, to));
  return path.reverse();
}

/** The root that a path leads to (RFC 9162, section 2.1.3.2); undefined for one that is none. */
export function rootOfInclusion(
  leaf: Uint8Array,
  index: number,
  size: number,
  path: readonly Uint8Array[],
): Uint8Array | undefined {
  if (!(index >= 0 && index < size)) return undefined;
  let [place, last, hash] = [index, size - 1, leaf];
  for (const sibling of path) {
    if (last === 0) return undefined;
    if (place % 2 === 1 || place === last) {
      hash = nodeHash(sibling, hash);
      while (place % 2 === 0 && place !== 0) [place, last] = [half(place), half(last)];
    } else {
      hash = nodeHash(hash, sibling);
    }
    [place, last] = [half(place), half(last)];
  }
  return last === 0 ? hash : undefined;
}

/** Whether the proof shows that the second tree continues the first (RFC 9162, section 2.1.4.2). */
export function isConsistent(
  before: { size: number; root: Uint8Array },
  after: { size: number; root: Uint8Array },
  proof: readonly Uint8Array[],
): boolean {
  if (before.size > after.size) return false;
  if (before.size === after.size) return proof.length === 0 && equalBytes(before.root, after.root);
  if (before.size === 0) return proof.length === 0 && equalBytes(before.root, EMPTY_ROOT);
  const isPower = Number.isInteger(Math.log2(before.size));
  const [first, ...rest] = isPower ? [before.root, ...proof] : proof;
  if (!first) return false;
  let [place, last] = [before.size - 1, after.size - 1];
  while (place % 2 === 1) [place, last] = [half(place), half(last)];
  let [old, now] = [first, first];
  for (const hash of rest) {
    if (last === 0) return false;
    if (place % 2 === 1 || place === last) {
      [old, now] = [nodeHash(hash, old), nodeHash(hash, now)];
      while (place % 2 === 0 && place !== 0) [place, last] = [half(place), half(last)];
    } else {
      now = nodeHash(now, hash);
    }
    [place, last] = [half(place), half(last)];
  }
  return last === 0 && equalBytes(old, before.root) && equalBytes(now, after.root);
}

/** Without the 32 bits of `>>`. */
const half = (n: number): number => Math.floor(n / 2);
