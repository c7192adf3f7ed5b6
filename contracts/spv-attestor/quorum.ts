import { Bytes, crypto, require, type u32, type Vec } from '@istsi/soroban-sdk';
import { childKey } from './child-key.ts';
import { SpvError } from './errors.ts';
import { taprootScript } from './taproot.ts';
import type { Quorum } from './types.ts';

/** As many as have an opcode for their number. */
const MOST_KEYS: u32 = 16;
/** The opcode of 1 is the next one. */
const OP_RESERVED: u32 = 0x50;
const CHECKMULTISIG: u8 = 0xae;
const KEY: u8 = 33;

export function requireSoundQuorum(quorum: Quorum): void {
  const keys = quorum.parents.length;
  require(keys >= 1 && keys <= MOST_KEYS, SpvError.InvalidQuorum);
  require(quorum.threshold >= 1 && quorum.threshold <= keys, SpvError.InvalidQuorum);
}

/** The script of the descriptor (BIP 383, 387) with the keys of this number. */
export function scriptOf(quorum: Quorum, index: u32): Bytes {
  // A map is kept in the order of its keys, and byte strings compare as the descriptor's `sorted` asks.
  let keys = Map.empty<Bytes, u32>();
  for (const parent of quorum.parents) {
    const key = childKey(parent, index).toBytes();
    // Of a point, taproot knows x alone.
    keys = keys.set(quorum.is_taproot ? key.slice(1, KEY) : key, 0);
  }
  const threshold = opcodeOf(quorum.threshold);
  return quorum.is_taproot ? taprootScript(threshold, keys.keys()) : witnessScript(threshold, keys.keys());
}

function witnessScript(threshold: u8, keys: Vec<Bytes>): Bytes {
  let inner = Bytes.empty().push(threshold);
  for (const key of keys) inner = inner.push(KEY).append(key);
  inner = inner.push(opcodeOf(keys.length)).push(CHECKMULTISIG);
  return Bytes.empty().push(0).push(32).append(crypto.sha256(inner).toBytes());
}

function opcodeOf(number: u32): u8 {
  return (OP_RESERVED + number) as u8;
}
