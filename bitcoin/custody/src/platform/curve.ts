/** What verification asks of secp256k1. Keys are whatever a stranger wrote: those that are none have signed nothing. */
export interface Curve {
  /** With a compressed key, over 32 bytes; `r ‖ s` with s in the lower half (BIP-146). */
  isEcdsaSigned(digest: Uint8Array, key: Uint8Array, compact: Uint8Array): boolean;
  /** BIP-340. */
  isSchnorrSigned(digest: Uint8Array, key: Uint8Array, signature: Uint8Array): boolean;
  /** An x-only key plus a multiple of the generator (BIP-341); undefined if the key is none, or the sum is no key. */
  tweakKey(key: Uint8Array, tweak: Uint8Array): { key: Uint8Array; parity: 0 | 1 } | undefined;
}

/** Libraries throw at what is no key, no scalar, no signature or no point. */
export function answered<T>(ask: () => T): T | undefined {
  try {
    return ask();
  } catch {
    return undefined;
  }
}
