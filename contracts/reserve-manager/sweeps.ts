import {
  type Address,
  Args,
  type Bytes,
  type BytesN,
  type bool,
  type Option,
  publish,
  require,
  type u64,
  Vec,
} from '@istsi/soroban-sdk';
import {
  endBatch,
  extendBatch,
  holdInputs,
  openBatch,
  recordPayment,
  requirePayable,
  requireReplacement,
} from './batches.ts';
import { type BitcoinTransaction, type Outpoint, parseTransaction } from './bitcoin/transaction.ts';
import { markOutput, owe } from './books.ts';
import { requireAttestedNow } from './custodians.ts';
import { ReserveError } from './errors.ts';
import type { SweepAbandoned, SweepAuthorized } from './events.ts';
import { reportReserves, requireStillBacked } from './ratio.ts';
import { loadBatch, loadPayment, loadUtxo } from './storage.ts';
import { type Batch, BatchEnd, UtxoState } from './types.ts';

/**
 * Lets custodians sign a transaction that pays nobody but the reserve, the first one or a replacement, and returns its
 * id. No user pays its fee: the reserve owes it from now on, out of what backs no token. One that replaces a payment
 * cancels it when it confirms.
 */
export function authorizeSweep(attestors: Vec<Address>, unsigned_tx: Bytes, replaces: Option<BytesN<32>>): BytesN<32> {
  const args = Args.of().add<Vec<Address>>(attestors).add<Bytes>(unsigned_tx);
  requireAttestedNow(attestors, args.add<Option<BytesN<32>>>(replaces));
  const transaction = parseTransaction(unsigned_tx);
  const txid = transaction.txid;
  const fee = requirePayable(transaction);
  const batch = replaces.isSome ? loadPayment(replaces.unwrap()).batch : txid;
  if (replaces.isSome) replaceBySweep(batch, transaction, fee);
  else beginSweep(transaction, fee);
  recordPayment(transaction, batch, 0, fee);
  requireStillBacked();
  publish<SweepAuthorized>({ txid, batch, attestors, fee, inputs: transaction.inputs });
  reportReserves();
  return txid;
}

/** Owes the fee of a sweep no longer that can never confirm: what it spends never came to exist. */
export function abandonSweep(txid: BytesN<32>): void {
  const batch_id = loadPayment(txid).batch;
  const batch = loadBatch(batch_id);
  require(batch.end === BatchEnd.Open, ReserveError.AlreadyCompleted);
  const parent = batch.anchor.tx_hash;
  require(isPromised(batch) && isDecided(parent), ReserveError.SweepMayConfirm);
  const fee = batch.owed_fee;
  // Should the parent's version turn out to be the one that confirmed after all, this is free then.
  for (const outpoint of batch.held) markOutput(outpoint, UtxoState.Expected);
  endBatch(batch_id, batch, BatchEnd.Abandoned, parent);
  publish<SweepAbandoned>({ batch: batch_id, fee, parent });
  reportReserves();
}

/** Whether what a batch spends does not exist before another payment confirms. */
export function isPromised(batch: Batch): bool {
  return loadUtxo(batch.anchor).state === UtxoState.Promised;
}

function beginSweep(transaction: BitcoinTransaction, fee: u64): void {
  takeInputs(transaction.inputs);
  openBatch(transaction, Vec.empty<BytesN<32>>(), fee, fee);
  owe(fee);
}

function replaceBySweep(batch_id: BytesN<32>, transaction: BitcoinTransaction, fee: u64): void {
  const batch = loadBatch(batch_id);
  requireReplacement(batch, transaction, fee);
  // What only its parent brings never comes to exist once another took the parent's place.
  require(!isPromised(batch) || !isDecided(batch.anchor.tx_hash), ReserveError.InputNotAvailable);
  // The dearest is owed: each costs more than those before it, and only one of them can confirm.
  owe(fee - batch.owed_fee);
  batch.owed_fee = fee;
  extendBatch(batch_id, batch, transaction.txid, fee);
}

/** A sweep spends what is on the books, or else nothing but the change that one undecided payment will bring: its child. */
function takeInputs(inputs: Vec<Outpoint>): void {
  const anchor = inputs.at(0);
  if (loadUtxo(anchor).state !== UtxoState.Expected) {
    holdInputs(inputs, UtxoState.Unspent, UtxoState.Committed);
    return;
  }
  const parent = anchor.tx_hash;
  require(!isDecided(parent), ReserveError.InputNotAvailable);
  for (const input of inputs) require(input.tx_hash === parent, ReserveError.InputNotAvailable);
  holdInputs(inputs, UtxoState.Expected, UtxoState.Promised);
}

/** Whether it is settled which payment of the batch confirmed, or that none ever will. */
function isDecided(txid: BytesN<32>): bool {
  return loadBatch(loadPayment(txid).batch).end !== BatchEnd.Open;
}
