import { BytesN, type bool, publish, require, type Str, type u64, type Vec } from '@istsi/soroban-sdk';
import { scriptOfAddress } from './bitcoin/address.ts';
import { DUST, owe, oweNoLonger, requireValidAmount } from './books.ts';
import { requireWithdrawalWithinCaps } from './caps.ts';
import { countOutflow } from './day-windows.ts';
import { ReserveError } from './errors.ts';
import type { WithdrawalRecorded, WithdrawalRefunded, WithdrawalsReopened } from './events.ts';
import { beginWatch } from './payout-watch.ts';
import { takeBackPromise } from './redemption.ts';
import { NEVER, runningTime, toLedgerTime } from './running-time.ts';
import { hasWithdrawal, loadConfig, loadPolicy, loadWithdrawal, storeWithdrawal } from './storage.ts';
import { type Withdrawal, WithdrawalState } from './types.ts';

/** Owes Bitcoin for tokens that are burned already. */
export function recordWithdrawal(id: BytesN<32>, amount: u64, btc_address: Str, max_fee: u64): void {
  require(!hasWithdrawal(id), ReserveError.WithdrawalExists);
  requireValidAmount(amount);
  requireWithdrawalWithinCaps(amount);
  countOutflow(amount);
  // In this order nothing can overflow, whatever the user asks for.
  require(max_fee > 0 && max_fee < amount && amount - max_fee >= DUST, ReserveError.WithdrawalTooSmall);
  const config = loadConfig();
  const script = scriptOfAddress(btc_address, config.network);
  require(script !== config.reserve_script, ReserveError.PaysReserve);

  // Its age is on top of the time that custodians have.
  const deadline = nextDeadline() + beginWatch(id, amount);
  const batch = BytesN.zero<32>();
  const withdrawal: Withdrawal = {
    amount,
    batch,
    burned: amount,
    deadline,
    max_fee,
    script,
    state: WithdrawalState.Pending,
  };
  storeWithdrawal(id, withdrawal);
  owe(amount);
  publish<WithdrawalRecorded>({ withdrawal_id: id, amount, deadline: toLedgerTime(deadline), max_fee, script });
}

/** The withdrawal as others read it: its deadline is a moment of ledger time, as far as nothing is paused until then. */
export function describeWithdrawal(id: BytesN<32>): Withdrawal {
  const withdrawal = loadWithdrawal(id);
  withdrawal.deadline = toLedgerTime(withdrawal.deadline);
  return withdrawal;
}

export function isPastDeadline(withdrawal: Withdrawal): bool {
  return runningTime() >= withdrawal.deadline;
}

/**
 * Owes the withdrawals of a batch as if they had just been asked for: nothing that was authorized for them can confirm
 * any more.
 */
export function reopenWithdrawals(batch_id: BytesN<32>, withdrawals: Vec<BytesN<32>>): void {
  if (withdrawals.length === 0) return;
  const deadline = nextDeadline();
  for (const id of withdrawals) {
    const withdrawal = loadWithdrawal(id);
    withdrawal.batch = BytesN.zero<32>();
    // What counted as paid before is closed on the token, so it is paid in the end and not refunded.
    const isFinal = withdrawal.state === WithdrawalState.Completed || withdrawal.burned === 0;
    withdrawal.deadline = isFinal ? NEVER : deadline;
    takeBackPromise(id, withdrawal);
    withdrawal.state = WithdrawalState.Pending;
    storeWithdrawal(id, withdrawal);
  }
  publish<WithdrawalsReopened>({ batch: batch_id, deadline: toLedgerTime(deadline), withdrawals });
}

/** Owes nothing any more, because nothing was authorized in time. From here on nothing can be. */
export function refundWithdrawal(id: BytesN<32>): void {
  const withdrawal = loadWithdrawal(id);
  require(withdrawal.state === WithdrawalState.Pending, ReserveError.InvalidWithdrawalState);
  require(isPastDeadline(withdrawal), ReserveError.DeadlineNotReached);
  withdrawal.state = WithdrawalState.Refunded;
  storeWithdrawal(id, withdrawal);
  oweNoLonger(withdrawal.burned);
  publish<WithdrawalRefunded>({ withdrawal_id: id, amount: withdrawal.burned });
}

function nextDeadline(): u64 {
  return runningTime() + loadPolicy().withdrawal_timeout;
}
