import { secp256k1 } from '@noble/curves/secp256k1.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { doubleMultiply, hasX, toAffine } from './double-multiply.ts';

const { Point } = secp256k1;
const ORDER = Point.Fn.ORDER;
const LAMBDA = 0x5363ad4cc05c30e0a5261c028812645a122e22ea20816678df02967c1b23bd72n;

/** As @noble/curves has it. */
function expected(u1: bigint, u2: bigint, q: InstanceType<typeof Point>) {
  const sum = Point.BASE.multiplyUnsafe(u1).add(q.multiplyUnsafe(u2));
  return sum.is0() ? undefined : sum.toAffine();
}

function check(u1: bigint, u2: bigint, q: InstanceType<typeof Point>): void {
  const sum = doubleMultiply(u1, u2, q.toAffine());
  const wanted = expected(u1, u2, q);
  expect(sum && toAffine(sum)).toEqual(wanted);
  if (sum && wanted) expect([hasX(sum, wanted.x), hasX(sum, wanted.x + 1n)]).toEqual([true, false]);
}

const scalar = fc.bigInt({ min: 0n, max: ORDER - 1n });
const nonZero = fc.bigInt({ min: 1n, max: ORDER - 1n });
/** Where windows, halves of scalars and sums meet their edges. */
const edges = [0n, 1n, 2n, 15n, 17n, 128n, LAMBDA, ORDER - 1n];

test('the sum of two multiples is that of @noble/curves', () => {
  fc.assert(
    fc.property(scalar, scalar, nonZero, (u1, u2, key) => check(u1, u2, Point.BASE.multiply(key))),
    { numRuns: 40 },
  );
});

test('also where what is added is equal, opposite, infinite or a multiple of the generator itself', () => {
  for (const key of [1n, 3n, LAMBDA, ORDER - 1n])
    for (const u1 of edges) for (const u2 of edges) check(u1, u2, Point.BASE.multiply(key));
  // k · G + (-1) · (k · G), for any k, is no point.
  fc.assert(
    fc.property(nonZero, (key) => {
      expect(doubleMultiply(key, ORDER - 1n, Point.BASE.multiply(key).toAffine())).toBeUndefined();
    }),
    { numRuns: 20 },
  );
});
