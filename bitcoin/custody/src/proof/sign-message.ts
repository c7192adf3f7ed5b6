import { Transaction } from '@scure/btc-signer';
import { multisigWitness, type OwnInput, validSignatures } from '../script/multisig-witness.ts';
import { signatureDigests } from '../script/signature-digest.ts';
import { encodeSignedTransaction, encodeWitness } from '../script/signed-transaction.ts';
import type { AddressOrigin } from '../watcher/watchlist.ts';
import { deriveOrigin, descriptorOf, type Epochs } from '../withdrawal/proposal.ts';
import { spendingFields } from '../withdrawal/psbt.ts';
import { messageToSign } from './message.ts';
import { openSigned, openVirtualPsbt } from './virtual-psbt.ts';

/** A message to be signed by a custody address, as a PSBT with BIP-322's PSBT_GLOBAL_GENERIC_SIGNED_MESSAGE. */
export function encodeMessagePsbt(epochs: Epochs, message: string, origin: AddressOrigin): Uint8Array {
  const { scriptPubKey } = deriveOrigin(epochs, origin);
  const { inputs, outputs, version } = messageToSign(message, scriptPubKey);
  const transaction = new Transaction({
    version,
    PSBTVersion: 2,
    allowUnknownVersion: true,
    allowUnknownInputs: true,
    allowUnknownOutputs: true,
  });
  const { fields, derivation } = spendingFields(epochs, origin);
  for (const { txid, vout, sequence } of inputs) {
    transaction.addInput({
      ...{ txid, index: vout, sequence, witnessUtxo: { script: scriptPubKey, amount: 0n } },
      ...fields,
      ...derivation,
    } as Parameters<Transaction['addInput']>[0]);
  }
  for (const { scriptPubKey: script, amountSats: amount } of outputs) transaction.addOutput({ script, amount });
  const { global } = transaction as unknown as { global: { genericSignedMessage?: Uint8Array } };
  global.genericSignedMessage = Buffer.from(message, 'utf8');
  return transaction.toPSBT(2);
}

export type SignedMessage = {
  /** The witness alone, with the prefix that names the form: what most software verifies. */
  readonly simple: string;
  /** The whole `to_sign` transaction. */
  readonly full: string;
};

/** Puts together what the holders signed of `encodeMessagePsbt(epochs, message, origin)`; undefined while it is not enough. */
export function assembleMessage(
  epochs: Epochs,
  message: string,
  origin: AddressOrigin,
  signed: readonly Uint8Array[],
): SignedMessage | undefined {
  const { own, transactions, digests } = openMessage(epochs, message, origin, signed);
  const result = multisigWitness(own, transactions, digests);
  if (!('witness' in result)) return undefined;
  const { scriptPubKey } = own.output;
  const toSign = messageToSign(message, scriptPubKey, result.witness);
  return {
    simple: `smp${base64(encodeWitness(result.witness))}`,
    full: `ful${base64(encodeSignedTransaction(toSign))}`,
  };
}

/** The keys of the address, hex, whose holders signed the message: fewer than its threshold prove nothing about the address. */
export function messageSigners(
  epochs: Epochs,
  message: string,
  origin: AddressOrigin,
  signed: readonly Uint8Array[],
): string[] {
  const { own, transactions, digests } = openMessage(epochs, message, origin, signed);
  return validSignatures(own, transactions, digests).flatMap(({ publicKey, signature }) =>
    signature ? [Buffer.from(publicKey).toString('hex')] : [],
  );
}

function openMessage(epochs: Epochs, message: string, origin: AddressOrigin, signed: readonly Uint8Array[]) {
  const { unsignedTx } = openVirtualPsbt(encodeMessagePsbt(epochs, message, origin));
  const output = deriveOrigin(epochs, origin);
  const { scriptPubKey } = output;
  const digests = signatureDigests(messageToSign(message, scriptPubKey), [{ amountSats: 0n, scriptPubKey }]);
  const own: OwnInput = { at: 0, descriptor: descriptorOf(epochs, origin), output };
  return { own, transactions: openSigned(signed, unsignedTx), digests };
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
