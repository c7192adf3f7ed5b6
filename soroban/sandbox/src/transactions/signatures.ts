import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import { StrKey } from '@stellar/stellar-sdk';
import type { AccountEntry, Signer } from '../host/boundary.ts';
import type { Signature } from './envelope.ts';

/** Tells which signatures of one transaction were needed; a signature nobody needed makes it invalid. */
export type SignatureCheck = {
  /** Whether signatures of these signers add up to `weight` (at least one, even when the weight is zero). */
  covers(signers: readonly Signer[], weight: number): boolean;
  allUsed(): boolean;
};

const MAX_WEIGHT = 255;

/** Follows stellar-core's `SignatureChecker`, order of signer kinds included: it decides which signatures count as used. */
export function checkSignatures(hash: Buffer, signatures: readonly Signature[]): SignatureCheck {
  const used = signatures.map(() => false);

  const isValid = (index: number, key: string): boolean => {
    const signature = signatures[index]!;
    const known = signature.checked.get(key);
    if (known !== undefined) return known;
    const valid = matches(signature, key, hash);
    signature.checked.set(key, valid);
    return valid;
  };

  const covers = (signers: readonly Signer[], weight: number): boolean => {
    let total = 0;
    const add = (signer: Signer) => {
      total += Math.min(signer.weight, MAX_WEIGHT);
      return total >= weight;
    };
    for (const signer of signers) {
      if (signer.key[0] === 'T' && isPreAuthorized(signer.key, hash) && add(signer)) return true;
    }
    for (const kind of ['X', 'G', 'P']) {
      const left = signers.filter((signer) => signer.key[0] === kind);
      for (let index = 0; index < signatures.length && left.length > 0; index++) {
        const found = left.findIndex((signer) => isValid(index, signer.key));
        if (found < 0) continue;
        used[index] = true;
        if (add(left.splice(found, 1)[0]!)) return true;
      }
    }
    return false;
  };

  return { covers, allUsed: () => used.every(Boolean) };
}

/** The master key, when it has weight, and the other signers. */
export function signersOf(account: AccountEntry): Signer[] {
  const master = account.thresholds[0];
  const own = master > 0 ? [{ key: account.accountId, weight: master }] : [];
  return [...own, ...account.signers];
}

function isPreAuthorized(key: string, hash: Buffer): boolean {
  return hash.equals(StrKey.decodePreAuthTx(key));
}

function matches({ hint, signature }: Signature, key: string, hash: Buffer): boolean {
  switch (key[0]) {
    case 'G':
      return endsWith(publicKeyBytes(key), hint) && verifyEd25519(key, hash, signature);
    case 'X': {
      const wanted = StrKey.decodeSha256Hash(key);
      return endsWith(wanted, hint) && createHash('sha256').update(signature).digest().equals(wanted);
    }
    default:
      return matchesSignedPayload(hint, signature, key);
  }
}

/** CAP-40: the signature covers a payload of its own; its hint is mixed with the end of that payload. */
function matchesSignedPayload(hint: Uint8Array, signature: Uint8Array, key: string): boolean {
  const raw = Buffer.from(StrKey.decodeSignedPayload(key));
  const signer = raw.subarray(0, 32);
  const payload = raw.subarray(36, 36 + raw.readUInt32BE(32));
  const mixed = Buffer.from(signer.subarray(28));
  const tail = Buffer.alloc(4);
  payload.subarray(Math.max(0, payload.length - 4)).copy(tail);
  for (let index = 0; index < 4; index++) mixed[index]! ^= tail[index]!;
  return mixed.equals(hint) && verifyEd25519(StrKey.encodeEd25519PublicKey(signer), payload, signature);
}

function endsWith(bytes: Uint8Array, hint: Uint8Array): boolean {
  return Buffer.compare(bytes.subarray(bytes.length - 4), hint) === 0;
}

type PublicKey = { raw: Uint8Array; object: KeyObject | undefined };
const keys = new Map<string, PublicKey>();
const KEYS_MAX = 20_000;
/** DER of an ed25519 `SubjectPublicKeyInfo` (RFC 8410) up to the key itself. */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

function publicKey(key: string): PublicKey {
  let known = keys.get(key);
  if (known === undefined) {
    if (keys.size >= KEYS_MAX) keys.clear();
    known = { raw: StrKey.decodeEd25519PublicKey(key), object: undefined };
    keys.set(key, known);
  }
  return known;
}

const publicKeyBytes = (key: string) => publicKey(key).raw;

function keyObject(key: string): KeyObject {
  const known = publicKey(key);
  known.object ??= createPublicKey({ key: Buffer.concat([SPKI_PREFIX, known.raw]), format: 'der', type: 'spki' });
  return known.object;
}

function verifyEd25519(key: string, message: Uint8Array, signature: Uint8Array): boolean {
  return signature.length === 64 && verify(null, message, keyObject(key), signature);
}

/** Whether a signature can be that of an ed25519 signer, by its hint. */
export function isEd25519Signature({ hint, signature }: Signature, key: string): boolean {
  return key[0] === 'G' && signature.length === 64 && endsWith(publicKeyBytes(key), hint);
}

/** As `verifyEd25519`, on a thread of the pool. */
export function verifyElsewhere(key: string, message: Uint8Array, signature: Uint8Array): Promise<boolean> {
  return new Promise((resolve) => {
    verify(null, message, keyObject(key), signature, (error, valid) => resolve(error === null && valid));
  });
}
