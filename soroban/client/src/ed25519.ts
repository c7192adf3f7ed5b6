import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { type Keypair, StrKey, type Transaction, xdr } from '@stellar/stellar-sdk';

/** RFC 8410: what comes before a key of 32 bytes in DER. */
const PRIVATE_KEY_FRAME = Buffer.from('302e020100300506032b657004220420', 'hex');
const PUBLIC_KEY_FRAME = Buffer.from('302a300506032b6570032100', 'hex');
const SIGNATURE_BYTES = 64;

// A key is used for as long as its owner lives.
const privateKeys = new WeakMap<Keypair, KeyObject>();

/** As `keypair.sign`, by OpenSSL: stellar-sdk's own takes twenty times as long, and a service signs all day. */
export function signEd25519(keypair: Keypair, message: Uint8Array): Uint8Array {
  let key = privateKeys.get(keypair);
  if (!key) {
    const der = Buffer.concat([PRIVATE_KEY_FRAME, keypair.rawSecretKey()]);
    key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
    der.fill(0);
    privateKeys.set(keypair, key);
  }
  return new Uint8Array(sign(null, message, key));
}

/** Whether an account's key (G…) signed the message. */
export function verifyEd25519(address: string, message: Uint8Array, signature: Uint8Array): boolean {
  return signature.length === SIGNATURE_BYTES && verify(null, message, publicKeyOf(address), signature);
}

// Custodians, operators and guardians: the same few sign all day.
const publicKeys = new Map<string, KeyObject>();
const MOST_REMEMBERED = 1_000;

function publicKeyOf(address: string): KeyObject {
  const known = publicKeys.get(address);
  if (known) return known;
  const der = Buffer.concat([PUBLIC_KEY_FRAME, StrKey.decodeEd25519PublicKey(address)]);
  const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
  if (publicKeys.size >= MOST_REMEMBERED) publicKeys.clear();
  publicKeys.set(address, key);
  return key;
}

/** As `transaction.sign(keypair)`; answers the hash that was signed, which takes the SDK an encoding of all of it. */
export function signTransaction(transaction: Transaction, keypair: Keypair): Uint8Array {
  const hash = transaction.hash();
  transaction.addDecoratedSignature(
    new xdr.DecoratedSignature({
      hint: keypair.signatureHint(),
      signature: signEd25519(keypair, hash),
    }),
  );
  return hash;
}
