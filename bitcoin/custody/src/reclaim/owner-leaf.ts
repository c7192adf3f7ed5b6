import { hexToBytes, sameBytes } from '../bytes.ts';

/** About thirty days: so long a coin waits, from its block on, before its owner can take it back alone (BIP-68, BIP-112). */
export const RECLAIM_LOCK_BLOCKS = 4_320;

/** What a leaf may say: two bytes as a script number, and no so short time that a sweep could come too late. */
export const LOCK_RANGE = { least: 144, most: 0x7fff } as const;

export const isLock = (blocks: number): boolean =>
  Number.isInteger(blocks) && blocks >= LOCK_RANGE.least && blocks <= LOCK_RANGE.most;

const PUSH_KEY = 32;
const PUSH_LOCK = 2;
const OP_CHECKSIGVERIFY = 0xad;
const OP_CHECKSEQUENCEVERIFY = 0xb2;
const LEAF_BYTES = 1 + 32 + 1 + 1 + 2 + 1;

/** `and_v(v:pk(KEY),older(n))` of miniscript: `KEY OP_CHECKSIGVERIFY n OP_CHECKSEQUENCEVERIFY`. */
export const encodeOwnerLeaf = (ownerKey: Uint8Array, lockBlocks: number): Uint8Array =>
  Uint8Array.from([
    ...[PUSH_KEY, ...ownerKey, OP_CHECKSIGVERIFY],
    ...[PUSH_LOCK, lockBlocks & 0xff, lockBlocks >>> 8, OP_CHECKSEQUENCEVERIFY],
  ]);

/** The owner and the lock of such a leaf; undefined for any other script. */
export function readOwnerLeaf(script: Uint8Array): { ownerKey: Uint8Array; lockBlocks: number } | undefined {
  if (script.length !== LEAF_BYTES) return undefined;
  const ownerKey = script.slice(1, 33);
  const lockBlocks = (script[35] ?? 0) | ((script[36] ?? 0) << 8);
  return isLock(lockBlocks) && sameBytes(script, encodeOwnerLeaf(ownerKey, lockBlocks))
    ? { ownerKey, lockBlocks }
    : undefined;
}

/** 64 hex digits, in either case; undefined for anything else. */
export const ownerKeyBytes = (text: string): Uint8Array | undefined =>
  /^[0-9a-fA-F]{64}$/.test(text) ? hexToBytes(text.toLowerCase()) : undefined;
