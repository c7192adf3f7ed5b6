import { sha256 } from '#platform';
import { hash256 } from '../block/hash.ts';
import type { TransactionOutput } from '../block/transaction.ts';
import {
  encodeOutpoint,
  encodeOutput,
  int32,
  type SignedTransaction,
  sized,
  uint32,
  uint64,
} from './signed-transaction.ts';
import { taggedHash } from './tagged-hash.ts';

/** Signatures that cover everything: SIGHASH_ALL, and taproot's SIGHASH_DEFAULT, which means the same. */
export const SIGHASH_ALL = 1;
export const SIGHASH_DEFAULT = 0;

/** What signatures of one transaction sign. What its inputs share is hashed once, so that a thousand inputs are no problem. */
export type SignatureDigests = {
  /** BIP-143 with SIGHASH_ALL. */
  witnessV0(input: number, scriptCode: Uint8Array): Uint8Array;
  /** BIP-341 by key, or by the leaf of that hash (BIP-342). */
  taproot(input: number, hashType: number, leafHash?: Uint8Array): Uint8Array;
};

const NO_CODE_SEPARATOR = Uint8Array.of(0xff, 0xff, 0xff, 0xff);
const TAPSCRIPT_KEY_VERSION = 0;
const NO_ANNEX_BY_LEAF = 2;

/** `spent` are the outputs that the inputs spend, in their order. */
export function signatureDigests(
  transaction: SignedTransaction,
  spent: readonly TransactionOutput[],
): SignatureDigests {
  const { version, lockTime, inputs } = transaction;
  if (spent.length !== inputs.length) throw new RangeError('every input spends one output');
  const outpoints = inputs.map(encodeOutpoint);
  const sequences = inputs.map(({ sequence }) => uint32(sequence));
  const outputs = transaction.outputs.map(encodeOutput);
  const once = { prevouts: sha256(...outpoints), sequences: sha256(...sequences), outputs: sha256(...outputs) };
  // BIP-143 hashes twice what BIP-341 hashes once.
  const twice = {
    prevouts: sha256(once.prevouts),
    sequences: sha256(once.sequences),
    outputs: sha256(once.outputs),
  };
  const amounts = sha256(...spent.map(({ amountSats }) => uint64(amountSats)));
  const scripts = sha256(...spent.map(({ scriptPubKey }) => sized(scriptPubKey)));

  return {
    witnessV0(i, scriptCode) {
      const [outpoint, sequence, output] = [outpoints[i], sequences[i], spent[i]];
      if (!outpoint || !sequence || !output) throw new RangeError(`there is no input ${i}`);
      return hash256(
        ...[int32(version), twice.prevouts, twice.sequences, outpoint, sized(scriptCode)],
        ...[uint64(output.amountSats), sequence, twice.outputs, uint32(lockTime), uint32(SIGHASH_ALL)],
      );
    },
    taproot(i, hashType, leafHash) {
      const byLeaf = leafHash ? [leafHash, Uint8Array.of(TAPSCRIPT_KEY_VERSION), NO_CODE_SEPARATOR] : [];
      return taggedHash(
        'TapSighash',
        ...[Uint8Array.of(0, hashType), int32(version), uint32(lockTime), once.prevouts, amounts, scripts],
        ...[once.sequences, once.outputs, Uint8Array.of(leafHash ? NO_ANNEX_BY_LEAF : 0), uint32(i), ...byLeaf],
      );
    },
  };
}
