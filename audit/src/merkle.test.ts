import { hex } from '@scure/base';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  consistencyProof,
  EMPTY_ROOT,
  hashOfRange,
  inclusionProof,
  isConsistent,
  leafHash,
  type ReadHashes,
  rootOf,
  rootOfInclusion,
} from './merkle.ts';

/** Entries and roots of certificate-transparency-go's reference tree (RFC 6962). */
const entries = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const roots = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

const leavesOf = (count: number): Uint8Array[] =>
  Array.from({ length: count }, (_, i) => leafHash(Uint8Array.of(i >> 8, i & 255)));

/** As tiles give them: whole subtrees, computed from all leaves. */
const reading =
  (leaves: readonly Uint8Array[]): ReadHashes =>
  async (level, start, count) =>
    Array.from({ length: count }, (_, i) => {
      const span = 256 ** level;
      return rootOf(leaves.slice((start + i) * span, (start + i + 1) * span));
    });

describe('the tree of RFC 6962', () => {
  test('of nothing has the hash of nothing', () => {
    expect(hex.encode(EMPTY_ROOT)).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });

  test.each(roots.map((root, i) => [i + 1, root] as const))(
    'of %i entries has the root of the reference',
    (size, root) => {
      const leaves = entries.slice(0, size).map((entry) => leafHash(hex.decode(entry)));
      expect(hex.encode(rootOf(leaves))).toBe(root);
    },
  );

  test('is the same read through subtrees of 256', async () => {
    for (const size of [1, 255, 256, 257, 511, 512, 600]) {
      const leaves = leavesOf(size);
      expect(await hashOfRange(reading(leaves), 0, size)).toEqual(rootOf(leaves));
    }
  });
});

describe('a proof', () => {
  test('leads from every entry to the root, and from no other place and no other entry', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 700 }), fc.nat(), fc.nat(), async (size, a, b) => {
        const [index, other] = [a % size, b % size];
        const leaves = leavesOf(size);
        const path = await inclusionProof(reading(leaves), index, size);
        expect(rootOfInclusion(leaves[index]!, index, size, path)).toEqual(rootOf(leaves));
        if (other === index) return;
        expect(rootOfInclusion(leaves[index]!, other, size, path)).not.toEqual(rootOf(leaves));
        expect(rootOfInclusion(leaves[other]!, index, size, path)).not.toEqual(rootOf(leaves));
      }),
      { numRuns: 60 },
    );
  });

  test('shows that a tree continues an older one, and not another one', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 700 }), fc.nat(), async (size, a) => {
        const before = a % (size + 1);
        const leaves = leavesOf(size);
        const proof = await consistencyProof(reading(leaves), before, size);
        const after = { size, root: rootOf(leaves) };
        const then = { size: before, root: rootOf(leaves.slice(0, before)) };
        expect(isConsistent(then, after, proof)).toBe(true);
        if (before === 0) return;
        const edited = [leafHash(Uint8Array.of(9, 9, 9)), ...leaves.slice(1, before)];
        expect(isConsistent({ size: before, root: rootOf(edited) }, after, proof)).toBe(false);
        expect(isConsistent(then, after, [...proof, after.root])).toBe(false);
      }),
      { numRuns: 60 },
    );
  });
});
