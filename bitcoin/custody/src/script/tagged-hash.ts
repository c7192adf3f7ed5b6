import { sha256 } from '#platform';
import { utf8ToBytes } from '../bytes.ts';

/** BIP-340. */
export function taggedHash(tag: string, ...parts: Uint8Array[]): Uint8Array {
  const tagHash = sha256(utf8ToBytes(tag));
  return sha256(tagHash, tagHash, ...parts);
}
