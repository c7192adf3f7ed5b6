import { type BytesN, type u32, u256 } from '@istsi/soroban-sdk';
import { hmacSha512 } from './hmac-sha512.ts';
import { addTweak } from './tweak.ts';
import type { ParentKey } from './types.ts';

/** The public child of this number (BIP 32, CKDpub): the parent's point and the tweak's, added. */
export function childKey(parent: ParentKey, index: u32): BytesN<33> {
  const derived = hmacSha512(parent.chain_code, parent.public_key.toBytes().pushU32(index));
  return addTweak(parent.public_key, u256.fromBytes(derived.slice(0, 32).toBytesN<32>()));
}
