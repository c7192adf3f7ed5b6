import { type Address, ledger, publish, require, temporary, type u32, u64 } from '@istsi/soroban-sdk';
import type { OperationType } from '../shared/operations.ts';
import { IntegrationError } from './errors.ts';
import type { RateLimitsChanged } from './events.ts';
import { loadRateTable, storeRateTable } from './instance.ts';
import { rateLimitsIn, setRateLimits } from './rate-table.ts';
import { DataKey } from './storage.ts';
import type { RateLimits, RateWindow, Traffic } from './types.ts';

/** One identity's part of what everybody has, once half of that is used. */
const SHARE: u32 = 20;
const MAX_WINDOW: u64 = 7 * 86_400;

/**
 * Counts one operation against what its user, and what everybody together, may do in a window of ledger time. A window
 * begins with its first operation and ends all at once: a span as long as a window sees at most twice the limit. A user
 * is an identity, as the registry tells it: another address of the same person has no rate of its own.
 */
export function takeRate(traffic: Traffic, identity: Address, operation: OperationType, amount: u64): void {
  const limits = rateLimitsOf(operation);
  const system = used(traffic.rates.at(operation as u32), limits.window, amount);
  requireWithin(system, limits.system_operations, limits.system_amount);
  traffic.rates = traffic.rates.set(operation as u32, system);

  const key = DataKey.UserRate(operation, identity);
  const own = used(temporary.getOr<DataKey, RateWindow>(key, unused()), limits.window, amount);
  requireWithin(own, limits.user_operations, limits.user_amount);
  // A few who do all that they may must not use up what everybody has.
  const isEarly = system.operations <= limits.system_operations / 2;
  require(isEarly || own.operations <= shareOf(limits.system_operations), IntegrationError.RateLimitExceeded);
  temporary.set<DataKey, RateWindow>(key, own);
  // Not forgotten before it ends, even if ledgers closed every second.
  const lifetime = limits.window as u32;
  temporary.extendTtl<DataKey>(key, lifetime, lifetime);
}

export function rateLimitsOf(operation: OperationType): RateLimits {
  return rateLimitsIn(loadRateTable(), operation as u32);
}

export function changeRateLimits(operation: OperationType, limits: RateLimits): void {
  requireSoundRateLimits(limits);
  const table = loadRateTable();
  setRateLimits(table, operation as u32, limits);
  storeRateTable(table);
  publish<RateLimitsChanged>({
    operation,
    system_amount: limits.system_amount,
    system_operations: limits.system_operations,
    user_amount: limits.user_amount,
    user_operations: limits.user_operations,
    window: limits.window,
  });
}

/** 0 operations is a limit too: it stops one kind of operation. */
export function requireSoundRateLimits(limits: RateLimits): void {
  require(limits.window > 0 && limits.window <= MAX_WINDOW, IntegrationError.InvalidOperationState);
}

function shareOf(operations: u32): u32 {
  return operations > SHARE ? operations / SHARE : 1;
}

function used(window: RateWindow, length: u64, amount: u64): RateWindow {
  const now = ledger.timestamp();
  if (now >= window.began_at + length) return { amount, began_at: now, operations: 1 };
  // Saturates: an unlimited amount must not turn into a trap.
  const total = amount > u64.MAX_VALUE - window.amount ? u64.MAX_VALUE : window.amount + amount;
  return { amount: total, began_at: window.began_at, operations: window.operations + 1 };
}

function unused(): RateWindow {
  return { amount: 0, began_at: 0, operations: 0 };
}

function requireWithin(window: RateWindow, operations: u32, amount: u64): void {
  const isWithin = window.operations <= operations && window.amount <= amount;
  require(isWithin, IntegrationError.RateLimitExceeded);
}
