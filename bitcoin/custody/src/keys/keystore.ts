import { hkdfSync, randomBytes } from 'node:crypto';
import { ed25519 } from '@noble/curves/ed25519.js';
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
  function openSeed(): Buffer {
    if (!isOpen) throw new CustodyError('keystore/closed', { path });
    return seed;
  }
  return {
    accountKey: async (options) => deriveAccount(openSeed(), options),
    signPsbt: async (psbt, options) => withAccountKey(openSeed(), options, (account) => signPsbt(psbt, account)),
    attestationKey: async (label) => withAttestationSecret(openSeed(), label, (secret) => ed25519.getPublicKey(secret)),
    async signAttestation(label, hash) {
      if (hash.length !== 32) throw new CustodyError('keystore/hash', { bytes: hash.length });
      return withAttestationSecret(openSeed(), label, (secret) => ed25519.sign(hash, secret));
    },
    close() {
      isOpen = false;
      seed.fill(0);
    },
  };
}

function withAttestationSecret<T>(seed: Buffer, label: string, use: (secret: Uint8Array) => T): T {
  if (!/^[a-z0-9./-]{1,64}$/.test(label)) throw new CustodyError('keystore/label', { label });
  const secret = new Uint8Array(hkdfSync('sha256', seed, ATTESTATION_SALT, label, 32));
  try {
    return use(secret);
  } finally {
    secret.fill(0);
  }
}
