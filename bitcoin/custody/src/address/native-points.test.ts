import fc from 'fast-check';
import { pointCompress, pointFromScalar, privateNegate } from 'tiny-secp256k1';
import { expect, test } from 'vitest';
import { type AddMultiple, compiledAddition, portableAddition } from './native-points.ts';

const ORDER = Buffer.from('fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141', 'hex');
const scalar = fc.uint8Array({ minLength: 32, maxLength: 32 }).filter((one) => pointFromScalar32(one) !== undefined);

function pointFromScalar32(one: Uint8Array): Uint8Array | undefined {
  try {
    return pointFromScalar(one, false) ?? undefined;
  } catch {
    return undefined;
  }
}

const hexOf = (key: Uint8Array | null): string | undefined => (key ? Buffer.from(key).toString('hex') : undefined);

// Where the package has no machine code there is only one to ask.
const additions = [compiledAddition, portableAddition].filter((one): one is AddMultiple => one !== undefined);

test('machine code and WebAssembly add the same', () => {
  fc.assert(
    fc.property(scalar, scalar, (secret, tweak) => {
      const point = pointFromScalar(secret, false) as Uint8Array;
      const [first, ...others] = additions.map((add) => hexOf(add(point, tweak)));
      expect(first).toMatch(/^0[23][0-9a-f]{64}$/);
      for (const other of others) expect(other).toBe(first);
    }),
    { numRuns: 50 },
  );
});

test.each<[string, (secret: Uint8Array) => Uint8Array]>([
  ['the order', () => ORDER],
  ['more than the order', () => Buffer.alloc(32, 0xff)],
  ['what leads to the point at infinity', (secret) => privateNegate(secret)],
])('no key is the sum with %s', (_, tweakFor) => {
  const secret = Buffer.alloc(32, 7);
  const point = pointCompress(pointFromScalar(secret, true) as Uint8Array, false);
  for (const add of additions) expect(add(point, tweakFor(secret))).toBeNull();
});
