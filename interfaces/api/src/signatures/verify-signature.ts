import { type KeyObject, verify } from 'node:crypto';
import type { SignatureAlgorithm } from '@istsi/integration';

/** RFC 9421, sections 3.3.4 and 3.3.6: both have signatures of 64 bytes, and P-256 not in DER. */
export function verifySignature(
  algorithm: SignatureAlgorithm,
  key: KeyObject,
  base: Buffer,
  signature: Buffer,
): boolean {
  if (signature.length !== 64) return false;
  return algorithm === 'ed25519'
    ? verify(null, base, key, signature)
    : verify('sha256', base, { key, dsaEncoding: 'ieee-p1363' }, signature);
}
