import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  scrypt,
  timingSafeEqual,
} from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { promisify } from 'node:util';

/** How a passphrase becomes keys: 2^17 × 8 × 128 bytes = 128 MiB a guess. */
export const SCRYPT = { logCost: 17, blockSize: 8 } as const;
const CIPHER = 'aes-256-gcm';
const TAG_BYTES = 16;
const READ_BYTES = 1 << 20;

/** Keys of one backup: its salt is its own, so a number of a file is used once with them. */
export interface BackupKeys {
  seal: Buffer;
  sign: Buffer;
}

type Scrypt = (pass: string, salt: Buffer, length: number, options: object) => Promise<Buffer>;

export async function keysOf(passphrase: string, salt: Buffer): Promise<BackupKeys> {
  const { logCost, blockSize: r } = SCRYPT;
  const options = { N: 2 ** logCost, r, p: 1, maxmem: 2 ** logCost * r * 128 + 2 ** 20 };
  const master = await (promisify(scrypt) as Scrypt)(passphrase.normalize('NFKC'), salt, 32, options);
  const keyFor = (use: string) => Buffer.from(hkdfSync('sha256', master, salt, `istsi backup ${use}`, 32));
  return { seal: keyFor('seal'), sign: keyFor('sign') };
}

/** Of what is said in the open about a backup. */
export const signatureOf = (keys: BackupKeys, text: string): string =>
  createHmac('sha256', keys.sign).update(text).digest('hex');

export const isSameSignature = (one: string, other: string): boolean =>
  one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));

/** Which file of a backup it is, by number and by what it was called: one is not taken for another. */
export interface SealedName {
  number: number;
  path: string;
}

function nonceOf({ number }: SealedName): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUInt32BE(number, 8);
  return nonce;
}

/** Encrypts what comes into a new file, on disk when this returns. Answers the hash of the file, and how much came. */
export async function sealFile(
  file: string,
  name: SealedName,
  keys: BackupKeys,
  content: AsyncIterable<Buffer>,
): Promise<{ sha256: string; bytes: number }> {
  const cipher = createCipheriv(CIPHER, keys.seal, nonceOf(name)).setAAD(Buffer.from(name.path));
  const hash = createHash('sha256');
  const out = await open(file, 'wx', 0o600);
  try {
    const write = async (piece: Buffer) => {
      hash.update(piece);
      await out.writeFile(piece);
    };
    let bytes = 0;
    for await (const piece of content) {
      bytes += piece.length;
      await write(cipher.update(piece));
    }
    await write(Buffer.concat([cipher.final(), cipher.getAuthTag()]));
    await out.sync();
    return { sha256: hash.digest('hex'), bytes };
  } finally {
    await out.close();
  }
}

/** What was sealed, piece by piece. Only when all of it has come is it sure that it is what was sealed: until then it throws. */
export async function* openSealed(file: string, name: SealedName, keys: BackupKeys): AsyncGenerator<Buffer> {
  const sealed = await open(file, 'r');
  try {
    const end = (await sealed.stat()).size - TAG_BYTES;
    const decipher = createDecipheriv(CIPHER, keys.seal, nonceOf(name)).setAAD(Buffer.from(name.path));
    decipher.setAuthTag(Buffer.concat(await piecesOf(sealed, end, end + TAG_BYTES)));
    for await (const piece of readRange(sealed, 0, end)) yield decipher.update(piece);
    yield decipher.final();
  } finally {
    await sealed.close();
  }
}

export async function hashFile(file: string): Promise<string> {
  const opened = await open(file, 'r');
  try {
    const hash = createHash('sha256');
    for await (const piece of readRange(opened, 0, (await opened.stat()).size)) hash.update(piece);
    return hash.digest('hex');
  } finally {
    await opened.close();
  }
}

async function piecesOf(file: FileHandle, from: number, to: number): Promise<Buffer[]> {
  const pieces: Buffer[] = [];
  for await (const piece of readRange(file, from, to)) pieces.push(piece);
  return pieces;
}

async function* readRange(file: FileHandle, from: number, to: number): AsyncGenerator<Buffer> {
  for (let at = from; at < to; ) {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(Math.min(READ_BYTES, to - at)), { position: at });
    if (bytesRead === 0) throw new Error('the file ended while it was read');
    at += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}
