import { randomBytes, scrypt } from 'node:crypto';
import { link, open, readFile, stat, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { CustodyError } from '../errors.ts';

const FORMAT = 'istsi-keystore';
const VERSION = 1;
/** 2^17 × 8 × 128 bytes = 128 MiB per guess; about half a second on a desktop. */
const DEFAULT_LOG_COST = 17;
/** Bounds on what a file may ask this machine to do. */
const LOG_COST_RANGE = { least: 10, most: 20 };
const BLOCK_SIZE = 8;
const MOST_FILE_BYTES = 4096;

type ScryptOptions = { N: number; r: number; p: number; maxmem: number };
const scryptAsync = promisify(scrypt) as (
  passphrase: string,
  salt: Uint8Array,
  length: number,
  options: ScryptOptions,
) => Promise<Buffer>;

/** The file, as JSON. Everything before `ciphertext` is authenticated with it. */
type KeystoreHeader = {
  format: string;
  version: number;
  kdf: { name: 'scrypt'; logCost: number; blockSize: number; parallelization: number; salt: string };
  cipher: { name: 'xchacha20-poly1305'; nonce: string };
};
type KeystoreFile = KeystoreHeader & { ciphertext: string };

const hasCode = (error: unknown, code: string): boolean => (error as { code?: unknown } | null)?.code === code;

async function openCipher(header: KeystoreHeader, passphrase: string) {
  const { logCost, blockSize, parallelization, salt } = header.kdf;
  const key = await scryptAsync(passphrase.normalize('NFKC'), Buffer.from(salt, 'hex'), 32, {
    N: 2 ** logCost,
    r: blockSize,
    p: parallelization,
    maxmem: 2 ** logCost * blockSize * 128 + 2 ** 20,
  });
  const { format, version, kdf, cipher } = header;
  const authenticated = Buffer.from(JSON.stringify({ format, version, kdf, cipher }));
  return xchacha20poly1305(key, Buffer.from(cipher.nonce, 'hex'), authenticated);
}

/** Encrypts and writes a new file, mode 0600, whole or not at all; an existing file is never replaced. */
export async function writeKeystoreFile(options: {
  path: string;
  passphrase: string;
  secret: Uint8Array;
  scryptLogCost?: number;
}): Promise<void> {
  const { path, passphrase, secret, scryptLogCost: logCost = DEFAULT_LOG_COST } = options;
  const header: KeystoreHeader = {
    format: FORMAT,
    version: VERSION,
    kdf: { name: 'scrypt', logCost, blockSize: BLOCK_SIZE, parallelization: 1, salt: randomBytes(32).toString('hex') },
    cipher: { name: 'xchacha20-poly1305', nonce: randomBytes(24).toString('hex') },
  };
  const cipher = await openCipher(header, passphrase);
  const file: KeystoreFile = { ...header, ciphertext: Buffer.from(cipher.encrypt(secret)).toString('hex') };
  await writeNewFile(path, `${JSON.stringify(file, null, 2)}\n`);
}

async function writeNewFile(path: string, text: string): Promise<void> {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.new`;
  const file = await open(temporary, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    // A link, unlike a rename, fails where the name is taken.
    await link(temporary, path);
  } catch (cause) {
    if (hasCode(cause, 'EEXIST')) throw new CustodyError('keystore/exists', { path }, { cause });
    throw cause;
  } finally {
    await unlink(temporary);
  }
  const directory = await open(dirname(path), 'r');
  await directory.sync();
  await directory.close();
}

/** Reads and decrypts the file. */
export async function readKeystoreFile({ path, passphrase }: { path: string; passphrase: string }): Promise<Buffer> {
  const file = parseKeystoreFile(await readPrivateFile(path), path);
  const cipher = await openCipher(file, passphrase);
  try {
    return Buffer.from(cipher.decrypt(Buffer.from(file.ciphertext, 'hex')));
  } catch (cause) {
    throw new CustodyError('keystore/wrong-passphrase', { path }, { cause });
  }
}

async function readPrivateFile(path: string): Promise<string> {
  try {
    const { mode, size } = await stat(path);
    if (mode & 0o077) throw new CustodyError('keystore/permissions', { path, mode: (mode & 0o777).toString(8) });
    if (size > MOST_FILE_BYTES) throw new CustodyError('keystore/format', { path, reason: 'it is too large' });
    return await readFile(path, 'utf8');
  } catch (cause) {
    if (hasCode(cause, 'ENOENT')) throw new CustodyError('keystore/missing', { path }, { cause });
    throw cause;
  }
}

function parseKeystoreFile(text: string, path: string): KeystoreFile {
  const refuse = (reason: string, cause?: unknown) =>
    new CustodyError('keystore/format', { path, reason }, cause === undefined ? undefined : { cause });
  let file: Partial<KeystoreFile>;
  try {
    file = JSON.parse(text) as Partial<KeystoreFile>;
  } catch (cause) {
    throw refuse('it is not JSON', cause);
  }
  const { kdf, cipher } = file ?? {};
  if (file?.format !== FORMAT) throw refuse(`its format is not "${FORMAT}"`);
  if (file.version !== VERSION) throw refuse(`its version is ${String(file.version)}, not ${VERSION}`);
  if (kdf?.name !== 'scrypt' || !(kdf.logCost >= LOG_COST_RANGE.least && kdf.logCost <= LOG_COST_RANGE.most)) {
    throw refuse('its scrypt parameters are out of range');
  }
  const isFixed = Number.isInteger(kdf.logCost) && kdf.blockSize === BLOCK_SIZE && kdf.parallelization === 1;
  if (!isFixed || !isHex(kdf.salt, 32)) throw refuse('its scrypt parameters are out of range');
  if (cipher?.name !== 'xchacha20-poly1305' || !isHex(cipher.nonce, 24)) throw refuse('its cipher is unknown');
  if (!isHex(file.ciphertext)) throw refuse('it holds no ciphertext');
  return file as KeystoreFile;
}

const isHex = (value: unknown, bytes?: number): boolean =>
  typeof value === 'string' && /^(?:[0-9a-f]{2})+$/.test(value) && (bytes === undefined || value.length === 2 * bytes);
