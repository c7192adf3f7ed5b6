import type { Descriptor } from '../descriptor/descriptor.ts';
import { HARDENED } from '../descriptor/key-expression.ts';
import { CustodyError } from '../errors.ts';
import { isLock, LOCK_RANGE, RECLAIM_LOCK_BLOCKS } from './owner-leaf.ts';

/** What a reclaim address is made of: whose quorum, which user's number, and the key of whoever may take back what is there. */
export type ReclaimPlace = {
  readonly descriptor: Descriptor;
  readonly index: number;
  /** X-only (BIP-340). */
  readonly ownerKey: Uint8Array;
  /** `RECLAIM_LOCK_BLOCKS` where it is not said. */
  readonly lockBlocks?: number;
};

/** What spending reveals on either way, and the path to it (BIP-341). */
export type RevealedLeaf = {
  readonly script: Uint8Array;
  readonly hash: Uint8Array;
  readonly controlBlock: Uint8Array;
};

export type ReclaimOutput = {
  readonly address: string;
  readonly scriptPubKey: Uint8Array;
  readonly quorum: RevealedLeaf;
  readonly owner: RevealedLeaf;
  /** Of the holders, x-only, in the descriptor's order. */
  readonly publicKeys: readonly Uint8Array[];
  readonly lockBlocks: number;
};

/** The lock of a place whose number and lock are what they may be. */
export function lockOf({ descriptor, index, lockBlocks = RECLAIM_LOCK_BLOCKS }: ReclaimPlace): number {
  if (!Number.isInteger(index) || index < 0 || index >= HARDENED) throw new CustodyError('descriptor/index', { index });
  const shared = descriptor.keys.find((key) => !key.ranged);
  if (shared) throw new CustodyError('descriptor/not-ranged', { key: shared.xpub });
  if (!isLock(lockBlocks)) throw new CustodyError('reclaim/lock', { lockBlocks, ...LOCK_RANGE });
  return lockBlocks;
}
