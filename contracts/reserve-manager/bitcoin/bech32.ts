import { Bytes, type bool, bytes, hex, require, type u32 } from '@istsi/soroban-sdk';
import { ReserveError } from '../errors.ts';
import { BitcoinNetwork } from './network.ts';

// What the checksum of version 0 (BIP 173) and of later versions (BIP 350) comes to.
const BECH32: u32 = 1;
const BECH32M: u32 = 0x2bc8_30a3;
const CHECKSUM: u32 = 6;
const LOWER_TO_UPPER: u32 = 32;

/** Whether the text begins as this network's segwit addresses do, in lower or in upper case. */
export function isSegwitAddress(text: Bytes, network: BitcoinNetwork): bool {
  const prefix = prefixOf(network);
  if (text.length < prefix.length) return false;
  for (let i: u32 = 0; i < prefix.length; i++) {
    const char: u32 = text.at(i);
    const expected: u32 = prefix.at(i);
    const isLetter = expected >= 97;
    if (char !== expected && !(isLetter && char + LOWER_TO_UPPER === expected)) return false;
  }
  return true;
}

/** The script of a segwit address (BIP 173, BIP 350): the witness version, then its program. */
export function decodeSegwitAddress(text: Bytes, network: BitcoinNetwork): Bytes {
  requireOneCase(text);
  const prefix = prefixOf(network);
  const start = prefix.length;
  // The version, at least one character of program, and the checksum.
  require(text.length >= start + 2 + CHECKSUM, ReserveError.InvalidBitcoinAddress);

  const values = characterValues();
  const end = text.length - CHECKSUM;
  const version = digitOf(values, text.at(start));
  require(version <= 16, ReserveError.InvalidBitcoinAddress);
  let checksum = step(checksumOfPrefix(prefix), version);
  let program = Bytes.empty();
  let pending: u32 = 0;
  let bits: u32 = 0;
  for (let i = start + 1; i < text.length; i++) {
    const value = digitOf(values, text.at(i));
    checksum = step(checksum, value);
    if (i >= end) continue;
    pending = ((pending << 5) | value) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      program = program.push(((pending >> bits) & 0xff) as u8);
    }
  }
  require(checksum === (version === 0 ? BECH32 : BECH32M), ReserveError.InvalidBitcoinAddress);
  // What is left over of the last character is less than a character, and zero.
  require(bits < 5 && (pending & ((1 << bits) - 1)) === 0, ReserveError.InvalidBitcoinAddress);
  requireSoundProgram(version, program);
  const opcode: u32 = version === 0 ? 0 : 0x50 + version;
  return Bytes.empty()
    .push(opcode as u8)
    .push(program.length as u8)
    .append(program);
}

function requireSoundProgram(version: u32, program: Bytes): void {
  const length = program.length;
  require(length >= 2 && length <= 40, ReserveError.InvalidBitcoinAddress);
  require(version !== 0 || length === 20 || length === 32, ReserveError.InvalidBitcoinAddress);
}

// The human-readable part and the separator.
function prefixOf(network: BitcoinNetwork): Bytes {
  if (network === BitcoinNetwork.Mainnet) return bytes('bc1');
  if (network === BitcoinNetwork.Regtest) return bytes('bcrt1');
  return bytes('tb1');
}

function requireOneCase(text: Bytes): void {
  let lower = false;
  let upper = false;
  for (let i: u32 = 0; i < text.length; i++) {
    const char: u32 = text.at(i);
    if (char >= 97 && char <= 122) lower = true;
    if (char >= 65 && char <= 90) upper = true;
  }
  require(!(lower && upper), ReserveError.InvalidBitcoinAddress);
}

function checksumOfPrefix(prefix: Bytes): u32 {
  const length = prefix.length - 1;
  let checksum: u32 = 1;
  for (let i: u32 = 0; i < length; i++) checksum = step(checksum, (prefix.at(i) as u32) >> 5);
  checksum = step(checksum, 0);
  for (let i: u32 = 0; i < length; i++) checksum = step(checksum, (prefix.at(i) as u32) & 31);
  return checksum;
}

/** Takes one more 5-bit value into the BCH checksum of BIP 173. */
function step(checksum: u32, value: u32): u32 {
  const top = checksum >> 25;
  let next = ((checksum & 0x1ff_ffff) << 5) ^ value;
  if ((top & 1) !== 0) next ^= 0x3b6a_57b2;
  if ((top & 2) !== 0) next ^= 0x2650_8e6d;
  if ((top & 4) !== 0) next ^= 0x1ea1_19fa;
  if ((top & 8) !== 0) next ^= 0x3d42_33dd;
  if ((top & 16) !== 0) next ^= 0x2a14_62b3;
  return next;
}

function digitOf(values: Bytes, char: u8): u32 {
  require(char < 128, ReserveError.InvalidBitcoinAddress);
  const value: u32 = values.at(char as u32);
  require(value < 32, ReserveError.InvalidBitcoinAddress);
  return value;
}

/** The value of each ASCII character, 0xff where it has none; both cases alike. */
function characterValues(): Bytes {
  return hex(
    'ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff0fff0a1115141a1e0705ffffffffffffff1dff180d19090817ff12161f1b13ff010003100b1c0c0e060402ffffffffffff1dff180d19090817ff12161f1b13ff010003100b1c0c0e060402ffffffffff',
  );
}
