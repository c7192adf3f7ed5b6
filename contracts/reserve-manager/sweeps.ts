import {
  type Address,
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
  expectChange,
  extendBatch,
  holdInputs,
  openBatch,
  recordPayment,
  requirePayable,
  requireReplacement,
} from './batches.ts';
import { type BitcoinTransaction, type Outpoint, parseTransaction } from './bitcoin/transaction.ts';
import { owe, oweNoLonger } from './books.ts';
import { ReserveError } from './errors.ts';
import type { SweepAbandoned, SweepAuthorized } from './events.ts';
import { requireStillBacked } from './ratio.ts';
import { loadBatch, loadPayment, loadUtxo, storeBatch } from './storage.ts';
import { type Batch, UtxoState } from './types.ts';

/**
 * Lets custodians sign a transaction that pays nobody but the reserve, the first one or a replacement, and returns its
 * id. No user pays its fee: the reserve owes it from now on, out of what backs no token.
 */
export function authorizeSweep(attestors: Vec<Address>, unsigned_tx: Bytes, replaces: Option<BytesN<32>>): BytesN<32> {
  const transaction = parseTransaction(unsigned_tx);
  const txid = transaction.txid;
  const fee = requirePayable(transaction);
  const change_outputs = expectChange(transaction, 0);
  const batch = replaces.isSome ? loadPayment(replaces.unwrap()).batch : txid;
  if (replaces.isSome) replaceSweep(batch, transaction, fee);
  else beginSweep(transaction, fee);
  recordPayment(transaction, batch, change_outputs, fee);
  requireStillBacked();
  publish<SweepAuthorized>({ txid, batch, attestors, fee, inputs: transaction.inputs });
  return txid;
}

/** Owes the fee of a sweep no longer that can never confirm: what it spends never came to exist. */
export function abandonSweep(txid: BytesN<32>): void {
  const batch_id = loadPayment(txid).batch;
  const batch = loadBatch(batch_id);
  require(!batch.completed, ReserveError.AlreadyCompleted);
  const parent = batch.anchor.tx_hash;
  require(isPromised(batch) && isDecided(parent), ReserveError.SweepMayConfirm);
  const fee = owedFee(batch);
  oweNoLonger(fee);
  // What it holds stays promised to it for ever: nothing else may come to rely on it.
  batch.completed = true;
  storeBatch(batch_id, batch);
  publish<SweepAbandoned>({ batch: batch_id, fee, parent });
}

/** What the reserve owes for the fee of an undecided sweep: that of the dearest transaction, the latest. */
export function owedFee(batch: Batch): u64 {
  return loadPayment(batch.latest).fee;
}

/** Whether what a batch spends does not exist before another payment confirms. */
export function isPromised(batch: Batch): bool {
  return loadUtxo(batch.anchor).state === UtxoState.Promised;
}

function beginSweep(transaction: BitcoinTransaction, fee: u64): void {
  const inputs = transaction.inputs;
  const held = takeInputs(Vec.empty<Outpoint>(), inputs.at(0), inputs);
  openBatch(transaction, Vec.empty<BytesN<32>>(), held);
  owe(fee);
}

function replaceSweep(batch_id: BytesN<32>, transaction: BitcoinTransaction, fee: u64): void {
  const batch = loadBatch(batch_id);
  require(batch.withdrawals.length === 0, ReserveError.DifferentWithdrawals);
  require(!batch.completed, ReserveError.AlreadyCompleted);
  requireReplacement(batch, transaction, fee);
  owe(fee - owedFee(batch));
  extendBatch(batch_id, batch, transaction.txid, takeInputs(batch.held, batch.anchor, transaction.inputs));
}

/** A sweep spends what is on the books, or else nothing but the change that one undecided payment will bring: its child. */
function takeInputs(held: Vec<Outpoint>, anchor: Outpoint, inputs: Vec<Outpoint>): Vec<Outpoint> {
  const state = loadUtxo(anchor).state;
  const isChild = state === UtxoState.Expected || state === UtxoState.Promised;
  if (!isChild) return holdInputs(held, inputs, UtxoState.Unspent, UtxoState.Committed);
  const parent = anchor.tx_hash;
  require(!isDecided(parent), ReserveError.InputNotAvailable);
  for (const input of inputs) require(input.tx_hash === parent, ReserveError.InputNotAvailable);
  return holdInputs(held, inputs, UtxoState.Expected, UtxoState.Promised);
}

/** Whether it is settled which payment of the batch confirmed, or that none ever will. */
function isDecided(txid: BytesN<32>): bool {
  return loadBatch(loadPayment(txid).batch).completed;
}
