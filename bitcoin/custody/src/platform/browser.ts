import { schnorr, secp256k1 } from '@noble/curves/secp256k1.js';
import { sha256 as hashOf } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { answered, type Curve } from './curve.ts';
import { doubleMultiply, hasX, toAffine } from './double-multiply.ts';

/** Of the parts as if they were one. */
export function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  const hash = hashOf.create();
  for (const part of parts) hash.update(part);
  return hash.digest();
}

const { Point } = secp256k1;
const { Fp, Fn } = Point;

/** Numbers, keys and hashes are @noble/curves’, the sum that takes the time is `doubleMultiply`: there is no WebAssembly to be loaded. */
export const curve: Curve = {
  isEcdsaSigned(digest, key, compact) {
    if (key.length !== 33 || digest.length !== 32) return false;
    const given = answered(() => ({
      q: Point.fromBytes(key).toAffine(),
      signature: secp256k1.Signature.fromBytes(compact, 'compact'),
    }));
    if (!given || given.signature.hasHighS()) return false;
    const { r, s } = given.signature;
    const inverse = Fn.inv(s);
    const sum = doubleMultiply(Fn.mul(numberOf(digest), inverse), Fn.mul(r, inverse), given.q);
    // Modulo the order x is r: it may be larger by the order itself.
    return sum !== undefined && (hasX(sum, r) || (r + Fn.ORDER < Fp.ORDER && hasX(sum, r + Fn.ORDER)));
  },
  isSchnorrSigned(digest, key, signature) {
    if (key.length !== 32 || signature.length !== 64) return false;
    const [rBytes, sBytes] = [signature.subarray(0, 32), signature.subarray(32)];
    const given = answered(() => ({ q: schnorr.utils.lift_x(Fp.fromBytes(key)).toAffine(), s: Fn.fromBytes(sBytes) }));
    if (!given) return false;
    const challenge = numberOf(schnorr.utils.taggedHash('BIP0340/challenge', rBytes, key, digest));
    const sum = doubleMultiply(given.s, Fn.neg(Fn.create(challenge)), given.q);
    if (!sum) return false;
    const { x, y } = toAffine(sum);
    return (y & 1n) === 0n && x === numberOf(rBytes);
  },
  tweakKey: (key, tweak) =>
    answered(() => {
      const scalar = Point.Fn.fromBytes(tweak);
      const point = Point.fromBytes(Uint8Array.of(2, ...key));
      const sum = scalar === 0n ? point : point.add(Point.BASE.multiply(scalar));
      sum.assertValidity();
      const bytes = sum.toBytes(true);
      return { key: bytes.subarray(1), parity: bytes[0] === 3 ? 1 : 0 };
    }),
};

const numberOf = (bytes: Uint8Array): bigint => BigInt(`0x${bytesToHex(bytes)}`);
