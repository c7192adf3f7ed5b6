import { sha256 } from '@noble/hashes/sha2.js';
import { createBase58check } from '@scure/base';
import { CustodyError } from '../errors.ts';
import type { Network } from '../networks.ts';
import { decodeSegwitAddress } from './bech32.ts';

const HASH_BYTES = 20;
const base58check = createBase58check(sha256);

/**
 * The output script that an address stands for on one network: P2PKH, P2SH, or a witness program of any version, spent by
 * rules that may not exist yet. The reserve manager reads addresses alike (contracts/reserve-manager/bitcoin).
 */
export function scriptOfAddress(address: string, network: Network): Uint8Array {
  const witness = decodeSegwitAddress(network.hrp, address);
  if (witness) {
    const { version, program } = witness;
    return Uint8Array.of(version === 0 ? 0 : 0x50 + version, program.length, ...program);
  }
  const script = scriptOfBase58(address, network);
  if (!script) throw new CustodyError('address/unreadable', { address, network: network.name });
  return script;
}

function scriptOfBase58(address: string, { addressVersions }: Network): Uint8Array | undefined {
  let payload: Uint8Array;
  try {
    payload = base58check.decode(address);
  } catch {
    return undefined;
  }
  const [version, ...hash] = payload;
  if (hash.length !== HASH_BYTES) return undefined;
  // OP_DUP OP_HASH160 <hash> OP_EQUALVERIFY OP_CHECKSIG, and OP_HASH160 <hash> OP_EQUAL.
  if (version === addressVersions.pubKeyHash) return Uint8Array.of(0x76, 0xa9, HASH_BYTES, ...hash, 0x88, 0xac);
  if (version === addressVersions.scriptHash) return Uint8Array.of(0xa9, HASH_BYTES, ...hash, 0x87);
  return undefined;
}
