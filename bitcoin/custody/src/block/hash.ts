import { sha256 } from '#platform';
import { bytesToHex, hexToBytes } from '../bytes.ts';

/** Double SHA-256 over the parts as if they were one. */
export const hash256 = (...parts: Uint8Array[]): Uint8Array => sha256(sha256(...parts));

/** Block and transaction hashes are printed backwards; this is the form of explorers and of Bitcoin Core's RPC. */
export const toDisplayHash = (hash: Uint8Array): string => bytesToHex(Uint8Array.from(hash).reverse());
export const fromDisplayHash = (text: string): Uint8Array => hexToBytes(text).reverse();
export const isDisplayHash = (text: unknown): text is string => typeof text === 'string' && /^[0-9a-f]{64}$/.test(text);
