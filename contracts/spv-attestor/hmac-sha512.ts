import { type Bytes, type BytesN, Packed, type u32 } from '@istsi/soroban-sdk';
import { Sha512 } from './sha512.ts';

const BLOCK: u32 = 128;
const KEY: u32 = 32;
const INNER: u32 = 0x36;
const OUTER: u32 = 0x5c;

/** HMAC-SHA512 (RFC 2104) of a message of at most 111 bytes, which one block has room for. */
export function hmacSha512(key: BytesN<32>, message: Bytes): Bytes {
  return hashAfter(padOf(key, OUTER), hashAfter(padOf(key, INNER), message));
}

/** SHA-512 of a block, and then of a message that ends in the next one. */
function hashAfter(block: Bytes, message: Bytes): Bytes {
  const last = Packed.empty(BLOCK);
  const length = message.length;
  const written = Packed.from(message);
  for (let i: u32 = 0; i < length; i++) last.setU8(i, written.u8At(i));
  last.setU8(length, 0x80);
  const bits: u32 = (BLOCK + length) * 8;
  last.setU8(BLOCK - 2, bits >> 8);
  last.setU8(BLOCK - 1, bits & 0xff);
  const hash = new Sha512();
  hash.update(block);
  hash.update(last.toBytes());
  return hash.digest();
}

function padOf(key: BytesN<32>, mask: u32): Bytes {
  const pad = Packed.empty(BLOCK);
  const bytes = Packed.from(key.toBytes());
  for (let i: u32 = 0; i < BLOCK; i++) pad.setU8(i, (i < KEY ? bytes.u8At(i) : 0) ^ mask);
  return pad.toBytes();
}
