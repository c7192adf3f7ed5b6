import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';

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
 * between leaves the file, or both.
 */
export function packFile(path: string): void {
  if (!existsSync(path)) return;
  const bytes = readFileSync(path);
  const part = `${packedPath(path)}.part`;
  writeSynced(part, gzipSync(bytes, { level: 9 }));
  if (!gunzipSync(readFileSync(part)).equals(bytes)) throw new Error(`${part} is not what was packed into it`);
  renameSync(part, packedPath(path));
  syncDirectory(dirname(path));
  rmSync(path);
}

function writeSynced(path: string, bytes: Buffer): void {
  const file = openSync(path, 'w', 0o600);
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** A name is on disk once its directory is. */
function syncDirectory(path: string): void {
  const directory = openSync(path, 'r');
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}
