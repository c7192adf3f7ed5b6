import { readFileSync } from 'node:fs';
import { readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gunzipSync, gzip } from 'node:zlib';
import { syncDirectory, writeDurably } from '../durable-files.ts';

/** A file of an archive is a few tens of megabytes; one that unpacks to more is none. */
const MOST_BYTES = 1024 * 1024 * 1024;

export const packedPath = (path: string): string => `${path}.gz`;

/** Undefined for one that cannot be unpacked. */
export function readPacked(path: string): Buffer | undefined {
  try {
    return gunzipSync(readFileSync(packedPath(path)), { maxOutputLength: MOST_BYTES });
  } catch (error) {
    // Of the file system: it says nothing about what is in the file.
    if ((error as NodeJS.ErrnoException).syscall !== undefined) throw error;
    return undefined;
  }
}

/**
 * Packs a file to which nothing is added any more, and deletes it once what is packed was read again and is the same. A kill in
 * between leaves the file, or both. Beside the program: packing takes seconds.
 */
export async function packFile(path: string): Promise<void> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (!bytes) return;
  const part = `${packedPath(path)}.part`;
  const packed: Buffer = await promisify(gzip)(bytes, { level: 9 });
  await writeDurably(part, packed, { flags: 'w', mode: 0o600 });
  const again: Buffer = await promisify(gunzip)(await readFile(part));
  if (!again.equals(bytes)) throw new Error(`${part} is not what was packed into it`);
  await rename(part, packedPath(path));
  await syncDirectory(dirname(path));
  // Whoever else packed it, packed the same.
  await rm(path, { force: true });
}
