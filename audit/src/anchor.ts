import { equalBytes } from '@noble/curves/utils.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Checkpoint } from './checkpoint.ts';
import { HASH_BYTES } from './merkle.ts';

/**
 * What of a checkpoint is written where its log's key has no power: in a data entry of an account on Stellar, which holds 64
 * bytes. Its size, its root, and of which log it is.
 */
export interface Anchor {
  size: number;
  root: Uint8Array;
  /** The beginning of the hash of the log's origin. */
  log: Uint8Array;
}

/** The name of the data entry. */
export const ANCHOR_NAME = 'istsi audit log';

const SIZE_BYTES = 8;
const LOG_BYTES = 24;

export const anchorLog = (origin: string): Uint8Array => sha256(utf8ToBytes(origin)).slice(0, LOG_BYTES);

export const isAnchorOf = (anchor: Anchor, origin: string): boolean => equalBytes(anchor.log, anchorLog(origin));

export function encodeAnchor({ origin, size, root }: Checkpoint): Uint8Array {
  const number = new Uint8Array(SIZE_BYTES);
  new DataView(number.buffer).setBigUint64(0, BigInt(size));
  return concatBytes(number, root, anchorLog(origin));
}

/** Undefined for bytes that are none. */
export function decodeAnchor(bytes: Uint8Array): Anchor | undefined {
  if (bytes.length !== SIZE_BYTES + HASH_BYTES + LOG_BYTES) return undefined;
  const size = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0));
  if (!Number.isSafeInteger(size)) return undefined;
  const end = SIZE_BYTES + HASH_BYTES;
  return { size, root: bytes.slice(SIZE_BYTES, end), log: bytes.slice(end) };
}
