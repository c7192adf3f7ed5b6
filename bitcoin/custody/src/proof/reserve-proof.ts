import { Transaction } from '@scure/btc-signer';
import type { Outpoint, TransactionOutput } from '../block/transaction.ts';
import { CustodyError } from '../errors.ts';
import { multisigWitness } from '../script/multisig-witness.ts';
import { signatureDigests } from '../script/signature-digest.ts';
import { encodeSignedTransaction, type SignedInput, type SignedTransaction } from '../script/signed-transaction.ts';
import type { AddressOrigin } from '../watcher/watchlist.ts';
import { deriveOrigin, descriptorOf, type Epochs } from '../withdrawal/proposal.ts';
import { type Claims, claimedOrigin, claimsOf, spendingFields } from '../withdrawal/psbt.ts';
import { CHALLENGE_OUTPUT, CHALLENGE_SEQUENCE, proofChallenge } from './challenge.ts';
import { openSigned, openVirtualPsbt } from './virtual-psbt.ts';

/** An output of the reserve as Bitcoin has it. */
export type ReserveCoin = Outpoint & TransactionOutput;
/** Likewise, with where its address lies. */
export type OwnReserveCoin = ReserveCoin & AddressOrigin;

/**
 * Coins that one proof transaction shows. BIP-127 allows any number of transactions for one message; small ones stay
 * within what nodes relay and signing devices take, and signing does not slow down with the square of the coins.
 */
export const MOST_COINS_PER_PROOF = 100;

const VERSION = 2;

export function splitCoins<T extends ReserveCoin>(coins: readonly T[]): T[][] {
  const parts: T[][] = [];
  for (let i = 0; i < coins.length; i += MOST_COINS_PER_PROOF) parts.push(coins.slice(i, i + MOST_COINS_PER_PROOF));
  return parts;
}

const totalSats = (coins: readonly ReserveCoin[]): bigint =>
  coins.reduce((sum, { amountSats }) => sum + amountSats, 0n);

/** The single output: everything back to the reserve, without a fee. */
function returnOutput(epochs: Epochs, coins: readonly ReserveCoin[]): TransactionOutput {
  const origin: AddressOrigin = { index: 0, branch: 'change', epoch: epochs.length - 1 };
  return { amountSats: totalSats(coins), scriptPubKey: deriveOrigin(epochs, origin).scriptPubKey };
}

/** The proof transaction before it is signed: the challenge, the coins, and one output. */
function unsignedProof(epochs: Epochs, message: string, coins: readonly ReserveCoin[]): SignedTransaction {
  const inputs = [proofChallenge(message), ...coins].map(
    ({ txid, vout }): SignedInput => ({
      ...{ txid, vout, sequence: CHALLENGE_SEQUENCE },
      scriptSig: new Uint8Array(),
      witness: [],
    }),
  );
  return { version: VERSION, lockTime: 0, inputs, outputs: [returnOutput(epochs, coins)] };
}

/** One proof transaction to be signed, as a PSBT with BIP-127's PSBT_IN_POR_COMMITMENT. */
export function encodeProofPsbt(epochs: Epochs, message: string, coins: readonly OwnReserveCoin[]): Uint8Array {
  const transaction = new Transaction({
    version: VERSION,
    PSBTVersion: 2,
    allowUnknownInputs: true,
    allowUnknownOutputs: true,
    disableScriptCheck: true,
  });
  const challenge = proofChallenge(message);
  transaction.addInput({
    txid: challenge.txid,
    index: challenge.vout,
    sequence: CHALLENGE_SEQUENCE,
    witnessUtxo: { script: CHALLENGE_OUTPUT.scriptPubKey, amount: CHALLENGE_OUTPUT.amountSats },
    porCommitment: Buffer.from(message),
  });
  for (const coin of coins) {
    const { fields, derivation } = spendingFields(epochs, coin);
    transaction.addInput({
      txid: coin.txid,
      index: coin.vout,
      sequence: CHALLENGE_SEQUENCE,
      // The transaction that made it is left out: nothing can be lost to a wrong amount where nothing can be spent.
      witnessUtxo: { script: coin.scriptPubKey, amount: coin.amountSats },
      ...fields,
      ...derivation,
    } as Parameters<Transaction['addInput']>[0]);
  }
  const { scriptPubKey: script, amountSats: amount } = returnOutput(epochs, coins);
  transaction.addOutput({ script, amount });
  return transaction.toPSBT(2);
}

/**
 * Reads a proof PSBT as a signer must: the coins it claims, each with its address derived again from this side's
 * descriptors. Throws unless it is, byte for byte, the proof of this very message over these coins, which can never be
 * mined.
 */
export function decodeProofPsbt(epochs: Epochs, message: string, psbt: Uint8Array): OwnReserveCoin[] {
  const transaction = openVirtualPsbt(psbt);
  const coins = Array.from({ length: Math.max(transaction.inputsLength - 1, 0) }, (_, i): OwnReserveCoin => {
    const { txid, index, witnessUtxo, ...rest } = transaction.getInput(i + 1);
    const origin = claimedOrigin(epochs, claimsOf(rest as Claims));
    if (!txid || index === undefined || !witnessUtxo || !origin) {
      throw refused(`input ${i + 1} does not say which coin of the custody it shows`);
    }
    if (Buffer.compare(deriveOrigin(epochs, origin).scriptPubKey, witnessUtxo.script) !== 0) {
      throw refused(`input ${i + 1} pays another script than its address`);
    }
    const { script: scriptPubKey, amount: amountSats } = witnessUtxo;
    return { txid: Buffer.from(txid).toString('hex'), vout: index, amountSats, scriptPubKey, ...origin };
  });
  if (coins.length === 0) throw refused('it shows no coin');
  const own = encodeSignedTransaction(unsignedProof(epochs, message, coins));
  if (Buffer.compare(own, transaction.unsignedTx) !== 0) {
    throw refused('its first input is not the challenge of this message, or its output is not the sum of its coins');
  }
  return coins;
}

const refused = (reason: string) => new CustodyError('proof/psbt', { reason });

/** A finished proof transaction, or how many good signatures the coin with the fewest has. */
export type AssembledProof =
  | { readonly complete: true; readonly bytes: Uint8Array }
  | { readonly complete: false; readonly coin: Outpoint; readonly signatures: number };

/** Puts together what the holders signed of `encodeProofPsbt(epochs, message, coins)`. */
export function assembleProof(
  epochs: Epochs,
  message: string,
  coins: readonly OwnReserveCoin[],
  signed: readonly Uint8Array[],
): AssembledProof {
  const unsigned = unsignedProof(epochs, message, coins);
  const transactions = openSigned(signed, encodeSignedTransaction(unsigned));
  const digests = signatureDigests(unsigned, [CHALLENGE_OUTPUT, ...coins]);
  const inputs: SignedInput[] = [...unsigned.inputs];
  for (const [i, coin] of coins.entries()) {
    const at = i + 1;
    const own = { at, descriptor: descriptorOf(epochs, coin), output: deriveOrigin(epochs, coin) };
    const result = multisigWitness(own, transactions, digests);
    if (!('witness' in result)) return { complete: false, coin, signatures: result.signatures };
    inputs[at] = { ...(unsigned.inputs[at] as SignedInput), witness: result.witness };
  }
  return { complete: true, bytes: encodeSignedTransaction({ ...unsigned, inputs }) };
}
