import { hex } from '@scure/base';
import { RawTx, TaprootControlBlock, Transaction } from '@scure/btc-signer';
import { CustodyError } from '../errors.ts';
import { SIGHASH_DEFAULT, signatureDigests } from '../script/signature-digest.ts';
import { encodeSignedTransaction, parseSignedTransaction, transactionId } from '../script/signed-transaction.ts';
import { UNSPENDABLE_KEY } from '../script/unspendable-key.ts';
import { isSchnorrSignature } from '../script/verify-witness.ts';
import { deriveOrigin, type Epochs, SEQUENCE } from '../withdrawal/proposal.ts';
import { type Claims, claimedSteps, claimsOf, keyPaths, openPsbt, spendingFields } from '../withdrawal/psbt.ts';
import { deriveReclaim } from './derive-reclaim.ts';
import { readOwnerLeaf } from './owner-leaf.ts';
import { RECLAIM_STEP, reclaimBranch } from './reclaim-branch.ts';
import type { RevealedLeaf } from './reclaim-place.ts';
import { depositScript, placeOf, type ReclaimSweep, sweptOutput } from './sweep.ts';

const malformed = (reason: string): CustodyError => new CustodyError('withdrawal/psbt', { reason });

const TAPSCRIPT = 0xc0;
const internalKey = hex.decode(UNSPENDABLE_KEY);

/** The unsigned transaction with what each signer needs to check it by itself: both leaves, the keys' paths, the coin's transaction. */
function toTransaction(epochs: Epochs, sweep: ReclaimSweep): Transaction {
  const place = placeOf(epochs, sweep);
  const output = deriveReclaim(place);
  const spent = sweptOutput(sweep, output);
  const { txid, vout, previousTransaction } = sweep.coin;
  if (!spent) throw malformed(`${txid}:${vout} does not pay the reclaim address that it is said to`);
  const paths = keyPaths(reclaimBranch(place.descriptor), sweep.index);
  const transaction = new Transaction({ version: 2, lockTime: 0, allowUnknownOutputs: true });
  transaction.addInput({
    ...{ txid, index: vout, sequence: SEQUENCE, nonWitnessUtxo: previousTransaction },
    witnessUtxo: { script: spent.scriptPubKey, amount: spent.amountSats },
    tapInternalKey: internalKey,
    tapLeafScript: [output.quorum, output.owner].map(revealed),
    tapBip32Derivation: output.publicKeys.map((key, i) => [
      key,
      { hashes: [output.quorum.hash], der: paths[i] ?? { fingerprint: 0, path: [] } },
    ]),
  } as Parameters<Transaction['addInput']>[0]);
  const { derivation } = spendingFields(epochs, { index: sweep.index, epoch: sweep.toEpoch });
  const script = depositScript(epochs, sweep);
  transaction.addOutput({ script, amount: sweep.amountSats, ...derivation } as never);
  return transaction;
}

const revealed = ({ script, controlBlock }: RevealedLeaf) => [
  TaprootControlBlock.decode(controlBlock),
  Uint8Array.from([...script, TAPSCRIPT]),
];

export const encodeReclaimSweep = (epochs: Epochs, sweep: ReclaimSweep): Uint8Array =>
  toTransaction(epochs, sweep).toPSBT(0);

/** What is signed: the transaction without any witness. */
export const unsignedReclaimSweep = (epochs: Epochs, sweep: ReclaimSweep): Uint8Array =>
  toTransaction(epochs, sweep).unsignedTx;

/** Whether the first coin is said to be at a reclaim address: which rules such a PSBT is then held to. */
export function claimsReclaim(epochs: Epochs, psbt: Uint8Array): boolean {
  const transaction = openPsbt(psbt);
  if (transaction.inputsLength === 0) return false;
  const claims = claimsOf(transaction.getInput(0) as Claims);
  return [...claimedSteps(epochs, claims)].some(({ branch }) => branch === RECLAIM_STEP);
}

/**
 * Reads a PSBT back into a sweep. Of what it says only the coin, the amount, and claims about index and key are taken; the
 * scripts of both are derived, and a transaction that differs from the one that follows from them, in whatever, is refused.
 */
export function decodeReclaimSweep(epochs: Epochs, psbt: Uint8Array): ReclaimSweep {
  const transaction = openPsbt(psbt);
  const { inputsLength, outputsLength } = transaction;
  if (inputsLength !== 1 || outputsLength !== 1) {
    throw malformed(`${inputsLength} inputs and ${outputsLength} outputs: a sweep has one coin and one output`);
  }
  const { txid, index: vout, nonWitnessUtxo, sighashType, tapLeafScript = [], ...rest } = transaction.getInput(0);
  const { script, amount } = transaction.getOutput(0);
  if (!txid || vout === undefined || !nonWitnessUtxo) throw malformed('the coin lacks the transaction that made it');
  if (!script || amount === undefined) throw malformed('the output lacks its script or amount');
  if (sighashType !== undefined) throw malformed(`the input asks for sighash type ${sighashType}`);
  const claim = [...claimedSteps(epochs, claimsOf(rest as Claims))].find(({ branch }) => branch === RECLAIM_STEP);
  const [leaf] = tapLeafScript.flatMap(([, one]) => readOwnerLeaf(one.slice(0, -1)) ?? []);
  if (!claim || !leaf) throw malformed('the coin is at no reclaim address of this custody');
  const { epoch, index } = claim;
  const isDeposit = (_: unknown, toEpoch: number): boolean =>
    Buffer.compare(deriveOrigin(epochs, { index, epoch: toEpoch }).scriptPubKey, script) === 0;
  const toEpoch = epochs.findIndex(isDeposit);
  if (toEpoch < 0) throw malformed(`the output is not the deposit address of user ${index}`);
  const coin = { txid: hex.encode(txid), vout, previousTransaction: RawTx.encode(nonWitnessUtxo) };
  const sweep = { ...{ epoch, index, toEpoch, coin }, ...leaf, amountSats: amount };
  if (Buffer.compare(transaction.unsignedTx, unsignedReclaimSweep(epochs, sweep)) !== 0) {
    throw malformed('it is another transaction than the sweep of its coin');
  }
  return sweep;
}

export type AssembledSweep =
  | { readonly complete: true; readonly bytes: Uint8Array; readonly txid: string }
  | { readonly complete: false; readonly signatures: number; readonly needed: number };

/**
 * Puts holders' signatures together. Each is verified here against the transaction as this side built it; one that is not
 * good counts as none, so that a lying holder cannot spoil the others'. `rejected`: places in the list given.
 */
export function assembleReclaimSweep(
  epochs: Epochs,
  sweep: ReclaimSweep,
  signed: readonly Uint8Array[],
): { result: AssembledSweep; rejected: readonly number[] } {
  const place = placeOf(epochs, sweep);
  const output = deriveReclaim(place);
  const spent = sweptOutput(sweep, output);
  if (!spent) throw malformed('the coin is not the one that is said');
  const unsigned = parseSignedTransaction(unsignedReclaimSweep(epochs, sweep));
  const digests = signatureDigests(unsigned, [spent]);
  const isGood = (key: Uint8Array, signature: Uint8Array): boolean =>
    signature.length === 64 &&
    isSchnorrSignature(() => digests.taproot(0, SIGHASH_DEFAULT, output.quorum.hash), key, signature);
  const good = new Map<string, Uint8Array>();
  const rejected = signed.flatMap((psbt, from) => {
    const offered = openPsbt(psbt).getInput(0).tapScriptSig ?? [];
    const theirs = offered.filter(([{ pubKey }, signature]) => isGood(pubKey, signature));
    for (const [{ pubKey }, signature] of theirs) good.set(hex.encode(pubKey), signature);
    return theirs.length === 0 || theirs.length < offered.length ? [from] : [];
  });
  const { threshold, sorted } = place.descriptor;
  const keys = sorted ? [...output.publicKeys].sort(Buffer.compare) : output.publicKeys;
  const usable = keys.filter((key) => good.has(hex.encode(key))).slice(0, threshold);
  if (usable.length < threshold) {
    return { result: { complete: false, signatures: usable.length, needed: threshold }, rejected };
  }
  // The first key takes the item on top of the stack, which is the last one; who does not sign leaves an empty one (BIP-387).
  const items = keys.map((key) => (usable.includes(key) ? good.get(hex.encode(key)) : undefined) ?? new Uint8Array());
  const witness = [...items.reverse(), output.quorum.script, output.quorum.controlBlock];
  const transaction = { ...unsigned, inputs: unsigned.inputs.map((input) => ({ ...input, witness })) };
  return {
    result: { complete: true, bytes: encodeSignedTransaction(transaction), txid: transactionId(unsigned) },
    rejected,
  };
}
