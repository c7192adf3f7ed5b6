import { type Bytes, require, type Str } from '@istsi/soroban-sdk';
import { ReserveError } from '../errors.ts';
import { decodeBase58Address } from './base58.ts';
import { decodeSegwitAddress, isSegwitAddress } from './bech32.ts';
import type { BitcoinNetwork } from './network.ts';

/** The script that a Bitcoin address of this network stands for. Refuses everything that is not exactly one. */
export function scriptOfAddress(address: Str, network: BitcoinNetwork): Bytes {
  const text = address.toBytes();
  // BIP 173: no address is longer. Nothing that Base58Check encodes here is shorter.
  require(text.length >= 14 && text.length <= 90, ReserveError.InvalidBitcoinAddress);
  return isSegwitAddress(text, network) ? decodeSegwitAddress(text, network) : decodeBase58Address(text, network);
}
