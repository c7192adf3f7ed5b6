import { type Address, i128, ledger, publish, require, type u32 } from '@istsi/soroban-sdk';
import { FungibleError } from './errors.ts';
import type { Approve } from './events.ts';
import { type AllowanceValue, hasAllowance, loadAllowance, storeAllowance } from './storage.ts';

/** What `spender` may still move of `from`'s tokens: nothing once the allowance has expired. */
export function allowanceOf(from: Address, spender: Address): i128 {
  if (!hasAllowance(from, spender)) return i128.zero;
  const allowance = loadAllowance(from, spender);
  return allowance.live_until_ledger < ledger.sequence() ? i128.zero : allowance.amount;
}

export function approve(from: Address, spender: Address, amount: i128, live_until_ledger: u32): void {
  require(amount >= i128.zero, FungibleError.InvalidAmount);
  const now = ledger.sequence();
  const lives = amount > i128.zero;
  require(!lives || live_until_ledger >= now, FungibleError.InvalidExpiration);
  require(!lives || live_until_ledger <= ledger.maxLiveUntil(), FungibleError.InvalidExpiration);

  const allowance: AllowanceValue = { amount, live_until_ledger };
  storeAllowance(from, spender, allowance, lives ? live_until_ledger - now : 0);
  publish<Approve>({ from, spender, amount, live_until_ledger });
}

export function spendAllowance(from: Address, spender: Address, amount: i128): void {
  require(amount >= i128.zero, FungibleError.InvalidAmount);
  require(allowanceOf(from, spender) >= amount, FungibleError.InsufficientAllowance);
  if (amount === i128.zero) return;
  const allowance = loadAllowance(from, spender);
  allowance.amount = allowance.amount - amount;
  storeAllowance(from, spender, allowance, 0);
}
