import { type Address, type BytesN, publish, require, type u32, type u64, Vec } from '@istsi/soroban-sdk';
import { totalOf } from './batches.ts';
import type { Outpoint } from './bitcoin/transaction.ts';
import { addOutput, markOutput, oweNoLonger, removeOutput } from './books.ts';
import { ReserveError } from './errors.ts';
import type { PaymentCompleted } from './events.ts';
import { requiredConfirmations } from './exposure.ts';
import { loadBatch, loadPayment, loadUtxo, loadWithdrawal, storeBatch, storeWithdrawal } from './storage.ts';
import { isPromised, owedFee } from './sweeps.ts';
import { type Batch, type Payment, UtxoState, WithdrawalState } from './types.ts';

/** Settles the books by the one payment of its batch that Bitcoin confirmed: any of them, not only the latest. */
export function completePayment(attestors: Vec<Address>, txid: BytesN<32>, confirmations: u32): void {
  const payment = loadPayment(txid);
  const batch = loadBatch(payment.batch);
  require(!batch.completed, ReserveError.AlreadyCompleted);
  require(!isPromised(batch), ReserveError.ParentNotCompleted);
  const moved = batch.withdrawals.length > 0 ? completeWithdrawals(batch) : totalOf(payment.inputs);
  require(confirmations >= requiredConfirmations(moved), ReserveError.NotEnoughConfirmations);
  // The reserve pays the fee of the one that confirmed, which is at most what it owed.
  if (batch.withdrawals.length === 0) oweNoLonger(owedFee(batch));
  settleInputs(batch, payment);
  const change = receiveChange(txid, batch.withdrawals.length, payment.change_outputs, confirmations);
  batch.completed = true;
  storeBatch(payment.batch, batch);
  publish<PaymentCompleted>({
    txid,
    batch: payment.batch,
    attestors,
    change,
    confirmations,
    fee: payment.fee,
    inputs: payment.inputs,
    withdrawals: batch.withdrawals,
  });
}

/** Returns the satoshis that are no longer owed. */
function completeWithdrawals(batch: Batch): u64 {
  let total: u64 = 0;
  for (const id of batch.withdrawals) {
    const withdrawal = loadWithdrawal(id);
    withdrawal.state = WithdrawalState.Completed;
    storeWithdrawal(id, withdrawal);
    total += withdrawal.amount;
  }
  oweNoLonger(total);
  return total;
}

/** What the payment spent is gone. What only its replacements would have spent is free again: they can never confirm. */
function settleInputs(batch: Batch, payment: Payment): void {
  for (const outpoint of payment.inputs) removeOutput(outpoint, UtxoState.Spent);
  for (const outpoint of batch.held) {
    if (!payment.inputs.includes(outpoint)) markOutput(outpoint, UtxoState.Unspent);
  }
}

/** Returns the amounts, from the first change output on. What a child was promised stays its own. */
function receiveChange(txid: BytesN<32>, first: u32, count: u32, confirmations: u32): Vec<u64> {
  let change = Vec.empty<u64>();
  for (let i: u32 = 0; i < count; i++) {
    const outpoint: Outpoint = { tx_hash: txid, vout: first + i };
    const expected = loadUtxo(outpoint);
    addOutput(outpoint, expected.amount, confirmations);
    if (expected.state === UtxoState.Promised) markOutput(outpoint, UtxoState.Committed);
    change = change.push(expected.amount);
  }
  return change;
}
