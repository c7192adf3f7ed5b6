import type { Descriptor } from '../descriptor/descriptor.ts';

/** Weight units (BIP-141): a byte outside the witness counts four, a witness byte one. */
const BASE = 4;

/** A DER signature with low R and low S, and its sighash byte: at most this, one byte less once in 256. */
const ECDSA_SIGNATURE_BYTES = 71;
/** BIP-340, with SIGHASH_DEFAULT and so without a sighash byte. */
const SCHNORR_SIGNATURE_BYTES = 64;
const COMPRESSED_KEY_BYTES = 33;
const X_ONLY_KEY_BYTES = 32;
/** Leaf version and internal key; the tree has one leaf, so there is no path. */
const CONTROL_BLOCK_BYTES = 33;
const OUTPOINT_SEQUENCE_AND_EMPTY_SCRIPT_BYTES = 36 + 4 + 1;

export const compactSizeBytes = (count: number): number => (count < 0xfd ? 1 : count <= 0xffff ? 3 : 5);
const pushedBytes = (length: number): number => compactSizeBytes(length) + length;

/** Bytes of the script that spending reveals. */
function innerScriptBytes({ kind, keys }: Descriptor): number {
  return kind === 'wsh'
    ? // OP_k, a push of each key, OP_n, OP_CHECKMULTISIG
      3 + keys.length * (1 + COMPRESSED_KEY_BYTES)
    : // a push of each key with its OP_CHECKSIG or OP_CHECKSIGADD, OP_k, OP_NUMEQUAL
      2 + keys.length * (2 + X_ONLY_KEY_BYTES);
}

/** Weight that spending one coin of this descriptor adds, signed by a quorum. Never less than the truth. */
export function inputWeight(descriptor: Descriptor): number {
  const { kind, keys, threshold } = descriptor;
  const script = pushedBytes(innerScriptBytes(descriptor));
  const witness =
    kind === 'wsh'
      ? // item count, the empty item that OP_CHECKMULTISIG eats, signatures, script
        compactSizeBytes(threshold + 2) + 1 + threshold * pushedBytes(ECDSA_SIGNATURE_BYTES) + script
      : // item count, a signature or an empty item per key, script, control block
        compactSizeBytes(keys.length + 2) +
        threshold * pushedBytes(SCHNORR_SIGNATURE_BYTES) +
        (keys.length - threshold) +
        script +
        pushedBytes(CONTROL_BLOCK_BYTES);
  return BASE * OUTPOINT_SEQUENCE_AND_EMPTY_SCRIPT_BYTES + witness;
}

export const outputWeight = (scriptPubKey: Uint8Array): number => BASE * (8 + pushedBytes(scriptPubKey.length));

/** Version, lock time, the two counts, and the marker and flag of the witness format. */
export const frameWeight = (inputs: number, outputs: number): number =>
  BASE * (4 + 4 + compactSizeBytes(inputs) + compactSizeBytes(outputs)) + 2;

/** Satoshis for a weight at a rate in sat/kvB, rounded up: a node compares against the rounded-up virtual size. */
export function feeForWeight(weight: number, satsPerKvb: bigint): bigint {
  const vbytes = BigInt(Math.ceil(weight / 4));
  return (vbytes * satsPerKvb + 999n) / 1000n;
}

/** Below this an output costs more to spend than it holds at 3 sat/vB, and nodes do not relay it (GetDustThreshold). */
export function dustThresholdSats(scriptPubKey: Uint8Array): bigint {
  const [version = 0xff, length = 0] = scriptPubKey;
  const isWitness = (version === 0 || (version >= 0x51 && version <= 0x60)) && length === scriptPubKey.length - 2;
  return 3n * BigInt(8 + pushedBytes(scriptPubKey.length) + (isWitness ? 67 : 148));
}
