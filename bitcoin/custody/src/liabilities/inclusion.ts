import { bytesToHex, utf8ToBytes } from '../bytes.ts';
import { depthOf, HASH_BYTES, isAmount, leafHash, MOST_ID_BYTES, NONCE_BYTES, nodeHash, rootHash } from './hashes.ts';
import type { Liability, LiabilityRoot, LiabilityTree, Sibling } from './tree.ts';

/** Shows one account's owner that the balance is part of the published sum. Nobody else's balance is told. */
export type InclusionProof = Liability & { readonly index: number; readonly siblings: readonly Sibling[] };

export type InclusionCheck = { readonly ok: true } | { readonly ok: false; readonly reason: string };

export const proveInclusion = (tree: LiabilityTree, index: number, liability: Liability): InclusionProof => ({
  ...liability,
  index,
  siblings: tree.siblingsOf(index),
});

/**
 * Follows the way from the account to the published root. Every sum on it must be an amount that can exist: a negative or
 * overflowing neighbour is how a tree would hide what is owed.
 */
export function verifyInclusion(proof: InclusionProof, published: LiabilityRoot): InclusionCheck {
  const { balanceSats, nonce, index, siblings } = proof;
  const id = utf8ToBytes(proof.id);
  const no = (reason: string): InclusionCheck => ({ ok: false, reason });
  if (id.length === 0 || id.length > MOST_ID_BYTES || nonce.length !== NONCE_BYTES)
    return no('the account is malformed');
  if (!isAmount(balanceSats)) return no('the balance is not an amount that can exist');
  if (!Number.isInteger(index) || index < 0 || index >= published.accounts) {
    return no(`there is no account ${index} among ${published.accounts}`);
  }
  if (siblings.length !== depthOf(published.accounts)) return no('the way to the root has the wrong length');

  let hash: Uint8Array = leafHash(id, balanceSats, nonce);
  let sum = balanceSats;
  for (const [depth, sibling] of siblings.entries()) {
    if (sibling.hash.length !== HASH_BYTES) return no(`node ${depth} is malformed`);
    if (!isAmount(sibling.sumSats)) return no(`node ${depth} holds an amount that cannot exist`);
    const isRight = ((index >>> depth) & 1) === 1;
    hash = isRight
      ? nodeHash(sibling.hash, sibling.sumSats, hash, sum)
      : nodeHash(hash, sum, sibling.hash, sibling.sumSats);
    sum += sibling.sumSats;
    if (!isAmount(sum)) return no(`the sum at node ${depth} cannot exist`);
  }
  if (sum !== published.sumSats) return no(`the way leads to a sum of ${sum}, not ${published.sumSats}`);
  const root = bytesToHex(rootHash(hash, sum, published.accounts));
  return root === published.root ? { ok: true } : no('the way leads to another root');
}
