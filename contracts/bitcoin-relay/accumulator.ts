import { type Bytes, type bool, crypto, Packed, type u32 } from '@istsi/soroban-sdk';

// A Merkle mountain range: of n leaves there is one perfect tree for each bit of n that is set, the largest first. Only the
// roots are kept, each at the place of its height. Which tree a leaf is in, and how deep, follows from its number, so a
// root can never pass for a leaf, nor the other way round.

/** 2^20 groups of 16 blocks: Bitcoin has that many after about three hundred years. */
export const LEVELS: u32 = 20;
const HASH: u32 = 32;

export function emptyPeaks(): Packed {
  return Packed.empty(LEVELS * HASH);
}

/** Adds what the hash is of as leaf number `count`. */
export function addLeaf(peaks: Packed, count: u32, content: Bytes): void {
  let node = crypto.sha256(content).toBytes();
  let level: u32 = 0;
  for (let left = count; (left & 1) === 1; left >>= 1) {
    node = parentOf(peakAt(peaks, level), node);
    level += 1;
  }
  peaks.setBytes<32>(level * HASH, node.toBytesN<32>());
}

/** Whether `leaf`, by a path of siblings from the bottom up, is leaf `number` of so many. */
export function hasLeaf(peaks: Packed, count: u32, number: u32, leaf: Bytes, path: Bytes): bool {
  let level: u32 = LEVELS - 1;
  let before: u32 = 0;
  // The tree that the leaf is in.
  for (; (count & (1 << level)) === 0 || before + (1 << level) <= number; level -= 1) before += count & (1 << level);
  if (path.length !== level * HASH) return false;
  let node = leaf;
  let position = number - before;
  for (let at: u32 = 0; at < path.length; at += HASH) {
    const sibling = path.slice(at, at + HASH);
    node = (position & 1) === 0 ? parentOf(node, sibling) : parentOf(sibling, node);
    position >>= 1;
  }
  return node === peakAt(peaks, level);
}

function peakAt(peaks: Packed, level: u32): Bytes {
  return peaks.slice(level * HASH, (level + 1) * HASH);
}

function parentOf(left: Bytes, right: Bytes): Bytes {
  return crypto.sha256(left.append(right)).toBytes();
}
