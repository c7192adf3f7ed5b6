import { hex } from '@scure/base';
import { p2tr, RawTx, Transaction } from '@scure/btc-signer';
import type { Descriptor } from '../descriptor/descriptor.ts';
import { CustodyError } from '../errors.ts';
import { UNSPENDABLE_KEY } from '../script/unspendable-key.ts';
import type { AddressOrigin } from '../watcher/watchlist.ts';
import {
  deriveOrigin,
  descriptorOf,
  type Epochs,
  type Proposal,
  type ProposedInput,
  previousOutput,
  SEQUENCE,
} from './proposal.ts';

export type Derivation = { fingerprint: number; path: number[] };
type InputUpdate = Parameters<Transaction['addInput']>[0];

const malformed = (reason: string, cause?: unknown) =>
  new CustodyError('withdrawal/psbt', { reason }, cause === undefined ? undefined : { cause });

/** Where each key of an address comes from, in the descriptor's order. */
export const derivations = (epochs: Epochs, origin: AddressOrigin): Derivation[] =>
  keyPaths(descriptorOf(epochs, origin), origin.index);

export function keyPaths({ keys }: Descriptor, index: number): Derivation[] {
  return keys.map((key) => {
    if (!key.origin) throw malformed(`the key ${key.xpub} has no origin, so no signer can find its own`);
    const { fingerprint, path } = key.origin;
    return { fingerprint: Number.parseInt(fingerprint, 16), path: [...path, ...key.steps, index] };
  });
}

/** The fields with which a signer finds its key and the script that spending reveals (BIP-174, BIP-371). */
export function spendingFields(epochs: Epochs, origin: AddressOrigin) {
  const { kind } = descriptorOf(epochs, origin);
  const { innerScript, publicKeys } = deriveOrigin(epochs, origin);
  const paths = derivations(epochs, origin);
  const at = (i: number): Derivation => paths[i] ?? { fingerprint: 0, path: [] };
  if (kind === 'wsh') {
    const bip32Derivation = publicKeys.map((key, i): [Uint8Array, Derivation] => [key, at(i)]);
    return { fields: { witnessScript: innerScript }, derivation: { bip32Derivation } };
  }
  const { tapInternalKey, tapMerkleRoot, tapLeafScript, leaves } = p2tr(hex.decode(UNSPENDABLE_KEY), {
    script: innerScript,
  });
  const hashes = (leaves ?? []).map(({ hash }) => hash);
  const tapBip32Derivation = publicKeys.map((key, i): [Uint8Array, { hashes: Uint8Array[]; der: Derivation }] => [
    key,
    { hashes, der: at(i) },
  ]);
  return {
    fields: { tapInternalKey, tapMerkleRoot, tapLeafScript },
    derivation: { tapBip32Derivation, tapInternalKey },
  };
}

/** The unsigned transaction of a proposal, in the form that the library signs. */
export function toTransaction(epochs: Epochs, proposal: Proposal): Transaction {
  const transaction = new Transaction({
    version: proposal.version ?? 2,
    lockTime: proposal.lockTime,
    allowUnknownOutputs: true,
    lowR: true,
    strictPrevoutValidation: true,
  });
  for (const input of proposal.inputs) {
    const output = previousOutput(input);
    if (!output) throw malformed(`input ${input.txid}:${input.vout} does not come with the transaction that made it`);
    if (Buffer.compare(output.scriptPubKey, deriveOrigin(epochs, input).scriptPubKey) !== 0) {
      throw malformed(`input ${input.txid}:${input.vout} does not pay the address that it is said to`);
    }
    const { fields, derivation } = spendingFields(epochs, input);
    transaction.addInput({
      txid: input.txid,
      index: input.vout,
      sequence: SEQUENCE,
      ...(input.previousTransaction && { nonWitnessUtxo: input.previousTransaction }),
      witnessUtxo: { script: output.scriptPubKey, amount: output.amountSats },
      ...fields,
      ...derivation,
    } as InputUpdate);
  }
  for (const { scriptPubKey, amountSats, change } of proposal.outputs) {
    const derivation = change && spendingFields(epochs, change).derivation;
    transaction.addOutput({ script: scriptPubKey, amount: amountSats, ...derivation } as never);
  }
  return transaction;
}

/**
 * A proposal as a PSBT, for a signer over the network or a file for one that is offline. Of version 0 (BIP-174), which
 * every tool reads; version 2 (BIP-370) is read as well, from whoever writes it.
 */
export const encodeProposal = (epochs: Epochs, proposal: Proposal): Uint8Array =>
  toTransaction(epochs, proposal).toPSBT(0);

/** The bytes that the reserve authorizes and custodians sign: the transaction without any witness. */
export const unsignedTransaction = (epochs: Epochs, proposal: Proposal): Uint8Array =>
  toTransaction(epochs, proposal).unsignedTx;

export function openPsbt(psbt: Uint8Array): Transaction {
  const open = (strictPrevoutValidation: boolean): Transaction =>
    Transaction.fromPSBT(psbt, { allowUnknownOutputs: true, lowR: true, strictPrevoutValidation });
  try {
    const transaction = open(true);
    return lacksOnlyTaprootTransactions(transaction) ? open(false) : transaction;
  } catch (cause) {
    throw malformed(cause instanceof Error ? cause.message : String(cause), cause);
  }
}

/** Some inputs come without the transaction that they spend, and all of these are taproot: the library wants them all. */
function lacksOnlyTaprootTransactions(transaction: Transaction): boolean {
  const inputs = Array.from({ length: transaction.inputsLength }, (_, i) => transaction.getInput(i));
  const lacking = inputs.filter(({ nonWitnessUtxo }) => nonWitnessUtxo === undefined);
  return lacking.length > 0 && lacking.every(({ witnessUtxo }) => witnessUtxo && isTaproot(witnessUtxo.script));
}

/** OP_1 and a push of 32 bytes (BIP-341). */
const isTaproot = (script: Uint8Array): boolean => script.length === 34 && script[0] === 0x51 && script[1] === 32;

/** Which address the derivations claim, by the first key of each epoch. A claim only: whoever relies on it derives. */
export function claimedOrigin(epochs: Epochs, claims: readonly Derivation[]): AddressOrigin | undefined {
  for (const { epoch, branch, index } of claimedSteps(epochs, claims)) {
    if (branch !== 0 && branch !== 1) continue;
    return { index, ...(epoch > 0 && { epoch }), ...(branch === 1 && { branch: 'change' as const }) };
  }
  return undefined;
}

/** Likewise, of whichever branch: what stands below the first key of an epoch. */
export function* claimedSteps(
  epochs: Epochs,
  claims: readonly Derivation[],
): Generator<{ epoch: number; branch: number; index: number }> {
  for (const [epoch, { keys }] of epochs.entries()) {
    const [first] = keys;
    if (!first?.origin) continue;
    const { fingerprint, path } = first.origin;
    const claim = claims.find(
      (one) =>
        one.fingerprint === Number.parseInt(fingerprint, 16) &&
        one.path.length === path.length + 2 &&
        path.every((step, i) => one.path[i] === step),
    );
    const [branch, index] = claim?.path.slice(-2) ?? [];
    if (branch !== undefined && index !== undefined) yield { epoch, branch, index };
  }
}

export type Claims = {
  bip32Derivation?: [Uint8Array, Derivation][];
  tapBip32Derivation?: [Uint8Array, { der: Derivation }][];
};

export const claimsOf = ({ bip32Derivation = [], tapBip32Derivation = [] }: Claims): Derivation[] => [
  ...bip32Derivation.map(([, claim]) => claim),
  ...tapBip32Derivation.map(([, { der }]) => der),
];

/**
 * Reads a PSBT back into a proposal. Only facts that are checked afterwards are taken from it; a field that would change
 * what is signed (an odd sequence, another version, a sighash type) is refused here.
 */
export function decodeProposal(epochs: Epochs, psbt: Uint8Array): Proposal {
  const transaction = openPsbt(psbt);
  const { version } = transaction;
  if (version !== 2 && version !== 3) throw malformed(`transaction version ${version} instead of 2 or 3`);
  const inputs = Array.from({ length: transaction.inputsLength }, (_, i) => {
    const { txid, index, sequence, sighashType, ...rest } = transaction.getInput(i);
    if (!txid || index === undefined) throw malformed(`input ${i} lacks the output it spends`);
    if (sequence !== SEQUENCE) throw malformed(`input ${i} has sequence ${sequence}`);
    if (sighashType !== undefined) throw malformed(`input ${i} asks for sighash type ${sighashType}`);
    const origin = claimedOrigin(epochs, claimsOf(rest as Claims));
    if (!origin) throw malformed(`input ${i} is of no address of this custody`);
    return { txid: hex.encode(txid), vout: index, ...previousOf(transaction, i), ...origin };
  });
  const outputs = Array.from({ length: transaction.outputsLength }, (_, i) => {
    const { script, amount, ...rest } = transaction.getOutput(i);
    if (!script || amount === undefined) throw malformed(`output ${i} lacks its script or amount`);
    const change = claimedOrigin(epochs, claimsOf(rest as Claims));
    return { scriptPubKey: script, amountSats: amount, ...(change && { change }) };
  });
  return { inputs, outputs, lockTime: transaction.lockTime, ...(version === 3 && { version }) };
}

function previousOf(
  transaction: Transaction,
  i: number,
): Pick<ProposedInput, 'previousTransaction'> | Required<Pick<ProposedInput, 'claimedOutput'>> {
  const { nonWitnessUtxo, witnessUtxo } = transaction.getInput(i);
  if (nonWitnessUtxo) return { previousTransaction: RawTx.encode(nonWitnessUtxo) };
  if (!witnessUtxo || !isTaproot(witnessUtxo.script)) throw malformed(`input ${i} lacks the transaction it spends`);
  return { claimedOutput: { scriptPubKey: witnessUtxo.script, amountSats: witnessUtxo.amount } };
}
