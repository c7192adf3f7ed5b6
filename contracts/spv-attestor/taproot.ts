import { Bytes, type BytesN, bytes, crypto, hex, u256, type Vec } from '@istsi/soroban-sdk';
import { addTweak } from './tweak.ts';

const KEY: u8 = 32;
const OP_1: u8 = 0x51;
const NUMEQUAL: u8 = 0x9c;
const CHECKSIG: u8 = 0xac;
const CHECKSIGADD: u8 = 0xba;
const LEAF_VERSION: u8 = 0xc0;
/** From here on a length takes two bytes and this one before them. */
const LONG: u8 = 0xfd;

/** The script of `tr(H,multi_a(…))` with x-only keys in this order (BIP 341, 387): one leaf, under a key that nobody has. */
export function taprootScript(threshold: u8, keys: Vec<Bytes>): Bytes {
  let leaf = Bytes.empty();
  for (const key of keys) {
    const check = leaf.length === 0 ? CHECKSIG : CHECKSIGADD;
    leaf = leaf.push(KEY).append(key).push(check);
  }
  leaf = leaf.push(threshold).push(NUMEQUAL);
  const root = taggedHash(bytes('TapLeaf'), sized(leaf));
  const tweak = taggedHash(bytes('TapTweak'), H().append(root.toBytes()));
  // BIP 340 takes of the two points with this x the one with an even y.
  const output = addTweak(Bytes.empty().push(2).append(H()).toBytesN<33>(), u256.fromBytes(tweak));
  return Bytes.empty().push(OP_1).push(KEY).append(output.toBytes().slice(1, 33));
}

/** A leaf as its hash takes it: at most 546 bytes of script. */
function sized(leaf: Bytes): Bytes {
  const length = leaf.length;
  const version = Bytes.empty().push(LEAF_VERSION);
  if (length < LONG) return version.push(length as u8).append(leaf);
  return version
    .push(LONG)
    .push((length & 0xff) as u8)
    .push((length >> 8) as u8)
    .append(leaf);
}

function taggedHash(name: Bytes, message: Bytes): BytesN<32> {
  const tag = crypto.sha256(name).toBytes();
  return crypto.sha256(tag.append(tag).append(message));
}

/** BIP 341's point of which nobody knows the private key: its x. */
function H(): Bytes {
  return hex('50929b74c1a04954b78b4b6035e97a5e078a5a0f28ec96d547bfee9ace803ac0');
}
