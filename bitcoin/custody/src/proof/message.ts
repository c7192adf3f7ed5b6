import type { TransactionOutput } from '../block/transaction.ts';
import { concatBytes, sameBytes, utf8ToBytes } from '../bytes.ts';
import { type SignedTransaction, transactionId } from '../script/signed-transaction.ts';
import { taggedHash } from '../script/tagged-hash.ts';

const NO_TXID = '0'.repeat(64);
const NO_VOUT = 0xffffffff;
const OP_RETURN: TransactionOutput = { amountSats: 0n, scriptPubKey: Uint8Array.of(0x6a) };

/** The hash of a message (BIP-322): tagged, over its UTF-8 bytes. */
export const messageHash = (message: string): Uint8Array => taggedHash('BIP0322-signed-message', utf8ToBytes(message));

/** The virtual transaction whose only output is the script that signs the message (BIP-322 `to_spend`). */
export function messageToSpend(
  message: string,
  scriptPubKey: Uint8Array,
): SignedTransaction & { readonly txid: string } {
  const scriptSig = concatBytes(Uint8Array.of(0, 32), messageHash(message));
  const transaction: SignedTransaction = {
    version: 0,
    lockTime: 0,
    inputs: [{ txid: NO_TXID, vout: NO_VOUT, sequence: 0, scriptSig, witness: [] }],
    outputs: [{ amountSats: 0n, scriptPubKey }],
  };
  return { ...transaction, txid: transactionId(transaction) };
}

/** The virtual transaction that is signed (BIP-322 `to_sign`), in the form that simple signatures stand for. */
export function messageToSign(
  message: string,
  scriptPubKey: Uint8Array,
  witness: readonly Uint8Array[] = [],
): SignedTransaction {
  const { txid } = messageToSpend(message, scriptPubKey);
  return {
    version: 0,
    lockTime: 0,
    inputs: [{ txid, vout: 0, sequence: 0, scriptSig: new Uint8Array(), witness }],
    outputs: [OP_RETURN],
  };
}

/** Whether a full signature has the shape that BIP-322 asks for, apart from its signatures. */
export function isMessageToSign(transaction: SignedTransaction, message: string, scriptPubKey: Uint8Array): boolean {
  const [input, ...further] = transaction.inputs;
  const [output, ...others] = transaction.outputs;
  const { txid } = messageToSpend(message, scriptPubKey);
  return (
    further.length === 0 &&
    others.length === 0 &&
    input?.txid === txid &&
    input.vout === 0 &&
    output?.amountSats === 0n &&
    sameBytes(output.scriptPubKey, OP_RETURN.scriptPubKey)
  );
}
