import { type Address, i128, ledger, publish, require, type u32 } from '@istsi/soroban-sdk';
import { Refusal } from './errors.ts';
import type { Approve } from './events.ts';
import { type AllowanceValue, hasAllowance, loadAllowance, removeAllowance, storeAllowance } from './storage.ts';

// `errors` is the hundred from which the token counts its refusals.

/** What `spender` may still move of `from`'s tokens: nothing once the allowance has expired. */
export function allowanceOf(from: Address, spender: Address): i128 {
  if (!hasAllowance(from, spender)) return i128.zero;
  const allowance = loadAllowance(from, spender);
  return allowance.live_until_ledger < ledger.sequence() ? i128.zero : allowance.amount;
}

/** Replaces what was allowed before. Nothing is left of an allowance of 0, and that needs no end. */
export function approve(from: Address, spender: Address, amount: i128, live_until_ledger: u32, errors: u32): void {
  require(amount >= i128.zero, errors + Refusal.InvalidAmount);
  if (amount === i128.zero) {
    removeAllowance(from, spender);
  } else {
    const now = ledger.sequence();
    const isPossible = live_until_ledger >= now && live_until_ledger <= ledger.maxLiveUntil();
    require(isPossible, errors + Refusal.InvalidExpiration);
    const allowance: AllowanceValue = { amount, live_until_ledger };
    storeAllowance(from, spender, allowance, live_until_ledger - now);
  }
  publish<Approve>({ from, spender, amount, live_until_ledger });
}

export function spendAllowance(from: Address, spender: Address, amount: i128, errors: u32): void {
  require(amount >= i128.zero, errors + Refusal.InvalidAmount);
  require(allowanceOf(from, spender) >= amount, errors + Refusal.InsufficientAllowance);
  if (amount === i128.zero) return;
  const allowance = loadAllowance(from, spender);
  allowance.amount = allowance.amount - amount;
  storeAllowance(from, spender, allowance, 0);
}
