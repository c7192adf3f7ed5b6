import { describe, expect, test } from 'vitest';
import { MAX_SATS } from './hashes.ts';
import { type InclusionProof, proveInclusion, verifyInclusion } from './inclusion.ts';
import { createLiabilityTree, type Liability, type LiabilityTree } from './tree.ts';

const account = (n: number, balanceSats = BigInt(n * 1000)): Liability => ({
  id: `account-${n}`,
  balanceSats,
  nonce: new Uint8Array(16).fill(n & 0xff),
});

function treeOver(count: number): LiabilityTree {
  const builder = createLiabilityTree(2);
  for (let n = 0; n < count; n++) builder.add(account(n));
  return builder.finish();
}

/** A tree as a careless or dishonest builder would make it: sums wrap at 64 bits. */
const forged = (proof: InclusionProof, change: Partial<InclusionProof>): InclusionProof => ({ ...proof, ...change });

describe('a merkle-sum tree', () => {
  test.each([1, 2, 3, 4, 5, 7, 8, 9, 100])('over %i accounts proves each of them and no other', (count) => {
    const tree = treeOver(count);
    expect(tree).toMatchObject({ accounts: count, sumSats: BigInt((count * (count - 1)) / 2) * 1000n });
    for (let n = 0; n < count; n++) {
      const proof = proveInclusion(tree, n, account(n));
      expect(verifyInclusion(proof, tree)).toEqual({ ok: true });
      expect(verifyInclusion({ ...proof, balanceSats: proof.balanceSats + 1n }, tree)).toMatchObject({ ok: false });
      if (count > 1) expect(verifyInclusion({ ...proof, index: n === 0 ? 1 : 0 }, tree)).toMatchObject({ ok: false });
    }
  });

  test('has a root that depends on every account, their order and their number', () => {
    const roots = [3, 4, 5].map((count) => treeOver(count).root);
    const reordered = createLiabilityTree();
    for (const n of [0, 2, 1]) reordered.add(account(n));
    const otherNonce = createLiabilityTree();
    for (const n of [0, 1, 2]) otherNonce.add({ ...account(n), nonce: new Uint8Array(16).fill(9) });
    expect(new Set([...roots, reordered.finish().root, otherNonce.finish().root]).size).toBe(5);
  });

  test.each<[string, Liability, string]>([
    ['a negative balance', account(9, -1n), 'negative'],
    ['a balance above all bitcoin', account(9, MAX_SATS + 1n), 'more than can exist'],
    ['a sum above all bitcoin', account(9, MAX_SATS), 'more than can exist'],
    ['an account twice', account(1), 'added before'],
    ['a short nonce', { ...account(9), nonce: new Uint8Array(8) }, 'nonce'],
    ['no id', { ...account(9), id: '' }, 'id'],
    ['an endless id', { ...account(9), id: 'x'.repeat(129) }, 'id'],
  ])('refuses %s', (_, liability, reason) => {
    const builder = createLiabilityTree();
    builder.add(account(1));
    expect(() => builder.add(liability)).toThrow(reason);
  });

  const tree = treeOver(11);
  const proof = proveInclusion(tree, 6, account(6));
  const [first, ...rest] = proof.siblings;
  const sibling = first ?? { hash: new Uint8Array(32), sumSats: 0n };
  test.each<[string, InclusionProof]>([
    ['another id', forged(proof, { id: 'account-7' })],
    ['another nonce', forged(proof, { nonce: new Uint8Array(16) })],
    ['a negative balance', forged(proof, { balanceSats: -1n })],
    ['a balance above all bitcoin', forged(proof, { balanceSats: MAX_SATS + 1n })],
    ['a neighbour that owes less than nothing', forged(proof, { siblings: [{ ...sibling, sumSats: -5n }, ...rest] })],
    ['a neighbour that wraps around', forged(proof, { siblings: [{ ...sibling, sumSats: 2n ** 64n - 5n }, ...rest] })],
    ['a neighbour of another sum', forged(proof, { siblings: [{ ...sibling, sumSats: 1n }, ...rest] })],
    ['sums that cannot exist', forged(proof, { siblings: proof.siblings.map((s) => ({ ...s, sumSats: MAX_SATS })) })],
    ['a way that is too short', forged(proof, { siblings: rest })],
    ['a way that is too long', forged(proof, { siblings: [...proof.siblings, sibling] })],
    ['a place beyond the last', forged(proof, { index: 11 })],
    ['a place before the first', forged(proof, { index: -1 })],
  ])('does not accept a proof with %s', (_, bad) => {
    expect(verifyInclusion(bad, tree)).toMatchObject({ ok: false });
  });

  test('does not accept a node as a leaf, nor other published figures', () => {
    expect(verifyInclusion(proof, { ...tree, sumSats: tree.sumSats + 1n })).toMatchObject({ ok: false });
    expect(verifyInclusion(proof, { ...tree, accounts: 12 })).toMatchObject({ ok: false });
    expect(verifyInclusion(proof, { ...tree, root: '0'.repeat(64) })).toMatchObject({ ok: false });
  });
});
