import { createHash } from 'node:crypto';

/** Double SHA-256 over the parts as if they were one. */
export function hash256(...parts: Uint8Array[]): Buffer {
  const first = createHash('sha256');
  for (const part of parts) first.update(part);
  return createHash('sha256').update(first.digest()).digest();
}

/** Block and transaction hashes are printed backwards; this is the form of explorers and of Bitcoin Core's RPC. */
export const toDisplayHash = (hash: Uint8Array): string => Buffer.from(hash).reverse().toString('hex');
export const fromDisplayHash = (text: string): Buffer => Buffer.from(text, 'hex').reverse();
export const isDisplayHash = (text: unknown): text is string => typeof text === 'string' && /^[0-9a-f]{64}$/.test(text);
