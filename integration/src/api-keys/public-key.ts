import { createPublicKey, type KeyObject } from 'node:crypto';
import { ApiKeyError } from './errors.ts';

/** Of RFC 9421's algorithms (section 3.3) those that have one way to sign, and short keys. */
export type SignatureAlgorithm = 'ed25519' | 'ecdsa-p256-sha256';

/** The longest text of a public key that is read: either algorithm's has some hundred characters. */
export const MOST_PUBLIC_KEY = 1_000;

/**
 * A public key as people write it down (PEM, or the base64 of its SubjectPublicKeyInfo), as it is kept: that base64.
 * `api-keys/bad-public-key` says what is wrong with any other text.
 */
export function parsePublicKey(text: string): string {
  if (text.includes('PRIVATE KEY'))
    throw bad('this is a private key, which nobody but its owner needs: send its public half');
  const key = decode(text);
  if (algorithmOf(key) === undefined) {
    const { namedCurve } = key.asymmetricKeyDetails ?? {};
    throw bad(`a key of ${namedCurve ?? key.asymmetricKeyType} does not sign here: make one of Ed25519 or P-256`);
  }
  return key.export({ format: 'der', type: 'spki' }).toString('base64');
}

/** A key as `parsePublicKey` keeps it, and which algorithm it is for: no signature chooses that. */
export function readPublicKey(kept: string): { key: KeyObject; algorithm: SignatureAlgorithm } {
  const key = createPublicKey({ key: Buffer.from(kept, 'base64'), format: 'der', type: 'spki' });
  const algorithm = algorithmOf(key);
  if (algorithm === undefined) throw new Error(`a key of ${key.asymmetricKeyType} was kept to verify signatures`);
  return { key, algorithm };
}

function decode(text: string): KeyObject {
  try {
    // A field of one line takes the ends of PEM's lines away: what stands between the marks is read whichever way it is broken.
    const base64 = /-----BEGIN PUBLIC KEY-----(.*)-----END PUBLIC KEY-----/s.exec(text)?.[1] ?? text;
    return createPublicKey({ key: Buffer.from(base64, 'base64'), format: 'der', type: 'spki' });
  } catch (error) {
    throw bad('this is no public key: PEM (`-----BEGIN PUBLIC KEY-----`) or the base64 of its DER is expected', error);
  }
}

function algorithmOf(key: KeyObject): SignatureAlgorithm | undefined {
  if (key.asymmetricKeyType === 'ed25519') return 'ed25519';
  const isP256 = key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1';
  return isP256 ? 'ecdsa-p256-sha256' : undefined;
}

const bad = (why: string, cause?: unknown): ApiKeyError =>
  new ApiKeyError('api-keys/bad-public-key', { why }, { cause });
