import { Transaction } from '@scure/btc-signer';
import { CustodyError, isCustodyError } from '../errors.ts';
import { proofChallenge } from './challenge.ts';
import { messageToSpend } from './message.ts';

/**
 * Opens the PSBT of a transaction that can never be mined, because what its first input spends cannot exist: a reserve
 * proof (BIP-127) or a signed message (BIP-322). Throws for any other, which must be judged as a payment.
 */
export function openVirtualPsbt(psbt: Uint8Array): Transaction {
  const transaction = parse(psbt);
  if (!isVirtual(transaction)) {
    throw new CustodyError('proof/psbt', { reason: 'it could be mined, so it is neither a proof nor a message' });
  }
  return transaction;
}

/** Likewise, but undefined for any other, and for what is no PSBT at all. */
export function openIfVirtual(psbt: Uint8Array): Transaction | undefined {
  try {
    const transaction = parse(psbt);
    return isVirtual(transaction) ? transaction : undefined;
  } catch (error) {
    if (isCustodyError(error, 'proof/psbt')) return undefined;
    throw error;
  }
}

/** The PSBTs that sign the transaction of this unsigned form; what signs another one counts for nothing. */
export function openSigned(psbts: readonly Uint8Array[], unsigned: Uint8Array): Transaction[] {
  return psbts.flatMap((psbt) => {
    const transaction = openVirtualPsbt(psbt);
    return Buffer.compare(transaction.unsignedTx, unsigned) === 0 ? [transaction] : [];
  });
}

function parse(psbt: Uint8Array): Transaction {
  try {
    return Transaction.fromPSBT(psbt, {
      allowUnknownInputs: true,
      allowUnknownOutputs: true,
      allowUnknownVersion: true,
      // Scripts are derived again by whoever relies on them.
      disableScriptCheck: true,
      lowR: true,
    });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CustodyError('proof/psbt', { reason }, { cause });
  }
}

function isVirtual(transaction: Transaction): boolean {
  if (transaction.inputsLength === 0) return false;
  const { txid, index, porCommitment, witnessUtxo } = transaction.getInput(0);
  if (!txid || index !== 0) return false;
  const first = Buffer.from(txid).toString('hex');
  if (porCommitment) return first === proofChallenge(utf8(porCommitment)).txid;
  const message = genericMessage(transaction);
  if (!message || !witnessUtxo) return false;
  return transaction.version === 0 && first === messageToSpend(utf8(message), witnessUtxo.script).txid;
}

/** PSBT_GLOBAL_GENERIC_SIGNED_MESSAGE (BIP-322). */
function genericMessage(transaction: Transaction): Uint8Array | undefined {
  const { global } = transaction as unknown as { global: { genericSignedMessage?: Uint8Array } };
  return global.genericSignedMessage;
}

const utf8 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');
