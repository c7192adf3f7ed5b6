import { schnorr } from '@noble/curves/secp256k1.js';
import { type Outpoint, outpointKey, type TransactionOutput } from '../block/transaction.ts';
import { CustodyError } from '../errors.ts';
import { SIGHASH_DEFAULT, signatureDigests } from '../script/signature-digest.ts';
import { encodeSignedTransaction, type SignedTransaction, transactionId } from '../script/signed-transaction.ts';
import { isSchnorrSignature } from '../script/verify-witness.ts';
import { compactSizeBytes, dustThresholdSats, feeForWeight, frameWeight, outputWeight } from '../withdrawal/weight.ts';
import { deriveWithLibrary } from './derive-with-library.ts';
import type { ReclaimOutput, ReclaimPlace } from './reclaim-place.ts';

/** An output at the reclaim address, as its owner names it. A false amount makes a signature that no node takes (BIP-341). */
export type OwnCoin = Outpoint & { readonly amountSats: bigint };

export type TakeBackOptions = {
  readonly place: ReclaimPlace;
  readonly secretKey: Uint8Array;
  readonly coins: readonly OwnCoin[];
  /** Where everything goes, less the fee. */
  readonly destination: Uint8Array;
  readonly satsPerKvb: bigint;
};

export type TakenBack = {
  readonly bytes: Uint8Array;
  readonly txid: string;
  readonly amountSats: bigint;
  readonly feeSats: bigint;
  readonly vbytes: number;
};

const MOST_COINS = 500;
const MOST_SATS = 2_100_000_000_000_000n;
const SCHNORR_SIGNATURE_BYTES = 64;
const OUTPOINT_SEQUENCE_AND_EMPTY_SCRIPT_BYTES = 36 + 4 + 1;

/**
 * The transaction with which an owner takes coins back alone, by their own leaf: signed, and good for any node once each coin
 * is as deep as the lock asks for. Made offline, from the coins' outpoints and amounts. Nothing of the system is needed.
 */
export function takeBack({ place, secretKey, coins, destination, satsPerKvb }: TakeBackOptions): TakenBack {
  const output = deriveWithLibrary(place);
  checkCoins(coins);
  const weight = takeBackWeight(output, coins.length, destination);
  const feeSats = feeForWeight(weight, satsPerKvb);
  const amountSats = coins.reduce((sum, coin) => sum + coin.amountSats, 0n) - feeSats;
  if (amountSats < dustThresholdSats(destination)) {
    throw refused(`the fee of ${feeSats} sats leaves ${amountSats} sats, which no node relays`);
  }
  const unsigned: SignedTransaction = {
    version: 2,
    lockTime: 0,
    // BIP-68: counted in blocks, from the block that each coin is in.
    inputs: coins.map(({ txid, vout }) => ({
      ...{ txid, vout, sequence: output.lockBlocks },
      ...{ scriptSig: new Uint8Array(), witness: [] },
    })),
    outputs: [{ scriptPubKey: destination, amountSats }],
  };
  const signed = { ...unsigned, inputs: signInputs(unsigned, coins, output, place, secretKey) };
  return {
    bytes: encodeSignedTransaction(signed),
    txid: transactionId(signed),
    ...{ amountSats, feeSats, vbytes: Math.ceil(weight / 4) },
  };
}

function signInputs(
  unsigned: SignedTransaction,
  coins: readonly OwnCoin[],
  { scriptPubKey, owner }: ReclaimOutput,
  { ownerKey }: ReclaimPlace,
  secretKey: Uint8Array,
): SignedTransaction['inputs'] {
  const spent = coins.map(({ amountSats }): TransactionOutput => ({ amountSats, scriptPubKey }));
  const digests = signatureDigests(unsigned, spent);
  return unsigned.inputs.map((input, i) => {
    const signature = schnorr.sign(digests.taproot(i, SIGHASH_DEFAULT, owner.hash), secretKey);
    // Checked by another implementation than the one that signs.
    if (!isSchnorrSignature((type) => digests.taproot(i, type, owner.hash), ownerKey, signature)) {
      throw refused('the key is not the one that the address names');
    }
    return { ...input, witness: [signature, owner.script, owner.controlBlock] };
  });
}

function checkCoins(coins: readonly OwnCoin[]): void {
  if (coins.length === 0 || coins.length > MOST_COINS) throw refused(`name 1 to ${MOST_COINS} coins`);
  if (new Set(coins.map(outpointKey)).size < coins.length) throw refused('a coin is named twice');
  const odd = coins.find(({ amountSats }) => amountSats <= 0n || amountSats > MOST_SATS);
  if (odd) throw refused(`${outpointKey(odd)} cannot hold ${odd.amountSats} sats`);
}

function takeBackWeight({ owner }: ReclaimOutput, coins: number, destination: Uint8Array): number {
  const items = [SCHNORR_SIGNATURE_BYTES, owner.script.length, owner.controlBlock.length];
  const witness = 1 + items.reduce((sum, length) => sum + compactSizeBytes(length) + length, 0);
  const input = 4 * OUTPOINT_SEQUENCE_AND_EMPTY_SCRIPT_BYTES + witness;
  return frameWeight(coins, 1) + coins * input + outputWeight(destination);
}

const refused = (reason: string): CustodyError => new CustodyError('reclaim/take-back', { reason });
