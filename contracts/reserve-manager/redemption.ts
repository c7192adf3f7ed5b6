import { type BytesN, ledger, publish, require, type u32, type u64, u128, type Vec } from '@istsi/soroban-sdk';
import { DUST, owe, oweNoLonger } from './books.ts';
import { ReserveError } from './errors.ts';
import type { RedemptionRateChanged, WithdrawalShared } from './events.ts';
import { totalSupply } from './ratio.ts';
import {
  loadBooks,
  loadFixed,
  loadRedemptionRate,
  loadReturn,
  loadWithdrawal,
  storeFixed,
  storeRedemptionRate,
  storeWithdrawal,
} from './storage.ts';
import { type Withdrawal, WithdrawalState } from './types.ts';

// When Bitcoin is missing, whoever is paid in full is paid by those who come later. So nothing is paid until the loss is
// filled, or governance has everybody paid the same share. Tokens, and withdrawals that are pending, have that share; what is
// authorized was promised and may be on Bitcoin already, and what is returned never backed a token: these are fixed, and
// come out of what there is before it is shared.

export const FULL_RATE: u32 = 10_000;

/** Refuses to pay at a rate that not everybody could be paid at. Asked before a payment is authorized. */
export function requireRedeemable(): void {
  require(isCovered(loadRedemptionRate()), ReserveError.RedemptionWaits);
}

/** Basis points of what was burned. Only as much as everybody can have; all of it is always a rate, and waits to be covered. */
export function changeRedemptionRate(rate: u32): void {
  require(rate > 0 && rate <= FULL_RATE, ReserveError.InvalidRedemptionRate);
  require(rate === FULL_RATE || isCovered(rate), ReserveError.RedemptionWaits);
  storeRedemptionRate(rate);
  publish<RedemptionRateChanged>({ rate, timestamp: ledger.timestamp() });
}

/** Brings pending withdrawals to the rate that holds, up or down: they are paid that much. Anyone. */
export function shareLoss(ids: Vec<BytesN<32>>): void {
  const rate = loadRedemptionRate();
  for (const id of ids) {
    const withdrawal = loadWithdrawal(id);
    require(withdrawal.state === WithdrawalState.Pending, ReserveError.InvalidWithdrawalState);
    // What goes back is promised in full, whatever the rate: there is nothing to bring anywhere.
    require(withdrawal.burned > 0, ReserveError.InvalidWithdrawalState);
    const amount = shareOf(withdrawal, rate);
    // Too little to be paid is refunded when its time is over.
    require(amount >= withdrawal.max_fee + DUST, ReserveError.WithdrawalTooSmall);
    withdrawal.amount = amount;
    storeWithdrawal(id, withdrawal);
    publish<WithdrawalShared>({ withdrawal_id: id, amount, burned: withdrawal.burned, rate });
  }
}

/** What becomes of the debt when a withdrawal is authorized: its share is promised from now on, the rest is owed no more. */
export function promise(withdrawal: Withdrawal): void {
  // A returned deposit was promised in full when it was registered.
  if (withdrawal.burned === 0) return;
  require(withdrawal.amount === shareOf(withdrawal, loadRedemptionRate()), ReserveError.NotShared);
  oweNoLonger(withdrawal.burned - withdrawal.amount);
  storeFixed(loadFixed() + withdrawal.amount);
}

/** What becomes of it when it is pending again. */
export function takeBackPromise(id: BytesN<32>, withdrawal: Withdrawal): void {
  const wasPaid = withdrawal.state === WithdrawalState.Completed;
  const isAuthorized = withdrawal.state === WithdrawalState.Authorized;
  if (withdrawal.burned === 0) {
    const lost = loadReturn(id).lost;
    if (wasPaid && !lost) oweInFull(withdrawal.amount);
    if (isAuthorized && lost) oweInFullNoLonger(withdrawal.amount);
  } else if (wasPaid) owe(withdrawal.burned);
  else if (isAuthorized) {
    owe(withdrawal.burned - withdrawal.amount);
    releaseFixed(withdrawal.amount);
  }
}

/** What becomes of it when it is paid. Returns the satoshis that are no longer owed. */
export function keepPromise(id: BytesN<32>, withdrawal: Withdrawal): u64 {
  if (withdrawal.state === WithdrawalState.Pending) {
    if (withdrawal.burned > 0) return withdrawal.burned;
    if (loadReturn(id).lost) return 0;
  }
  releaseFixed(withdrawal.amount);
  return withdrawal.amount;
}

/** Owes what no rate touches: a deposit that goes back. */
export function oweInFull(amount: u64): void {
  owe(amount);
  storeFixed(loadFixed() + amount);
}

export function oweInFullNoLonger(amount: u64): void {
  oweNoLonger(amount);
  releaseFixed(amount);
}

export function shareOf(withdrawal: Withdrawal, rate: u32): u64 {
  if (withdrawal.burned === 0) return withdrawal.amount;
  return u128.from(withdrawal.burned).mulDiv(u128.from(rate), u128.from(FULL_RATE)).toU64();
}

// What was promised before promises were counted is released as far as there is any.
function releaseFixed(amount: u64): void {
  const fixed = loadFixed();
  storeFixed(fixed > amount ? fixed - amount : 0);
}

function isCovered(rate: u32): bool {
  const books = loadBooks();
  const fixed = loadFixed();
  if (fixed > books.total_btc || fixed > books.owed_btc) return false;
  const claims = totalSupply() + (books.owed_btc - fixed);
  const needed = u128.from(claims) * u128.from(rate);
  return u128.from(books.total_btc - fixed) * u128.from(FULL_RATE) >= needed;
}
