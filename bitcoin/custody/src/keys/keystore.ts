import { createPrivateKey, createPublicKey, hkdfSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import type { AccountKey } from '../descriptor/descriptor.ts';
import { CustodyError } from '../errors.ts';
import { signPsbt } from '../withdrawal/sign.ts';
import { type AccountOptions, deriveAccount, withAccountKey } from './account.ts';
import { readKeystoreFile, writeKeystoreFile } from './keystore-file.ts';

export const SEED_BYTES = 32;
const LEAST_PASSPHRASE = 8;
const ATTESTATION_SALT = 'istsi/attestation/1';

/**
 * What a signer may ask of its key. Nothing here gives the seed away, so that a hardware module or a custody service can
 * stand in for the file.
 */
export type Keystore = {
  /** This holder's account, for the custody's descriptor. */
  accountKey(options: AccountOptions): Promise<AccountKey>;
  /** Adds this holder's signatures to a PSBT that was verified before. */
  signPsbt(psbt: Uint8Array, options: AccountOptions): Promise<Uint8Array>;
  /**
   * The public half, 32 bytes, of an ed25519 key that depends on the seed and the label only. Knowing the key would tell
   * nothing about the Bitcoin keys.
   */
  attestationKey(label: string): Promise<Uint8Array>;
  /** Signs a hash of 32 bytes with that key (RFC 8032); 64 bytes. */
  signAttestation(label: string, hash: Uint8Array): Promise<Uint8Array>;
  /** Forgets the seed; every later call fails. */
  close(): void;
};

export type KeystoreLocation = { path: string; passphrase: string };

function checkPassphrase(passphrase: string): void {
  if ([...passphrase].length < LEAST_PASSPHRASE) {
    throw new CustodyError('keystore/passphrase', { leastLength: LEAST_PASSPHRASE });
  }
}

/** Makes a new keystore file and opens it. `seed` restores one from a backup; otherwise it is drawn at random. */
export async function createKeystore(
  options: KeystoreLocation & { seed?: Uint8Array; scryptLogCost?: number },
): Promise<Keystore> {
  checkPassphrase(options.passphrase);
  const seed = Buffer.from(options.seed ?? randomBytes(SEED_BYTES));
  if (seed.length !== SEED_BYTES) throw new CustodyError('keystore/seed', { bytes: seed.length });
  await writeKeystoreFile({ ...options, secret: seed });
  return seededKeystore(seed, options.path);
}

export async function openKeystore(options: KeystoreLocation): Promise<Keystore> {
  const seed = await readKeystoreFile(options);
  if (seed.length !== SEED_BYTES) throw new CustodyError('keystore/seed', { bytes: seed.length });
  return seededKeystore(seed, options.path);
}

function seededKeystore(seed: Buffer, path: string): Keystore {
  let isOpen = true;
  /** No more than what the seed gives, and to make one takes longer than to sign with it. */
  const attestationKeys = new Map<string, KeyObject>();
  function openSeed(): Buffer {
    if (!isOpen) throw new CustodyError('keystore/closed', { path });
    return seed;
  }
  function attestationKeyOf(label: string): KeyObject {
    const from = openSeed();
    const known = attestationKeys.get(label);
    if (known) return known;
    const key = deriveAttestationKey(from, label);
    attestationKeys.set(label, key);
    return key;
  }
  return {
    accountKey: async (options) => deriveAccount(openSeed(), options),
    signPsbt: async (psbt, options) => withAccountKey(openSeed(), options, (account) => signPsbt(psbt, account)),
    attestationKey: async (label) => publicBytes(attestationKeyOf(label)),
    async signAttestation(label, hash) {
      if (hash.length !== 32) throw new CustodyError('keystore/hash', { bytes: hash.length });
      return new Uint8Array(sign(null, hash, attestationKeyOf(label)));
    },
    close() {
      isOpen = false;
      attestationKeys.clear();
      seed.fill(0);
    },
  };
}

/** RFC 8410: what comes before an ed25519 key of 32 bytes in DER. */
const PRIVATE_KEY_FRAME = Buffer.from('302e020100300506032b657004220420', 'hex');
const KEY_BYTES = 32;

const publicBytes = (key: KeyObject): Uint8Array =>
  new Uint8Array(createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-KEY_BYTES));

function deriveAttestationKey(seed: Buffer, label: string): KeyObject {
  if (!/^[a-z0-9./-]{1,64}$/.test(label)) throw new CustodyError('keystore/label', { label });
  const secret = Buffer.from(hkdfSync('sha256', seed, ATTESTATION_SALT, label, KEY_BYTES));
  const der = Buffer.concat([PRIVATE_KEY_FRAME, secret]);
  try {
    return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  } finally {
    secret.fill(0);
    der.fill(0);
  }
}
