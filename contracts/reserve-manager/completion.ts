import { type Address, Args, type BytesN, publish, require, type u32, type u64, Vec } from '@istsi/soroban-sdk';
import type { BitcoinBlock } from '../shared/bitcoin-block.ts';
import { addDepth } from './attested-arguments.ts';
import { endBatch, totalOf } from './batches.ts';
import type { Outpoint } from './bitcoin/transaction.ts';
import { addOutput, markOutput, oweNoLonger, removeOutput } from './books.ts';
import { requireAttestedOrProved } from './deposit-rules.ts';
import { ReserveError } from './errors.ts';
import type { PaymentCompleted } from './events.ts';
import { requiredConfirmations } from './exposure.ts';
import { reportReserves } from './ratio.ts';
import { keepPromise } from './redemption.ts';
import { loadBatch, loadPayment, loadUtxo, loadWithdrawal, storeWithdrawal } from './storage.ts';
import { isPromised } from './sweeps.ts';
import { type Batch, BatchEnd, type Payment, UtxoState, WithdrawalState } from './types.ts';
import { reopenWithdrawals } from './withdrawals.ts';

/** Confirmations of what nobody's own node looked at: headers do not say whether their blocks are valid. */
const PROVED_ALONE: u32 = 6;

/** Settles the books by the one transaction of its batch that Bitcoin confirmed: any of them, not only the latest. */
export function completePayment(
  attestors: Vec<Address>,
  txid: BytesN<32>,
  confirmations: u32,
  block: BitcoinBlock,
): void {
  const args = Args.of().add<Vec<Address>>(attestors).add<BytesN<32>>(txid);
  const isProvedAlone = requireAttestedOrProved(attestors, addDepth(args, confirmations, block));
  require(!isProvedAlone || confirmations >= PROVED_ALONE, ReserveError.NotEnoughConfirmations);
  const payment = loadPayment(txid);
  const batch = loadBatch(payment.batch);
  require(batch.end === BatchEnd.Open, ReserveError.AlreadyCompleted);
  require(!isPromised(batch), ReserveError.ParentNotCompleted);
  settleBatch(attestors, txid, payment, batch, confirmations, block);
}

/** Ends a batch by the transaction that confirmed, whatever was thought of it before. */
export function settleBatch(
  attestors: Vec<Address>,
  txid: BytesN<32>,
  payment: Payment,
  batch: Batch,
  confirmations: u32,
  block: BitcoinBlock,
): void {
  require(confirmations >= requiredConfirmations(atStake(payment, batch)), ReserveError.NotEnoughConfirmations);
  const withdrawals = paidBy(payment, batch);
  completeWithdrawals(withdrawals, payment.batch);
  settleInputs(batch, payment);
  const change = receiveChange(txid, payment, confirmations);
  const cancels = withdrawals.length < batch.withdrawals.length;
  // What is corrected reopened them already.
  const reopens = cancels && batch.end === BatchEnd.Open;
  endBatch(payment.batch, batch, cancels ? BatchEnd.Cancelled : BatchEnd.Completed, txid);
  publish<PaymentCompleted>({
    txid,
    batch: payment.batch,
    attestors,
    block,
    change,
    confirmations,
    fee: payment.fee,
    inputs: payment.inputs,
    withdrawals,
  });
  if (reopens) reopenWithdrawals(payment.batch, batch.withdrawals);
  reportReserves();
}

/** What a reorganization of it could be worth: what it pays to others, or all that moves when it pays nobody. */
function atStake(payment: Payment, batch: Batch): u64 {
  if (payment.first_change === 0) return totalOf(payment.inputs);
  let total: u64 = 0;
  for (const id of batch.withdrawals) total += loadWithdrawal(id).amount;
  return total;
}

/** The withdrawals that the transaction pays: all of its batch, or none. */
function paidBy(payment: Payment, batch: Batch): Vec<BytesN<32>> {
  return payment.first_change > 0 ? batch.withdrawals : Vec.empty<BytesN<32>>();
}

function completeWithdrawals(ids: Vec<BytesN<32>>, batch_id: BytesN<32>): void {
  let paid: u64 = 0;
  for (const id of ids) {
    const withdrawal = loadWithdrawal(id);
    // Found out late, it may have been paid or refunded besides. That is a loss, and shows in what is left.
    if (withdrawal.state === WithdrawalState.Completed || withdrawal.state === WithdrawalState.Refunded) continue;
    const isAuthorized = withdrawal.state === WithdrawalState.Authorized;
    require(!isAuthorized || withdrawal.batch === batch_id, ReserveError.InvalidWithdrawalState);
    paid += keepPromise(id, withdrawal);
    withdrawal.state = WithdrawalState.Completed;
    withdrawal.batch = batch_id;
    storeWithdrawal(id, withdrawal);
  }
  if (paid > 0) oweNoLonger(paid);
}

/** What the payment spent is gone. What only its replacements would have spent is free again: they can never confirm. */
function settleInputs(batch: Batch, payment: Payment): void {
  for (const outpoint of payment.inputs) removeOutput(outpoint, UtxoState.Spent);
  if (batch.end !== BatchEnd.Open) return;
  for (const outpoint of batch.held) {
    if (!payment.inputs.includes(outpoint)) markOutput(outpoint, UtxoState.Unspent);
  }
}

/** Returns the amounts, from the first change output on. What a child was promised stays its own. */
function receiveChange(txid: BytesN<32>, payment: Payment, confirmations: u32): Vec<u64> {
  let change = Vec.empty<u64>();
  for (let i: u32 = 0; i < payment.change_outputs; i++) {
    const outpoint: Outpoint = { tx_hash: txid, vout: payment.first_change + i };
    const expected = loadUtxo(outpoint);
    addOutput(outpoint, expected.amount, confirmations);
    if (expected.state === UtxoState.Promised) markOutput(outpoint, UtxoState.Committed);
    change = change.push(expected.amount);
  }
  return change;
}
