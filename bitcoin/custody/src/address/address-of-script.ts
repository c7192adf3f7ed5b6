import { sha256 } from '@noble/hashes/sha2.js';
import { createBase58check } from '@scure/base';
import type { Network } from '../networks.ts';
import { encodeSegwitAddress, isWitnessProgram } from './bech32.ts';

const OP_1 = 0x51;
const base58check = createBase58check(sha256);

/** The address that people write for a script; undefined for scripts that have none. */
export function addressOfScript(scriptPubKey: Uint8Array, network: Network): string | undefined {
  const [opcode = 0xff, length = 0] = scriptPubKey;
  const version = opcode === 0 ? 0 : opcode - OP_1 + 1;
  const isVersion = opcode === 0 || opcode >= OP_1;
  if (isVersion && length === scriptPubKey.length - 2 && isWitnessProgram(version, length)) {
    return encodeSegwitAddress(network.hrp, version, scriptPubKey.subarray(2));
  }
  const { pubKeyHash, scriptHash } = network.addressVersions;
  const inFrame = (before: readonly number[], after: readonly number[]): Uint8Array | undefined => {
    const hash = scriptPubKey.subarray(before.length, scriptPubKey.length - after.length);
    const framed = Uint8Array.of(...before, ...hash, ...after);
    return hash.length === HASH_BYTES && Buffer.compare(framed, scriptPubKey) === 0 ? hash : undefined;
  };
  const key = inFrame([0x76, 0xa9, HASH_BYTES], [0x88, 0xac]);
  if (key) return base58check.encode(Uint8Array.of(pubKeyHash, ...key));
  const script = inFrame([0xa9, HASH_BYTES], [0x87]);
  return script && base58check.encode(Uint8Array.of(scriptHash, ...script));
}

const HASH_BYTES = 20;
