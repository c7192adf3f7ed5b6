import { type Bytes, crypto, Packed, type u32 } from '@istsi/soroban-sdk';

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
  const hash = Packed.from(node);
  for (let i: u32 = 0; i < HASH; i += 8) peaks.setU64(level * HASH + i, hash.u64At(i));
}

function peakAt(peaks: Packed, level: u32): Bytes {
  return peaks.toBytes().slice(level * HASH, (level + 1) * HASH);
}

function parentOf(left: Bytes, right: Bytes): Bytes {
  return crypto.sha256(left.append(right)).toBytes();
}
