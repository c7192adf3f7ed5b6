import { type Address, publish, require, u64 } from '@istsi/soroban-sdk';
import { ReserveError } from './errors.ts';
import type { CapsChanged } from './events.ts';
import { loadCaps, storeCaps } from './storage.ts';
import type { ReserveCaps } from './types.ts';

// Spending a smaller output of the custody can cost more than it holds.
const LEAST_DEPOSIT: u64 = 1_000;

/** What holds until governance says otherwise. */
export function defaultCaps(): ReserveCaps {
  return {
    least_deposit: LEAST_DEPOSIT,
    most_deposit: u64.MAX_VALUE,
    most_issued: u64.MAX_VALUE,
    most_outflow: u64.MAX_VALUE,
    most_unreported: u64.MAX_VALUE,
    most_withdrawal: u64.MAX_VALUE,
  };
}

/** In whatever direction: governance's. A bound of zero stops what it bounds. */
export function changeCaps(by: Address, caps: ReserveCaps): void {
  require(caps.least_deposit > 0, ReserveError.InvalidCaps);
  storeCaps(caps);
  publish<CapsChanged>({ by, caps });
}

/** Only ever to less: that may be done in a hurry and by one person, because it takes nothing from anybody. */
export function tightenCaps(by: Address, caps: ReserveCaps): void {
  const now = loadCaps();
  const isTighter =
    caps.least_deposit >= now.least_deposit &&
    caps.most_deposit <= now.most_deposit &&
    caps.most_issued <= now.most_issued &&
    caps.most_outflow <= now.most_outflow &&
    caps.most_unreported <= now.most_unreported &&
    caps.most_withdrawal <= now.most_withdrawal;
  require(isTighter, ReserveError.CapsNotTighter);
  changeCaps(by, caps);
}

export function requireDepositWithinCaps(amount: u64): void {
  const caps = loadCaps();
  require(amount >= caps.least_deposit, ReserveError.DepositTooSmall);
  require(amount <= caps.most_deposit, ReserveError.DepositOverCap);
}

export function requireWithdrawalWithinCaps(amount: u64): void {
  require(amount <= loadCaps().most_withdrawal, ReserveError.WithdrawalOverCap);
}

export function requireIssuable(supply_after: u64): void {
  require(supply_after <= loadCaps().most_issued, ReserveError.IssueOverCap);
}
