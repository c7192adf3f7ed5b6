import { createHash } from 'node:crypto';
import { isPoint, isPointCompressed, isXOnlyPoint, verify, verifySchnorr, xOnlyPointAddTweak } from 'tiny-secp256k1';
import { answered, type Curve } from './curve.ts';

/** Of the parts as if they were one. */
export function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** libsecp256k1. */
export const curve: Curve = {
  isEcdsaSigned: (digest, key, compact) =>
    isPointCompressed(key) && isPoint(key) && answered(() => verify(digest, key, compact, true)) === true,
  isSchnorrSigned: (digest, key, signature) =>
    isXOnlyPoint(key) && answered(() => verifySchnorr(digest, key, signature)) === true,
  tweakKey(key, tweak) {
    const tweaked = answered(() => xOnlyPointAddTweak(key, tweak));
    return tweaked ? { key: tweaked.xOnlyPubkey, parity: tweaked.parity } : undefined;
  },
};
