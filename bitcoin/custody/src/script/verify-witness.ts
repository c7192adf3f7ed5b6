import { ripemd160 } from '@noble/hashes/legacy.js';
import { curve, sha256 } from '#platform';
import { concatBytes, hexToBytes, sameBytes as same } from '../bytes.ts';
import { compactSignature } from './der.ts';
import { readMultisig, readTapscriptMultisig } from './multisig.ts';
import { SIGHASH_ALL, SIGHASH_DEFAULT, type SignatureDigests } from './signature-digest.ts';
import { sized } from './signed-transaction.ts';
import { taggedHash } from './tagged-hash.ts';
import { UNSPENDABLE_KEY } from './unspendable-key.ts';

/**
 * What the witness of one input shows. `inconclusive` is a script that is not executed here: only single keys and
 * multisignatures are, in exactly the forms of BIP-383, 387, 141 and 341.
 */
export type WitnessCheck =
  | { readonly ok: true; readonly threshold: number; readonly keys: number }
  | { readonly ok: false; readonly code: 'invalid' | 'inconclusive'; readonly reason: string };

const invalid = (reason: string): WitnessCheck => ({ ok: false, code: 'invalid', reason });
const inconclusive = (reason: string): WitnessCheck => ({ ok: false, code: 'inconclusive', reason });

/** Verifies that the witness satisfies the script with signatures over the whole transaction. */
export function verifyWitness(
  scriptPubKey: Uint8Array,
  witness: readonly Uint8Array[],
  digests: SignatureDigests,
  input: number,
): WitnessCheck {
  const [version, length] = scriptPubKey;
  const program = scriptPubKey.subarray(2);
  if (program.length !== length) return inconclusive('not a witness program');
  if (version === 0 && length === 32) return verifyScriptHash(program, witness, digests, input);
  if (version === 0 && length === 20) return verifyKeyHash(program, witness, digests, input);
  if (version === 0x51 && length === 32) return verifyTaproot(program, witness, digests, input);
  return inconclusive('not a kind of script that is executed here');
}

function verifyKeyHash(
  program: Uint8Array,
  witness: readonly Uint8Array[],
  digests: SignatureDigests,
  input: number,
): WitnessCheck {
  const [signature, key, ...rest] = witness;
  if (!signature || !key || rest.length > 0) return invalid('the witness must be a signature and a key');
  if (!same(ripemd160(sha256(key)), program)) return invalid('the key is not the one that the script names');
  // BIP-143: what is signed is the script of the days before segwit.
  const scriptCode = concatBytes(Uint8Array.of(0x76, 0xa9, 20), program, Uint8Array.of(0x88, 0xac));
  const isSigned = isEcdsaSignature(digests.witnessV0(input, scriptCode), key, signature);
  return isSigned ? { ok: true, threshold: 1, keys: 1 } : invalid('the signature is not valid');
}

function verifyScriptHash(
  program: Uint8Array,
  witness: readonly Uint8Array[],
  digests: SignatureDigests,
  input: number,
): WitnessCheck {
  const script = witness.at(-1);
  if (!script || !same(sha256(script), program)) return invalid('the script revealed is not the one committed to');
  const multisig = readMultisig(script);
  if (!multisig) return inconclusive('the script is not a multisignature of distinct keys');
  const [dummy, ...signatures] = witness.slice(0, -1);
  // OP_CHECKMULTISIG takes one item too many, which must be empty (BIP-147).
  if (!dummy || dummy.length > 0) return invalid('the first item must be empty');
  const { threshold, keys } = multisig;
  if (signatures.length !== threshold) return invalid(`${signatures.length} signatures instead of ${threshold}`);
  const digest = digests.witnessV0(input, script);
  let next = 0;
  for (const signature of signatures) {
    while (next < keys.length && !isEcdsaSignature(digest, keys[next] ?? signature, signature)) next++;
    if (next++ >= keys.length) return invalid('a signature fits none of the keys that are left, in their order');
  }
  return { ok: true, threshold, keys: keys.length };
}

function verifyTaproot(
  program: Uint8Array,
  witness: readonly Uint8Array[],
  digests: SignatureDigests,
  input: number,
): WitnessCheck {
  if (witness.length === 1 && witness[0]) {
    const isSigned = isSchnorrSignature((type) => digests.taproot(input, type), program, witness[0]);
    return isSigned ? { ok: true, threshold: 1, keys: 1 } : invalid('the signature is not valid');
  }
  const control = witness.at(-1);
  const script = witness.at(-2);
  if (!control || !script) return invalid('the witness is empty');
  if (control[0] === 0x50) return inconclusive('an annex');
  const leafHash = committedLeaf(program, script, control);
  if (!leafHash) return invalid('the script revealed is not the one committed to, alone and under an unspendable key');
  const multisig = readTapscriptMultisig(script);
  if (!multisig) return inconclusive('the script is not a multisignature of distinct keys');
  const { threshold, keys } = multisig;
  // The first key takes the item on top of the stack, which is the last one.
  const signatures = witness.slice(0, -2).reverse();
  if (signatures.length !== keys.length) return invalid(`${signatures.length} items for ${keys.length} keys`);
  let valid = 0;
  for (const [i, signature] of signatures.entries()) {
    if (signature.length === 0) continue;
    const key = keys[i] ?? signature;
    if (!isSchnorrSignature((type) => digests.taproot(input, type, leafHash), key, signature)) {
      return invalid(`the signature of key ${i + 1} is not valid`);
    }
    valid++;
  }
  return valid === threshold
    ? { ok: true, threshold, keys: keys.length }
    : invalid(`${valid} signatures instead of ${threshold}`);
}

/** The hash of the leaf, if it is the only way to spend this output: a tree of one leaf under nobody's key (BIP-341). */
function committedLeaf(program: Uint8Array, script: Uint8Array, control: Uint8Array): Uint8Array | undefined {
  const internalKey = hexToBytes(UNSPENDABLE_KEY);
  if (control.length !== 33 || !same(control.subarray(1), internalKey)) return undefined;
  const version = (control[0] ?? 0) & 0xfe;
  const leafHash = taggedHash('TapLeaf', Uint8Array.of(version), sized(script));
  const output = curve.tweakKey(internalKey, taggedHash('TapTweak', internalKey, leafHash));
  if (!output || !same(output.key, program) || output.parity !== ((control[0] ?? 0) & 1)) return undefined;
  return version === 0xc0 ? leafHash : undefined;
}

export function isEcdsaSignature(digest: Uint8Array, key: Uint8Array, signature: Uint8Array): boolean {
  if (signature.at(-1) !== SIGHASH_ALL) return false;
  const compact = compactSignature(signature.subarray(0, -1));
  // Low S only (BIP-146), so that nobody can write the same signature twice.
  return compact !== undefined && curve.isEcdsaSigned(digest, key, compact);
}

export function isSchnorrSignature(
  digest: (type: number) => Uint8Array,
  key: Uint8Array,
  signature: Uint8Array,
): boolean {
  const type = signature.length === 64 ? SIGHASH_DEFAULT : signature[64];
  if (signature.length > 65 || (signature.length === 65 && type !== SIGHASH_ALL)) return false;
  if (signature.length < 64 || type === undefined) return false;
  return curve.isSchnorrSigned(digest(type), key, signature.subarray(0, 64));
}
