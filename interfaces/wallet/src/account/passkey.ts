import type { PasskeyAssertion } from '@istsi/client/signing';

/** COSE: ECDSA with SHA-256 on P-256, the one that the network verifies for an account. */
const ES256 = -7;
/** Of a key on P-256 as SubjectPublicKeyInfo: the point, uncompressed, is at its end. */
const POINT_BYTES = 65;
const HALF = 32;
/** Order of P-256, and half of it. */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

export interface MadePasskey {
  /** Base64url, as the browser names it. */
  credential: string;
  /** Hex, 65 bytes. */
  publicKey: string;
}

/** Whether this browser makes passkeys, here. */
export const hasPasskeys = (): boolean => typeof PublicKeyCredential === 'function' && isSecureContext;

/**
 * A passkey for an account, which its keeper shows under this name. It remembers the account's id (32 bytes): wherever the passkey
 * is, the account is found again. Null where its owner did not want it.
 */
export async function makePasskey(accountId: Uint8Array, name: string): Promise<MadePasskey | null> {
  const made = await orNull(
    navigator.credentials.create({
      publicKey: {
        rp: { name: 'iSTSi' },
        user: { id: Uint8Array.from(accountId), name, displayName: name },
        // Whoever made it attests nothing here: the challenge proves nothing to anybody.
        challenge: crypto.getRandomValues(new Uint8Array(HALF)),
        pubKeyCredParams: [{ type: 'public-key', alg: ES256 }],
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      },
    }),
  );
  if (!made) return null;
  const key = (made.response as AuthenticatorAttestationResponse).getPublicKey();
  if (!key) throw new Error('the browser does not tell the key of the passkey');
  return { credential: made.id, publicKey: toHex(new Uint8Array(key).slice(-POINT_BYTES)) };
}

/** Which account a passkey of this browser, or of a phone beside it, is for. Null where its owner did not choose one. */
export async function findPasskey(): Promise<{ credential: string; accountId: Uint8Array } | null> {
  const found = await get({ challenge: crypto.getRandomValues(new Uint8Array(HALF)) });
  const id = found && (found.response as AuthenticatorAssertionResponse).userHandle;
  return found && id ? { credential: found.id, accountId: new Uint8Array(id) } : null;
}

/** Has exactly this hash signed by the passkey, by somebody who was recognized. Null where its owner did not want it. */
export async function assertWith(credential: string, challenge: Uint8Array): Promise<PasskeyAssertion | null> {
  const allowCredentials = [{ type: 'public-key' as const, id: fromBase64Url(credential) }];
  const found = await get({ challenge: Uint8Array.from(challenge), allowCredentials });
  if (!found) return null;
  const { authenticatorData, clientDataJSON, signature } = found.response as AuthenticatorAssertionResponse;
  return {
    authenticatorData: new Uint8Array(authenticatorData),
    clientDataJson: new Uint8Array(clientDataJSON),
    signature: compactSignature(new Uint8Array(signature)),
  };
}

async function get(
  options: Pick<PublicKeyCredentialRequestOptions, 'challenge' | 'allowCredentials'>,
): Promise<PublicKeyCredential | null> {
  return await orNull(navigator.credentials.get({ publicKey: { ...options, userVerification: 'required' } }));
}

/** Who closes the browser's question, or lets it wait, did not want it. */
async function orNull(asked: Promise<Credential | null>): Promise<PublicKeyCredential | null> {
  try {
    return (await asked) as PublicKeyCredential | null;
  } catch (error) {
    if (error instanceof DOMException && ['NotAllowedError', 'AbortError'].includes(error.name)) return null;
    throw error;
  }
}

/** A DER signature (RFC 3279, §2.2.3) as r and s of 32 bytes each, s in the lower half as the network wants it (CAP-51). */
export function compactSignature(der: Uint8Array): Uint8Array {
  const [r, next] = integerAt(der, 2);
  const [s] = integerAt(der, next);
  return Uint8Array.from([...bytesOf(r), ...bytesOf(s > ORDER / 2n ? ORDER - s : s)]);
}

function integerAt(der: Uint8Array, at: number): [value: bigint, next: number] {
  const length = der[at + 1] ?? 0;
  const begin = at + 2;
  return [BigInt(`0x${toHex(der.slice(begin, begin + length))}`), begin + length];
}

const bytesOf = (value: bigint): Uint8Array => fromHex(value.toString(16).padStart(2 * HALF, '0'));

export const toHex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

export const fromHex = (text: string): Uint8Array =>
  Uint8Array.from(text.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));
}
