import { Bytes, type BytesN, crypto, require, type u32 } from '@istsi/soroban-sdk';
import { childKey } from './child-key.ts';
import { SpvError } from './errors.ts';
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

/** The script of `wsh(sortedmulti(…))` (BIP 383) with the keys of this number. */
export function scriptOf(quorum: Quorum, index: u32): Bytes {
  // A map is kept in the order of its keys, and byte strings compare as BIP 67 asks.
  let keys = Map.empty<BytesN<33>, u32>();
  for (const parent of quorum.parents) keys = keys.set(childKey(parent, index), 0);
  let inner = Bytes.empty().push(opcodeOf(quorum.threshold));
  for (const key of keys.keys()) inner = inner.push(KEY).append(key.toBytes());
  inner = inner.push(opcodeOf(quorum.parents.length)).push(CHECKMULTISIG);
  return Bytes.empty().push(0).push(32).append(crypto.sha256(inner).toBytes());
}

function opcodeOf(number: u32): u8 {
  return (OP_RESERVED + number) as u8;
}
