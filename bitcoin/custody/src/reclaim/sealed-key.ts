import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { scryptAsync } from '@noble/hashes/scrypt.js';
import { randomBytes } from '@noble/hashes/utils.js';
import { bytesToHex, hexToBytes, utf8ToBytes } from '../bytes.ts';
import { CustodyError } from '../errors.ts';

/** A private key as a recovery file holds it: readable, or under a passphrase. */
export type SealedKey =
  | { readonly kind: 'plain'; readonly key: string }
  | {
      readonly kind: 'encrypted';
      readonly kdf: { readonly name: 'scrypt'; readonly logCost: number; readonly salt: string };
      readonly cipher: { readonly name: 'xchacha20-poly1305'; readonly nonce: string };
      readonly ciphertext: string;
    };

const KEY_BYTES = 32;
/** Poly1305's. */
const TAG_BYTES = 16;
/** 2^16 × 8 × 128 bytes: 64 MiB a guess, about a second in a browser. */
const LOG_COST = 16;
/** Bounds on what a file may ask this machine to do. */
const LOG_COST_RANGE = { least: 10, most: 20 };
const BLOCK_SIZE = 8;
const LEAST_PASSPHRASE = 8;

async function openCipher(passphrase: string, logCost: number, salt: string, nonce: string) {
  const options = {
    N: 2 ** logCost,
    r: BLOCK_SIZE,
    p: 1,
    dkLen: 32,
    maxmem: 2 ** logCost * BLOCK_SIZE * 128 + 2 ** 20,
  };
  const key = await scryptAsync(utf8ToBytes(passphrase.normalize('NFKC')), hexToBytes(salt), options);
  return xchacha20poly1305(key, hexToBytes(nonce));
}

/** Without a passphrase whoever reads the file can take the coins, once they are ripe. */
export async function sealKey(key: Uint8Array, passphrase?: string, logCost = LOG_COST): Promise<SealedKey> {
  if (passphrase === undefined) return { kind: 'plain', key: bytesToHex(key) };
  if ([...passphrase].length < LEAST_PASSPHRASE) {
    throw new CustodyError('keystore/passphrase', { leastLength: LEAST_PASSPHRASE });
  }
  const [salt, nonce] = [bytesToHex(randomBytes(32)), bytesToHex(randomBytes(24))];
  const cipher = await openCipher(passphrase, logCost, salt, nonce);
  return {
    kind: 'encrypted',
    kdf: { name: 'scrypt', logCost, salt },
    cipher: { name: 'xchacha20-poly1305', nonce },
    ciphertext: bytesToHex(cipher.encrypt(key)),
  };
}

export async function openSealedKey(sealed: SealedKey, passphrase?: string): Promise<Uint8Array> {
  if (sealed.kind === 'plain') return hexToBytes(sealed.key);
  if (passphrase === undefined) throw refused('its key is encrypted, and no passphrase was given');
  const { kdf, cipher, ciphertext } = sealed;
  const opened = await openCipher(passphrase, kdf.logCost, kdf.salt, cipher.nonce);
  try {
    return opened.decrypt(hexToBytes(ciphertext));
  } catch (cause) {
    throw refused('the passphrase does not open it, or it was altered', cause);
  }
}

/** Of a file that anybody may have written. */
export function readSealedKey(value: unknown): SealedKey {
  const { kind, key, kdf, cipher, ciphertext } = Object(value) as Record<string, unknown>;
  if (kind === 'plain' && isHex(key, KEY_BYTES)) return { kind, key };
  const { name: derivation, logCost, salt } = Object(kdf) as Record<string, unknown>;
  const { name: algorithm, nonce } = Object(cipher) as Record<string, unknown>;
  const isKnown = kind === 'encrypted' && derivation === 'scrypt' && algorithm === 'xchacha20-poly1305';
  if (isKnown && isCost(logCost) && isHex(salt, 32) && isHex(nonce, 24) && isHex(ciphertext, KEY_BYTES + TAG_BYTES)) {
    return {
      kind,
      kdf: { name: 'scrypt', logCost, salt },
      cipher: { name: 'xchacha20-poly1305', nonce },
      ciphertext,
    };
  }
  throw refused('it holds no key');
}

const isCost = (value: unknown): value is number =>
  Number.isInteger(value) && (value as number) >= LOG_COST_RANGE.least && (value as number) <= LOG_COST_RANGE.most;

function isHex(value: unknown, bytes: number): value is string {
  return typeof value === 'string' && value.length === 2 * bytes && /^[0-9a-f]*$/.test(value);
}

const refused = (reason: string, cause?: unknown): CustodyError =>
  new CustodyError('reclaim/recovery-file', { reason }, cause === undefined ? undefined : { cause });
