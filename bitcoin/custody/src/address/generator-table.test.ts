import { secp256k1 } from '@noble/curves/secp256k1.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addMultiples, type PointSum } from './generator-table.ts';

const { Point } = secp256k1;
const ORDER = Point.Fn.ORDER;

const bytesOf = (value: bigint): Uint8Array => Buffer.from(value.toString(16).padStart(64, '0'), 'hex');
const sumOf = (at: bigint, scalar: bigint): PointSum => ({
  point: Point.BASE.multiply(at).toAffine(),
  scalar: bytesOf(scalar),
});
/** The library's answer. */
const expected = (at: bigint, scalar: bigint): Uint8Array | undefined => {
  const total = (at + scalar) % ORDER;
  return total === 0n ? undefined : Point.BASE.multiply(total).toBytes();
};

describe('a point and a multiple of the generator', () => {
  test('give what the curve library gives, alone and in company', () => {
    const scalar = fc.bigInt({ min: 0n, max: ORDER - 1n });
    const point = fc.bigInt({ min: 1n, max: ORDER - 1n });
    fc.assert(
      fc.property(fc.array(fc.tuple(point, scalar), { minLength: 1, maxLength: 4 }), (sums) => {
        const found = addMultiples(sums.map(([at, by]) => sumOf(at, by)));
        expect(found).toEqual(sums.map(([at, by]) => expected(at, by)));
      }),
      { numRuns: 40 },
    );
  });

  test('give the same together, where each digit of all of them is added at once', () => {
    const pairs = fc.sample(
      fc.tuple(fc.bigInt({ min: 1n, max: ORDER - 1n }), fc.bigInt({ min: 0n, max: ORDER - 1n })),
      { numRuns: 60, seed: 1 },
    );
    expect(addMultiples(pairs.map(([at, by]) => sumOf(at, by)))).toEqual(pairs.map(([at, by]) => expected(at, by)));
  });

  // Digits at their bounds and carries through all of them; and sums in which a point meets itself or its negative.
  const scalars = [0n, 1n, 2n, 511n, 512n, 513n, 1023n, 1024n, 1536n, 2n ** 255n, 2n ** 250n - 1n, ORDER - 1n];
  const points = [1n, 2n, 512n, 1024n, ORDER - 1n, ORDER - 512n, ORDER - 1024n];
  test.each(points)('are added where the point is %d times the generator, whatever the multiple', (at) => {
    const sums = scalars.map((by) => sumOf(at, by));
    const wanted = scalars.map((by) => expected(at, by));
    expect(addMultiples(sums)).toEqual(wanted);
    expect(addMultiples([...sums, ...sums, ...sums])).toEqual([...wanted, ...wanted, ...wanted]);
  });

  test.each([
    ['the order', ORDER],
    ['the highest number', 2n ** 256n - 1n],
  ])('are nothing for a scalar of %s, which BIP-32 has none derived from, and others are not harmed', (_, scalar) => {
    expect(addMultiples([sumOf(7n, scalar), sumOf(7n, 5n)])).toEqual([undefined, expected(7n, 5n)]);
    const many = Array.from({ length: 30 }, () => sumOf(7n, 5n));
    expect(addMultiples([sumOf(7n, scalar), ...many])).toEqual([undefined, ...many.map(() => expected(7n, 5n))]);
  });

  test('are nothing for nobody', () => {
    expect(addMultiples([])).toEqual([]);
  });
});
