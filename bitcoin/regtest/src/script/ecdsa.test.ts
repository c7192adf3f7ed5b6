import fc from 'fast-check';
import { pointFromScalar, privateNegate, sign } from 'tiny-secp256k1';
import { describe, expect, test } from 'vitest';
import { compiledVerify, portableVerify } from './ecdsa.ts';

const ORDER = Buffer.from('fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141', 'hex');
const SECRET = Buffer.alloc(32, 7);
const KEY = Buffer.from(pointFromScalar(SECRET, true) as Uint8Array);
const HASH = Buffer.alloc(32, 9);
const SIGNATURE = Buffer.from(sign(HASH, SECRET));
const [R, S] = [SIGNATURE.subarray(0, 32), SIGNATURE.subarray(32)];

// Where the package has no machine code there is only one to ask.
const verifiers = [compiledVerify, portableVerify].filter((one) => one !== undefined);

/** As `verifyEcdsa` asks: what a library throws at signed nothing. */
function answers(signature: Buffer, hash: Buffer, key: Buffer): boolean[] {
  return verifiers.map((verify) => {
    try {
      return verify(Buffer.from(signature), hash, key);
    } catch {
      return false;
    }
  });
}

describe('machine code and WebAssembly say the same', () => {
  test.each<[string, boolean, Buffer, Buffer]>([
    ['a signature', true, SIGNATURE, KEY],
    ['with an uncompressed key', true, SIGNATURE, Buffer.from(pointFromScalar(SECRET, false) as Uint8Array)],
    ['with the other s, which consensus takes', true, Buffer.concat([R, privateNegate(S)]), KEY],
    ['r of zero', false, Buffer.concat([Buffer.alloc(32), S]), KEY],
    ['s of zero', false, Buffer.concat([R, Buffer.alloc(32)]), KEY],
    ['the order as r', false, Buffer.concat([ORDER, S]), KEY],
    ['the order as s', false, Buffer.concat([R, ORDER]), KEY],
    ['a key off the curve', false, SIGNATURE, Buffer.from(`02${'05'.padStart(64, '0')}`, 'hex')],
    ['a key beyond the field', false, SIGNATURE, Buffer.concat([Buffer.of(2), Buffer.alloc(32, 0xff)])],
  ])('%s', (_, holds, signature, key) => {
    expect(answers(signature, HASH, key)).toEqual(verifiers.map(() => holds));
  });

  test('of a signature with any bit changed', () => {
    fc.assert(
      fc.property(fc.nat(64 * 8 - 1), (bit) => {
        const spoiled = Buffer.from(SIGNATURE);
        spoiled[bit >> 3] = (spoiled[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(answers(spoiled, HASH, KEY)).toEqual(verifiers.map(() => false));
      }),
      { numRuns: 50 },
    );
  });
});
