import type { Outpoint, TransactionOutput } from '../block/transaction.ts';
import { multisigWitness } from '../script/multisig-witness.ts';
import { signatureDigests } from '../script/signature-digest.ts';
import { encodeSignedTransaction, type SignedInput, type SignedTransaction } from '../script/signed-transaction.ts';
import type { AddressOrigin } from '../watcher/watchlist.ts';
import { deriveOrigin, descriptorOf, type Epochs } from '../withdrawal/proposal.ts';
import { CHALLENGE_OUTPUT, CHALLENGE_SEQUENCE, proofChallenge } from './challenge.ts';
import { openSigned } from './virtual-psbt.ts';

/** An output of the reserve as Bitcoin has it. */
export type ReserveCoin = Outpoint & TransactionOutput;
/** Likewise, with where its address lies. */
export type OwnReserveCoin = ReserveCoin & AddressOrigin;

/**
 * Coins that one proof transaction shows. BIP-127 allows any number of transactions for one message; small ones stay
 * within what nodes relay and signing devices take, and signing does not slow down with the square of the coins.
 */
export const MOST_COINS_PER_PROOF = 100;

export const PROOF_VERSION = 2;

export function splitCoins<T extends ReserveCoin>(coins: readonly T[]): T[][] {
  const parts: T[][] = [];
  for (let i = 0; i < coins.length; i += MOST_COINS_PER_PROOF) parts.push(coins.slice(i, i + MOST_COINS_PER_PROOF));
  return parts;
}

const totalSats = (coins: readonly ReserveCoin[]): bigint =>
  coins.reduce((sum, { amountSats }) => sum + amountSats, 0n);

/** The single output: everything back to the reserve, without a fee. */
export function returnOutput(epochs: Epochs, coins: readonly ReserveCoin[]): TransactionOutput {
  const origin: AddressOrigin = { index: 0, branch: 'change', epoch: epochs.length - 1 };
  return { amountSats: totalSats(coins), scriptPubKey: deriveOrigin(epochs, origin).scriptPubKey };
}

/** The proof transaction before it is signed: the challenge, the coins, and one output. */
export function unsignedProof(epochs: Epochs, message: string, coins: readonly ReserveCoin[]): SignedTransaction {
  const inputs = [proofChallenge(message), ...coins].map(
    ({ txid, vout }): SignedInput => ({
      ...{ txid, vout, sequence: CHALLENGE_SEQUENCE },
      scriptSig: new Uint8Array(),
      witness: [],
    }),
  );
  return { version: PROOF_VERSION, lockTime: 0, inputs, outputs: [returnOutput(epochs, coins)] };
}

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
