import { Bytes, crypto, hex, require, type u32, u256 } from '@istsi/soroban-sdk';
import { ReserveError } from '../errors.ts';
import { BitcoinNetwork } from './network.ts';

// Version byte, hash160, checksum.
const HASH: u32 = 20;
const PAYLOAD: u32 = 1 + HASH;
const LENGTH: u32 = PAYLOAD + 4;

/** The script of a P2PKH or P2SH address. */
export function decodeBase58Address(text: Bytes, network: BitcoinNetwork): Bytes {
  const decoded = decodeBase58(text);
  const payload = decoded.slice(0, PAYLOAD);
  const digest = crypto.sha256(crypto.sha256(payload).toBytes()).toBytes();
  require(digest.slice(0, 4) === decoded.slice(PAYLOAD, LENGTH), ReserveError.InvalidBitcoinAddress);

  const version: u32 = payload.at(0);
  const hash = payload.slice(1, PAYLOAD);
  const isMainnet = network === BitcoinNetwork.Mainnet;
  // OP_DUP OP_HASH160 <hash> OP_EQUALVERIFY OP_CHECKSIG
  if (version === (isMainnet ? 0 : 111)) return hex('76a914').append(hash).append(hex('88ac'));
  // OP_HASH160 <hash> OP_EQUAL
  if (version === (isMainnet ? 5 : 196)) return hex('a914').append(hash).push(0x87);
  throw ReserveError.InvalidBitcoinAddress;
}

/** Exactly 25 bytes, as many of them leading zeros as there are leading ones in the text. */
function decodeBase58(text: Bytes): Bytes {
  // 25 bytes are at most 35 digits, and 35 digits fit 256 bits.
  require(text.length <= 35, ReserveError.InvalidBitcoinAddress);
  const values = characterValues();
  const base = u256.from(58);
  let number = u256.zero;
  let ones: u32 = 0;
  for (let i: u32 = 0; i < text.length; i++) {
    const value = digitOf(values, text.at(i));
    if (value === 0 && ones === i) ones += 1;
    number = number * base + u256.from(value);
  }
  // The XDR of a 256-bit number ends with its 32 bytes, most significant first.
  const xdr = Bytes.serialize<u256>(number);
  const all = xdr.slice(xdr.length - 32, xdr.length);
  let zeros: u32 = 0;
  while (zeros < 32 && all.at(zeros) === 0) zeros += 1;
  require(zeros === 32 - LENGTH + ones, ReserveError.InvalidBitcoinAddress);
  return all.slice(32 - LENGTH, 32);
}

function digitOf(values: Bytes, char: u8): u32 {
  require(char < 128, ReserveError.InvalidBitcoinAddress);
  const value: u32 = values.at(char as u32);
  require(value < 58, ReserveError.InvalidBitcoinAddress);
  return value;
}

/** The value of each ASCII character, 0xff where it has none. */
function characterValues(): Bytes {
  return hex(
    'ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff000102030405060708ffffffffffffff090a0b0c0d0e0f10ff1112131415ff161718191a1b1c1d1e1f20ffffffffffff2122232425262728292a2bff2c2d2e2f30313233343536373839ffffffffff',
  );
}
