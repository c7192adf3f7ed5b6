import { schnorr, secp256k1 } from '@noble/curves/secp256k1.js';
import { sha256 as hashOf } from '@noble/hashes/sha2.js';
import { answered, type Curve } from './curve.ts';

/** Of the parts as if they were one. */
export function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  const hash = hashOf.create();
  for (const part of parts) hash.update(part);
  return hash.digest();
}

const { Point } = secp256k1;

/** @noble/curves: no WebAssembly to be loaded, and a fifth of the speed. */
export const curve: Curve = {
  isEcdsaSigned: (digest, key, compact) =>
    (key.length === 33 && answered(() => secp256k1.verify(compact, digest, key, { prehash: false, lowS: true }))) ===
    true,
  isSchnorrSigned: (digest, key, signature) =>
    key.length === 32 && signature.length === 64 && answered(() => schnorr.verify(signature, digest, key)) === true,
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
