import { hash } from 'node:crypto';
import { BytesTable } from '../block/bytes-table.ts';
import { bytesToHex } from '../bytes.ts';
import { CustodyError } from '../errors.ts';
import {
  EMPTY_HASH,
  HASH_BYTES,
  isAmount,
  leafHash,
  MAX_SATS,
  MOST_ID_BYTES,
  NONCE_BYTES,
  nodeHash,
  rootHash,
} from './hashes.ts';

/** What is owed to one account. */
export type Liability = {
  /** Whatever the account's owner knows it by. */
  readonly id: string;
  readonly balanceSats: bigint;
  /** 16 bytes that only the owner and the custodian know. */
  readonly nonce: Uint8Array;
};

export type LiabilityRoot = {
  /** 64 hex digits. */
  readonly root: string;
  readonly sumSats: bigint;
  readonly accounts: number;
};

/** A node beside the way from a leaf to the top. */
export type Sibling = { readonly hash: Uint8Array; readonly sumSats: bigint };

/** A merkle-sum tree over all accounts, in flat arrays: 80 bytes an account. */
export type LiabilityTree = LiabilityRoot & {
  /** The nodes that lead from a leaf to the top, from below. */
  siblingsOf(index: number): Sibling[];
};

export type LiabilityTreeBuilder = {
  /** Adds an account and returns its place. Throws for an amount that cannot be, and for an id that was added before. */
  add(liability: Liability): number;
  finish(): LiabilityTree;
};

type Level = { readonly size: number; readonly hashes: Uint8Array; readonly sums: BigUint64Array };

const FIRST_CAPACITY = 1024;
/** Ids are compared by this much of their hash; two that are equal there are one (odds 1 in 2^64 at 2^32 accounts). */
const ID_DIGEST_BYTES = 16;

/** Accounts are added one by one, so that they can come from a file or a cursor of any length. */
export function createLiabilityTree(expected: number = FIRST_CAPACITY): LiabilityTreeBuilder {
  let size = 0;
  let sumSats = 0n;
  let hashes = new Uint8Array(expected * HASH_BYTES);
  let sums = new BigUint64Array(expected);
  const ids = new BytesTable(ID_DIGEST_BYTES, expected);

  function grow(): void {
    const [more, moreSums] = [new Uint8Array(hashes.length * 2), new BigUint64Array(sums.length * 2)];
    more.set(hashes);
    moreSums.set(sums);
    hashes = more;
    sums = moreSums;
  }

  return {
    add(liability) {
      const id = Buffer.from(liability.id, 'utf8');
      const { balanceSats, nonce } = liability;
      const problem = problemOf(id, balanceSats, nonce) ?? (sumSats + balanceSats > MAX_SATS && 'more than can exist');
      if (problem) throw new CustodyError('proof/liability', { account: liability.id.slice(0, 64), reason: problem });
      const digest = hash('sha256', id, 'buffer');
      if (ids.add(digest.subarray(0, ID_DIGEST_BYTES)) !== size) {
        throw new CustodyError('proof/liability', {
          account: liability.id.slice(0, 64),
          reason: 'it was added before',
        });
      }
      if (size === sums.length) grow();
      hashes.set(leafHash(id, balanceSats, nonce), size * HASH_BYTES);
      sums[size] = balanceSats;
      sumSats += balanceSats;
      return size++;
    },
    finish: () => treeOf({ size, hashes: hashes.subarray(0, size * HASH_BYTES), sums: sums.subarray(0, size) }),
  };
}

function problemOf(id: Uint8Array, balanceSats: bigint, nonce: Uint8Array): string | undefined {
  if (id.length === 0 || id.length > MOST_ID_BYTES) return `an id has 1 to ${MOST_ID_BYTES} bytes`;
  if (nonce.length !== NONCE_BYTES) return `a nonce has ${NONCE_BYTES} bytes`;
  if (balanceSats < 0n) return 'it is negative';
  return isAmount(balanceSats) ? undefined : 'more than can exist';
}

function treeOf(leaves: Level): LiabilityTree {
  const levels = [leaves];
  for (let level = leaves; level.size > 1; ) {
    level = levelAbove(level);
    levels.push(level);
  }
  const top = nodeOf(levels.at(-1) as Level, 0);
  return {
    root: bytesToHex(rootHash(top.hash, top.sumSats, leaves.size)),
    sumSats: top.sumSats,
    accounts: leaves.size,
    siblingsOf(index) {
      if (!Number.isInteger(index) || index < 0 || index >= leaves.size) throw new RangeError(`no account ${index}`);
      return levels.slice(0, -1).map((level, depth) => nodeOf(level, (index >>> depth) ^ 1));
    },
  };
}

function levelAbove(below: Level): Level {
  const size = (below.size + 1) >>> 1;
  const hashes = new Uint8Array(size * HASH_BYTES);
  const sums = new BigUint64Array(size);
  for (let i = 0; i < size; i++) {
    const left = nodeOf(below, 2 * i);
    const right = nodeOf(below, 2 * i + 1);
    hashes.set(nodeHash(left.hash, left.sumSats, right.hash, right.sumSats), i * HASH_BYTES);
    sums[i] = left.sumSats + right.sumSats;
  }
  return { size, hashes, sums };
}

const nodeOf = ({ size, hashes, sums }: Level, i: number): Sibling =>
  i < size
    ? { hash: hashes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES), sumSats: sums[i] ?? 0n }
    : { hash: EMPTY_HASH, sumSats: 0n };
