import { type Address, Args, type BytesN, type bool, publish, require, type u32, type Vec } from '@istsi/soroban-sdk';
import type { BitcoinBlock } from '../shared/bitcoin-block.ts';
import { addDepth, addOutpoint } from './attested-arguments.ts';
import type { Outpoint } from './bitcoin/transaction.ts';
import { settleBatch } from './completion.ts';
import { requireAttestedNow } from './custodians.ts';
import { ReserveError } from './errors.ts';
import type { PaymentCorrected } from './events.ts';
import { requiredConfirmations } from './exposure.ts';
import { reinstate } from './losses.ts';
import { reportReserves } from './ratio.ts';
import { loadBatch, loadPayment, loadUtxo } from './storage.ts';
import { type Batch, BatchEnd, UtxoState } from './types.ts';
import { unsettle } from './unsettling.ts';

/**
 * A reorganization confirmed another transaction of the batch than the one that it was settled by, or one although none
 * was thought possible any more: the books are brought to what Bitcoin says. What was built on the one before has to be
 * undone or corrected first.
 */
export function correctPayment(
  attestors: Vec<Address>,
  txid: BytesN<32>,
  confirmations: u32,
  block: BitcoinBlock,
): void {
  const args = Args.of().add<Vec<Address>>(attestors).add<BytesN<32>>(txid);
  requireAttestedNow(attestors, addDepth(args, confirmations, block));
  const payment = loadPayment(txid);
  const batch = loadBatch(payment.batch);
  const settled_by = batch.settled_by;
  require(batch.end !== BatchEnd.Open && settled_by !== txid, ReserveError.NothingToCorrect);
  publish<PaymentCorrected>({ txid, batch: payment.batch, attestors, block, confirmations, settled_by });
  if (isSettled(batch)) unsettle(payment.batch, batch, attestors, block);
  for (const outpoint of payment.inputs) {
    const state = loadUtxo(outpoint).state;
    if (state === UtxoState.Lost) reinstate(outpoint, attestors, confirmations, block);
    else require(state === UtxoState.Unspent, ReserveError.InputNotAvailable);
  }
  settleBatch(attestors, txid, payment, batch, confirmations, block);
}

/** Counts an output again that was written off, and is there after all. */
export function reinstateOutput(
  attestors: Vec<Address>,
  outpoint: Outpoint,
  confirmations: u32,
  block: BitcoinBlock,
): void {
  const args = addOutpoint(Args.of().add<Vec<Address>>(attestors), outpoint);
  requireAttestedNow(attestors, addDepth(args, confirmations, block));
  const utxo = loadUtxo(outpoint);
  require(utxo.state === UtxoState.Lost, ReserveError.NotLost);
  require(confirmations >= requiredConfirmations(utxo.amount), ReserveError.NotEnoughConfirmations);
  reinstate(outpoint, attestors, confirmations, block);
  reportReserves();
}

function isSettled(batch: Batch): bool {
  return batch.end === BatchEnd.Completed || batch.end === BatchEnd.Cancelled;
}
