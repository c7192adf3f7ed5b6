import { hex } from '@scure/base';
import { SigHash, type Transaction } from '@scure/btc-signer';
import * as secp256k1 from 'tiny-secp256k1';
import { CustodyError } from '../errors.ts';
import { compactSignature } from '../script/der.ts';
import { deriveOrigin, descriptorOf, type Epochs, type Proposal, previousOutput } from './proposal.ts';
import { openPsbt, toTransaction } from './psbt.ts';

export type Assembled =
  | { readonly complete: true; readonly bytes: Uint8Array; readonly txid: string; readonly weight: number }
  /** Valid signatures per input so far, and how many each needs. */
  | { readonly complete: false; readonly signatures: readonly number[]; readonly needed: readonly number[] };

/** A signature that is not what it should be, with the signer's place in the list given. */
export type RejectedSignature = { readonly from: number; readonly input: number; readonly publicKey: string };

/**
 * Puts the signatures of several signers together. Every signature is verified here, against the transaction as this
 * side built it, by another library than the one that signs; a bad one is reported and left out, so that one lying
 * signer cannot spoil a transaction that the others suffice for.
 */
export function assemble(
  epochs: Epochs,
  proposal: Proposal,
  signed: readonly Uint8Array[],
): { result: Assembled; rejected: readonly RejectedSignature[] } {
  const transaction = toTransaction(epochs, proposal);
  const rejected: RejectedSignature[] = [];
  const needed = proposal.inputs.map((input) => descriptorOf(epochs, input).threshold);
  const found = proposal.inputs.map(() => new Set<string>());
  for (const [from, psbt] of signed.entries()) {
    const theirs = openPsbt(psbt);
    if (!Buffer.from(theirs.unsignedTx).equals(transaction.unsignedTx)) {
      throw new CustodyError('withdrawal/other-transaction', { from });
    }
    for (const [i, input] of proposal.inputs.entries()) {
      const fits = (key: Uint8Array, one: Uint8Array) => isValid(epochs, proposal, transaction, i, key, one);
      for (const { publicKey, signature } of signaturesOf(theirs, i, deriveOrigin(epochs, input).publicKeys, fits)) {
        const key = hex.encode(publicKey);
        if (found[i]?.has(key) || found[i]?.size === needed[i]) continue;
        if (!isValid(epochs, proposal, transaction, i, publicKey, signature))
          rejected.push({ from, input: i, publicKey: key });
        else {
          addSignature(epochs, proposal, transaction, i, publicKey, signature);
          found[i]?.add(key);
        }
      }
    }
  }
  const signatures = found.map((keys) => keys.size);
  if (signatures.some((count, i) => count < (needed[i] ?? 0))) {
    return { result: { complete: false, signatures, needed }, rejected };
  }
  transaction.finalize();
  const { id: txid, weight } = transaction;
  return { result: { complete: true, bytes: transaction.extract(), txid, weight }, rejected };
}

/** In bytes. */
const LEAST_SIGNATURE = 9;
const MOST_SIGNATURE = 73;

type Signature = { publicKey: Uint8Array; signature: Uint8Array };

/**
 * Whose signatures are in an input. A tool that finalized it has put them into the witness and dropped their names
 * (BIP-174, Input Finalizer): they are whose key they fit.
 */
function signaturesOf(
  transaction: Transaction,
  input: number,
  publicKeys: readonly Uint8Array[],
  fits: (publicKey: Uint8Array, signature: Uint8Array) => boolean,
): Signature[] {
  const { partialSig = [], tapScriptSig = [], finalScriptWitness = [] } = transaction.getInput(input);
  // DER and a sighash type, or 64 bytes: no script, control block or empty place is as short and as long.
  const final = finalScriptWitness.filter(({ length }) => length >= LEAST_SIGNATURE && length <= MOST_SIGNATURE);
  return [
    ...final.flatMap((signature) => {
      const publicKey = publicKeys.find((key) => fits(key, signature));
      return publicKey ? [{ publicKey, signature }] : [];
    }),
    ...partialSig.map(([publicKey, signature]) => ({ publicKey, signature })),
    ...tapScriptSig.map(([{ pubKey: publicKey }, signature]) => ({ publicKey, signature })),
  ];
}

function addSignature(
  epochs: Epochs,
  proposal: Proposal,
  transaction: Transaction,
  i: number,
  publicKey: Uint8Array,
  signature: Uint8Array,
): void {
  const input = proposal.inputs[i];
  if (input && descriptorOf(epochs, input).kind === 'wsh') {
    transaction.updateInput(i, { partialSig: [[publicKey, signature]] }, true);
    return;
  }
  const leafHash = transaction.getInput(i).tapBip32Derivation?.[0]?.[1].hashes[0];
  if (!leafHash) throw new TypeError('a taproot input names its leaf');
  transaction.updateInput(i, { tapScriptSig: [[{ pubKey: publicKey, leafHash }, signature]] }, true);
}

/** Whether the key belongs to the address spent and the signature covers this whole transaction. */
function isValid(
  epochs: Epochs,
  proposal: Proposal,
  transaction: Transaction,
  i: number,
  publicKey: Uint8Array,
  signature: Uint8Array,
): boolean {
  const input = proposal.inputs[i];
  if (!input) return false;
  const { innerScript, publicKeys } = deriveOrigin(epochs, input);
  if (!publicKeys.some((key) => Buffer.compare(key, publicKey) === 0)) return false;
  const outputs = proposal.inputs
    .map(previousOutput)
    .map((output) => output ?? { amountSats: 0n, scriptPubKey: new Uint8Array() });
  if (descriptorOf(epochs, input).kind === 'wsh') {
    if (signature.at(-1) !== SigHash.ALL) return false;
    const hash = transaction.preimageWitnessV0(i, innerScript, SigHash.ALL, outputs[i]?.amountSats ?? 0n);
    const compact = compactSignature(signature.subarray(0, -1));
    return compact !== undefined && secp256k1.verify(hash, publicKey, compact, true);
  }
  if (signature.length !== 64) return false;
  const hash = transaction.preimageWitnessV1(
    i,
    outputs.map(({ scriptPubKey }) => scriptPubKey),
    SigHash.DEFAULT,
    outputs.map(({ amountSats }) => amountSats),
    undefined,
    innerScript,
  );
  return secp256k1.verifySchnorr(hash, publicKey, signature);
}
