import { type Address, type BytesN, type bool, publish, require, type Str, type u64, Vec } from '@istsi/soroban-sdk';
import { ReserveError } from './errors.ts';
import type { WithdrawalHeld, WithdrawalObjected, WithdrawalReleased } from './events.ts';
import { requireGuardian, requireOfficer } from './guardian.ts';
import { payoutAge, payoutRules } from './payout-rules.ts';
import { NEVER, runningTime, toLedgerTime } from './running-time.ts';
import { loadWithdrawal, storeWithdrawal } from './storage.ts';
import { type PayoutWatch, type Withdrawal, WithdrawalState } from './types.ts';
import { hasWatch, loadWatch, storeWatch } from './watches.ts';

// What can hold up a payout between the burn and the authorization of its payment. All of it ends: an officer's hold at the
// deadline, with a refund; objections in a delay, or, when there are enough, in a refund at once.

/** Begins to watch a withdrawal that is large enough to wait. Returns how long, in seconds. */
export function beginWatch(id: BytesN<32>, amount: u64): u64 {
  const age = payoutAge(amount);
  if (age > 0) storeWatch(id, { held: false, not_before: runningTime() + age, objections: Vec.empty<Address>() });
  return age;
}

/** The watch as others read it: its moment is ledger time, as far as nothing is paused until then. */
export function describeWatch(id: BytesN<32>): PayoutWatch {
  loadWithdrawal(id);
  const watch = watchOf(id);
  if (watch.not_before > 0) watch.not_before = toLedgerTime(watch.not_before);
  return watch;
}

/** Demands of a withdrawal that nothing holds up its payment now. */
export function requirePayableNow(id: BytesN<32>): void {
  if (!hasWatch(id)) return;
  const watch = loadWatch(id);
  require(!watch.held, ReserveError.WithdrawalHeld);
  require(runningTime() >= watch.not_before, ReserveError.WithdrawalTooYoung);
}

/** An officer keeps a payment from being authorized, until released or refunded. What is authorized already goes on. */
export function holdWithdrawal(caller: Address, id: BytesN<32>, reason: Str): void {
  changeHold(caller, id, true);
  publish<WithdrawalHeld>({ withdrawal_id: id, by: caller, reason });
}

export function releaseWithdrawal(caller: Address, id: BytesN<32>, reason: Str): void {
  changeHold(caller, id, false);
  publish<WithdrawalReleased>({ withdrawal_id: id, by: caller, reason });
}

/** A guardian delays a payment that is not authorized yet, once; enough of them veto it, and it is refunded at once. */
export function objectToWithdrawal(guardian: Address, id: BytesN<32>, reason: Str): void {
  requireGuardian(guardian);
  const withdrawal = loadWithdrawal(id);
  require(withdrawal.state === WithdrawalState.Pending, ReserveError.InvalidWithdrawalState);
  const now = runningTime();
  require(now < withdrawal.deadline, ReserveError.DeadlinePassed);
  const watch = watchOf(id);
  require(!watch.objections.includes(guardian), ReserveError.AlreadyObjected);
  watch.objections = watch.objections.push(guardian);

  const rules = payoutRules();
  const vetoed = watch.objections.length >= rules.veto_objections && withdrawal.deadline !== NEVER;
  if (vetoed) withdrawal.deadline = now;
  else delay(watch, withdrawal, now, rules.objection_delay);
  storeWatch(id, watch);
  storeWithdrawal(id, withdrawal);
  publish<WithdrawalObjected>({
    withdrawal_id: id,
    guardian,
    deadline: toLedgerTime(withdrawal.deadline),
    not_before: toLedgerTime(watch.not_before),
    objections: watch.objections.length,
    reason,
    vetoed,
  });
}

// Custodians keep the time that they have to pay it: an objection is a delay, and only enough of them are a refund.
function delay(watch: PayoutWatch, withdrawal: Withdrawal, now: u64, seconds: u64): void {
  const from = watch.not_before > now ? watch.not_before : now;
  watch.not_before = from + seconds;
  if (withdrawal.deadline !== NEVER) withdrawal.deadline += seconds;
}

function changeHold(caller: Address, id: BytesN<32>, held: bool): void {
  requireOfficer(caller);
  const state = loadWithdrawal(id).state;
  // Of one that is authorized it counts should that payment come to nothing.
  const isOwed = state === WithdrawalState.Pending || state === WithdrawalState.Authorized;
  require(isOwed, ReserveError.InvalidWithdrawalState);
  const watch = watchOf(id);
  require(watch.held !== held, ReserveError.InvalidWithdrawalState);
  watch.held = held;
  storeWatch(id, watch);
}

function watchOf(id: BytesN<32>): PayoutWatch {
  if (hasWatch(id)) return loadWatch(id);
  return { held: false, not_before: 0, objections: Vec.empty<Address>() };
}
