import { Transaction } from '@scure/btc-signer';
import { CHALLENGE_OUTPUT, CHALLENGE_SEQUENCE, proofChallenge } from '../src/proof/challenge.ts';
import { type OwnReserveCoin, PROOF_VERSION, returnOutput } from '../src/proof/reserve-proof.ts';
import type { Epochs } from '../src/withdrawal/proposal.ts';
import { spendingFields } from '../src/withdrawal/psbt.ts';

/** A proof PSBT as the library writes it: what `encodeProofPsbt` is held against. */
export function encodeWithLibrary(epochs: Epochs, message: string, coins: readonly OwnReserveCoin[]): Uint8Array {
  const transaction = new Transaction({
    version: PROOF_VERSION,
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
