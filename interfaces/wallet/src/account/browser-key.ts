import { Keypair, StrKey, TransactionBuilder } from '../signing/stellar.ts';
import { findKey, keepKey } from './key-store.ts';
import type { Signer } from './wallet.ts';

/** RFC 8410: what stands before the 32 bytes of an Ed25519 seed in PKCS #8. */
const PKCS8_PREFIX = [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];

export interface NewKey {
  address: string;
  /** Shown once, and kept nowhere. */
  secret: string;
}

/** A new key, not kept yet: first its owner writes the secret down. */
export function createKey(): NewKey {
  const pair = Keypair.random();
  return { address: pair.publicKey(), secret: pair.secret() };
}

export const isSecret = (text: string): boolean => StrKey.isValidEd25519SecretSeed(text);
export const addressOf = (secret: string): string => Keypair.fromSecret(secret).publicKey();
export const isAddress = (text: string): boolean =>
  StrKey.isValidEd25519PublicKey(text) || StrKey.isValidContract(text);

/** Keeps the key in this browser, so that it signs here and cannot be taken out again. */
export async function keepSecret(secret: string): Promise<string> {
  const seed = StrKey.decodeEd25519SecretSeed(secret);
  const pkcs8 = Uint8Array.of(...PKCS8_PREFIX, ...seed);
  const key = await crypto.subtle.importKey('pkcs8', pkcs8, 'Ed25519', false, ['sign']);
  pkcs8.fill(0);
  const address = addressOf(secret);
  await keepKey(address, key);
  return address;
}

/** Browsers have had Ed25519 since 2024 and 2025; an older one cannot keep a key out of a script's reach. */
export async function canKeepKeys(): Promise<boolean> {
  try {
    await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify']);
    return true;
  } catch {
    return false;
  }
}

/** The wallet that this browser is itself. */
export const browserWallet: Signer = {
  async signTransaction(xdr, { networkPassphrase, address }) {
    const transaction = TransactionBuilder.fromXdr(xdr, networkPassphrase);
    transaction.addSignature(address, await signatureOf(address, Uint8Array.from(transaction.hash())));
    return { signedTxXdr: transaction.toXdr(), signerAddress: address };
  },
  async signAuthEntry(preimage, { address }) {
    const bytes = Uint8Array.from(atob(preimage), (letter) => letter.charCodeAt(0));
    const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
    return { signedAuthEntry: await signatureOf(address, hash), signerAddress: address };
  },
};

/** Base64. */
async function signatureOf(address: string, hash: Uint8Array<ArrayBuffer>): Promise<string> {
  const key = await findKey(address);
  if (!key) throw new Error('no-key');
  const signature = await crypto.subtle.sign('Ed25519', key, hash);
  return btoa(String.fromCharCode(...new Uint8Array(signature)));
}
