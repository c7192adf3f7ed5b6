import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';

/** Bytes wherever verification runs: a browser has no Buffer. */
export { bytesToHex, concatBytes, hexToBytes, utf8ToBytes };

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
