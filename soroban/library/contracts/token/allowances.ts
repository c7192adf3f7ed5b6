import { type Address, i128, ledger, publish, require, temporary, type u32 } from '@istsi/soroban-sdk';
import { FungibleTokenError } from './errors.ts';
import type { Approve } from './events.ts';
import { type AllowanceValue, TokenKey } from './storage.ts';

/** What `spender` may still move of `from`'s tokens: nothing once the allowance has expired. */
export function allowanceOf(from: Address, spender: Address): i128 {
  const key = TokenKey.Allowance(from, spender);
  if (!temporary.has<TokenKey>(key)) return i128.zero;
  const allowance = temporary.get<TokenKey, AllowanceValue>(key);
  return allowance.live_until_ledger < ledger.sequence() ? i128.zero : allowance.amount;
}

/** Replaces what was allowed before; asks nobody. Nothing is left of an allowance of 0, and that needs no end. */
export function setAllowance(from: Address, spender: Address, amount: i128, live_until_ledger: u32): void {
  require(amount >= i128.zero, FungibleTokenError.NegativeAmount);
  const key = TokenKey.Allowance(from, spender);
  if (amount === i128.zero) {
    temporary.remove<TokenKey>(key);
  } else {
    const now = ledger.sequence();
    const isPossible = live_until_ledger >= now && live_until_ledger <= ledger.maxLiveUntil();
    require(isPossible, FungibleTokenError.InvalidExpiration);
    temporary.set<TokenKey, AllowanceValue>(key, { amount, live_until_ledger });
    temporary.extendTtl<TokenKey>(key, live_until_ledger - now, live_until_ledger - now);
  }
  publish<Approve>({ from, spender, amount, live_until_ledger });
}

/** Takes an amount off what is allowed, or ends the call. */
export function spendAllowance(from: Address, spender: Address, amount: i128): void {
  require(amount >= i128.zero, FungibleTokenError.NegativeAmount);
  require(allowanceOf(from, spender) >= amount, FungibleTokenError.InsufficientAllowance);
  if (amount === i128.zero) return;
  const key = TokenKey.Allowance(from, spender);
  const allowance = temporary.get<TokenKey, AllowanceValue>(key);
  allowance.amount = allowance.amount - amount;
  temporary.set<TokenKey, AllowanceValue>(key, allowance);
}
