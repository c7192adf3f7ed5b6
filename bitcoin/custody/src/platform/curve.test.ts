import fc from 'fast-check';
import * as secp256k1 from 'tiny-secp256k1';
import { describe, expect, test } from 'vitest';
import { sha256 as hashInBrowser, curve as inBrowser } from './browser.ts';
import { sha256 as hashInNode, curve as inNode } from './node.ts';

const hex = (text: string): Uint8Array => Buffer.from(text, 'hex');
const ORDER = hex('fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141');
const PRIME = hex('fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f');
const ZERO = new Uint8Array(32);
const KEY = new Uint8Array(32).fill(7);
const PUBLIC = secp256k1.pointFromScalar(KEY, true) as Uint8Array;
const X_ONLY = PUBLIC.subarray(1);
const DIGEST = new Uint8Array(32).fill(9);
const ECDSA = secp256k1.sign(DIGEST, KEY);
const SCHNORR = secp256k1.signSchnorr(DIGEST, KEY);

const joined = (...parts: Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));
const negated = (s: Uint8Array): Uint8Array => secp256k1.privateNegate(s);
const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 });
const scalar = bytes32.filter((one) => secp256k1.isPrivate(one));

describe('curve and hash of a browser answer as those of Node', () => {
  test('about signatures, whole and with any bit changed', () => {
    fc.assert(
      fc.property(scalar, bytes32, fc.nat(32 * 8 * 4 + 7), (key, digest, bit) => {
        const publicKey = secp256k1.pointFromScalar(key, true) as Uint8Array;
        const [ecdsa, schnorr] = [secp256k1.sign(digest, key), secp256k1.signSchnorr(digest, key)];
        expect(inBrowser.isEcdsaSigned(digest, publicKey, ecdsa)).toBe(true);
        expect(inBrowser.isSchnorrSigned(digest, publicKey.subarray(1), schnorr)).toBe(true);
        const spoil = (given: Uint8Array): Uint8Array => {
          const spoiled = Uint8Array.from(given);
          const at = (bit >> 3) % spoiled.length;
          spoiled[at] = (spoiled[at] ?? 0) ^ (1 << (bit & 7));
          return spoiled;
        };
        for (const curve of [inBrowser, inNode]) {
          expect(curve.isEcdsaSigned(digest, publicKey, spoil(ecdsa))).toBe(false);
          expect(curve.isSchnorrSigned(digest, publicKey.subarray(1), spoil(schnorr))).toBe(false);
        }
        const other = spoil(publicKey);
        expect(inBrowser.isEcdsaSigned(digest, other, ecdsa)).toBe(inNode.isEcdsaSigned(digest, other, ecdsa));
      }),
      { numRuns: 25 },
    );
  });

  test.each<[string, Uint8Array, Uint8Array]>([
    ['a signature with a high s', PUBLIC, joined(ECDSA.subarray(0, 32), negated(ECDSA.subarray(32)))],
    ['r of zero', PUBLIC, joined(ZERO, ECDSA.subarray(32))],
    ['s of zero', PUBLIC, joined(ECDSA.subarray(0, 32), ZERO)],
    ['the order as r', PUBLIC, joined(ORDER, ECDSA.subarray(32))],
    ['the order as s', PUBLIC, joined(ECDSA.subarray(0, 32), ORDER)],
    ['a key of 32 bytes', X_ONLY, ECDSA],
    ['a key that is not compressed', secp256k1.pointCompress(PUBLIC, false), ECDSA],
    ['a key of another prefix', joined(hex('04'), X_ONLY), ECDSA],
    ['a hybrid key', joined(hex('06'), secp256k1.pointCompress(PUBLIC, false).subarray(1)), ECDSA],
    ['a key off the curve', joined(hex('02'), hex('05'.padStart(64, '0'))), ECDSA],
    ['a key beyond the field', joined(hex('02'), PRIME), ECDSA],
    ['no key', new Uint8Array(), ECDSA],
  ])('no ECDSA signature: %s', (_, key, signature) => {
    for (const curve of [inBrowser, inNode]) expect(curve.isEcdsaSigned(DIGEST, key, signature)).toBe(false);
  });

  test.each<[string, Uint8Array, Uint8Array]>([
    ['a key of 33 bytes', PUBLIC, SCHNORR],
    ['a key off the curve', hex('05'.padStart(64, '0')), SCHNORR],
    ['a key beyond the field', PRIME, SCHNORR],
    ['a key of zero', ZERO, SCHNORR],
    ['r beyond the field', X_ONLY, joined(PRIME, SCHNORR.subarray(32))],
    ['the order as s', X_ONLY, joined(SCHNORR.subarray(0, 32), ORDER)],
    ['nothing', X_ONLY, new Uint8Array(64)],
  ])('no Schnorr signature: %s', (_, key, signature) => {
    for (const curve of [inBrowser, inNode]) expect(curve.isSchnorrSigned(DIGEST, key, signature)).toBe(false);
  });

  test('about tweaked keys', () => {
    fc.assert(
      fc.property(scalar, bytes32, (key, tweak) => {
        const publicKey = (secp256k1.pointFromScalar(key, true) as Uint8Array).subarray(1);
        const [browser, node] = [inBrowser, inNode].map((curve) => curve.tweakKey(publicKey, tweak));
        expect(browser && { ...browser, key: hexOf(browser.key) }).toEqual(node && { ...node, key: hexOf(node.key) });
      }),
      { numRuns: 25 },
    );
    const even = secp256k1.pointFromScalar(PUBLIC[0] === 3 ? negated(KEY) : KEY, true) as Uint8Array;
    const toInfinity = negated(PUBLIC[0] === 3 ? negated(KEY) : KEY);
    for (const curve of [inBrowser, inNode]) {
      expect(curve.tweakKey(even.subarray(1), toInfinity)).toBeUndefined();
      expect(hexOf(curve.tweakKey(X_ONLY, ZERO)?.key)).toBe(hexOf(X_ONLY));
    }
  });

  test.each<[string, Uint8Array, Uint8Array]>([
    ['a tweak of the order', X_ONLY, ORDER],
    ['a key off the curve', hex('05'.padStart(64, '0')), KEY],
    ['a key of zero', ZERO, KEY],
  ])('no tweaked key: %s', (_, key, tweak) => {
    for (const curve of [inBrowser, inNode]) expect(curve.tweakKey(key, tweak)).toBeUndefined();
  });

  test('about hashes, of parts as of the whole', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 5 }), (parts) => {
        expect(hexOf(hashInBrowser(...parts))).toBe(hexOf(hashInNode(joined(...parts))));
      }),
    );
  });
});

const hexOf = (given: Uint8Array | undefined): string => Buffer.from(given ?? []).toString('hex');
