import { hash256 } from './hash.ts';
import type { Transaction } from './transaction.ts';

/** Merkle root, and whether two equal siblings make the list ambiguous (CVE-2012-2459). */
export function merkleRoot(leaves: Buffer[]): { root: Buffer; mutated: boolean } {
  let level = leaves;
  let mutated = false;
  while (level.length > 1) {
    const next: Buffer[] = [];
    for (let i = 0; i < level.length; i += 2) {
      const left = level[i]!;
      const right = level[i + 1];
      if (right?.equals(left)) mutated = true;
      next.push(hash256(Buffer.concat([left, right ?? left])));
    }
    level = next;
  }
  return { root: level[0] ?? Buffer.alloc(32), mutated };
}

export const transactionMerkleRoot = (transactions: Transaction[]): { root: Buffer; mutated: boolean } =>
  merkleRoot(transactions.map((tx) => tx.hash));

/** BIP141: the root over wtxids, with the coinbase's wtxid taken as zero. */
export const witnessMerkleRoot = (transactions: Transaction[]): Buffer =>
  merkleRoot(transactions.map((tx, index) => (index === 0 ? Buffer.alloc(32) : Buffer.from(tx.wtxid, 'hex').reverse())))
    .root;
