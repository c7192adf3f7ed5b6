import { createHash, hash as hashOnce } from 'node:crypto';

// In one call: for the short inputs of a transaction, making a Hash object costs more than hashing.
export const sha256 = (data: Uint8Array): Buffer => hashOnce('sha256', data, 'buffer');
export const sha1 = (data: Uint8Array): Buffer => hashOnce('sha1', data, 'buffer');
export const ripemd160 = (data: Uint8Array): Buffer => hashOnce('ripemd160', data, 'buffer');
export const hash256 = (data: Uint8Array): Buffer => sha256(sha256(data));
export const hash160 = (data: Uint8Array): Buffer => ripemd160(sha256(data));

const tagPrefixes = new Map<string, Buffer>();

/** Tagged hash of BIP340: SHA256(SHA256(tag) || SHA256(tag) || parts). */
export function taggedHash(tag: string, ...parts: Uint8Array[]): Buffer {
  let prefix = tagPrefixes.get(tag);
  if (!prefix) {
    const digest = sha256(Buffer.from(tag));
    prefix = Buffer.concat([digest, digest]);
    tagPrefixes.set(tag, prefix);
  }
  const hash = createHash('sha256').update(prefix);
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** Hashes are printed in reverse byte order by RPC and explorers. */
export const toDisplay = (hash: Uint8Array): string => Buffer.from(hash).reverse().toString('hex');
export const fromDisplay = (hex: string): Buffer => Buffer.from(hex, 'hex').reverse();
