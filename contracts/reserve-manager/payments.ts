import {
  type Address,
  Args,
  type Bytes,
  type BytesN,
  publish,
  require,
  type u32,
  type u64,
  type Vec,
} from '@istsi/soroban-sdk';
import { extendBatch, holdInputs, openBatch, recordPayment, requirePayable, requireReplacement } from './batches.ts';
import { type BitcoinTransaction, parseTransaction } from './bitcoin/transaction.ts';
import { requireAttestedNow } from './custodians.ts';
import { ReserveError } from './errors.ts';
import type { PaymentAuthorized } from './events.ts';
import { requirePayableNow } from './payout-watch.ts';
import { promise, requireRedeemable } from './redemption.ts';
import { requireReturnable } from './returns.ts';
import { loadBatch, loadWithdrawal, storeWithdrawal } from './storage.ts';
import { UtxoState, WithdrawalState } from './types.ts';
import { isPastDeadline } from './withdrawals.ts';

// All that one payment writes must fit into one Stellar transaction.
const MAX_WITHDRAWALS: u32 = 32;

/** Lets custodians sign this transaction, the first or a further one for the same withdrawals, and returns its id. */
export function authorizePayment(
  attestors: Vec<Address>,
  withdrawal_ids: Vec<BytesN<32>>,
  unsigned_tx: Bytes,
): BytesN<32> {
  const args = Args.of().add<Vec<Address>>(attestors).add<Vec<BytesN<32>>>(withdrawal_ids);
  requireAttestedNow(attestors, args.add<Bytes>(unsigned_tx));
  const count = withdrawal_ids.length;
  require(count >= 1 && count <= MAX_WITHDRAWALS, ReserveError.InvalidBatchSize);
  const transaction = parseTransaction(unsigned_tx);
  const txid = transaction.txid;
  const fee = requirePayable(transaction);
  requireExactPayments(transaction, withdrawal_ids, fee);

  const first = loadWithdrawal(withdrawal_ids.at(0));
  const isFirst = first.state === WithdrawalState.Pending;
  const batch = isFirst ? txid : first.batch;
  if (isFirst) beginPayment(withdrawal_ids, transaction, fee);
  else replacePayment(batch, withdrawal_ids, transaction, fee);

  recordPayment(transaction, batch, count, fee);
  publish<PaymentAuthorized>({ txid, batch, attestors, fee, withdrawals: withdrawal_ids });
  return txid;
}

/**
 * Output i pays withdrawal i its amount less its share of the fee. The shares are equal, and the first ones carry the
 * satoshis that do not divide, so that everyone computes the same outputs, and the reserve pays nothing of the fee.
 */
function requireExactPayments(transaction: BitcoinTransaction, ids: Vec<BytesN<32>>, fee: u64): void {
  const count = ids.length;
  require(transaction.outputs.length >= count, ReserveError.WrongPayment);
  const share = fee / (count as u64);
  const rest = fee % (count as u64);
  for (let i: u32 = 0; i < count; i++) {
    require(ids.indexOf(ids.at(i)).unwrap() === i, ReserveError.DuplicateWithdrawal);
    const withdrawal = loadWithdrawal(ids.at(i));
    const cost = (i as u64) < rest ? share + 1 : share;
    require(cost <= withdrawal.max_fee, ReserveError.FeeOverUserLimit);
    const output = transaction.outputs.at(i);
    require(output.script === withdrawal.script, ReserveError.WrongPayment);
    require(output.amount === withdrawal.amount - cost, ReserveError.WrongPayment);
  }
}

function beginPayment(ids: Vec<BytesN<32>>, transaction: BitcoinTransaction, fee: u64): void {
  requireRedeemable();
  for (const id of ids) {
    const withdrawal = loadWithdrawal(id);
    require(withdrawal.state === WithdrawalState.Pending, ReserveError.InvalidWithdrawalState);
    require(!isPastDeadline(withdrawal), ReserveError.DeadlinePassed);
    requirePayableNow(id);
    if (withdrawal.burned === 0) requireReturnable(id);
    promise(withdrawal);
    withdrawal.state = WithdrawalState.Authorized;
    withdrawal.batch = transaction.txid;
    storeWithdrawal(id, withdrawal);
  }
  // Only what is on the books pays a withdrawal: what does not exist yet may never do.
  holdInputs(transaction.inputs, UtxoState.Unspent, UtxoState.Committed);
  openBatch(transaction, ids, fee, 0);
}

function replacePayment(batch_id: BytesN<32>, ids: Vec<BytesN<32>>, transaction: BitcoinTransaction, fee: u64): void {
  const withdrawal = loadWithdrawal(ids.at(0));
  require(withdrawal.state === WithdrawalState.Authorized, ReserveError.InvalidWithdrawalState);
  const batch = loadBatch(batch_id);
  require(ids === batch.withdrawals, ReserveError.DifferentWithdrawals);
  requireReplacement(batch, transaction, fee);
  extendBatch(batch_id, batch, transaction.txid, fee);
}
