import { sha256 } from '#platform';
import { utf8ToBytes } from '../bytes.ts';

/** A handful of tags is all that anybody hashes with. */
const tagHashes = new Map<string, Uint8Array>();

/** BIP-340. */
export function taggedHash(tag: string, ...parts: Uint8Array[]): Uint8Array {
  const tagHash = tagHashes.get(tag) ?? sha256(utf8ToBytes(tag));
  tagHashes.set(tag, tagHash);
  return sha256(tagHash, tagHash, ...parts);
}
