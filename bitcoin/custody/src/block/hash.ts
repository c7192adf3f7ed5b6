import { hash } from 'node:crypto';

const sha256 = (bytes: Uint8Array): Buffer => hash('sha256', bytes, 'buffer');

/** Double SHA-256 over the parts as if they were one. */
export function hash256(...parts: Uint8Array[]): Buffer {
  const [first = new Uint8Array(), ...rest] = parts;
  return sha256(sha256(rest.length === 0 ? first : Buffer.concat(parts)));
}

/** Block and transaction hashes are printed backwards; this is the form of explorers and of Bitcoin Core's RPC. */
export const toDisplayHash = (hash: Uint8Array): string => Buffer.from(hash).reverse().toString('hex');
export const fromDisplayHash = (text: string): Buffer => Buffer.from(text, 'hex').reverse();
export const isDisplayHash = (text: unknown): text is string => typeof text === 'string' && /^[0-9a-f]{64}$/.test(text);
