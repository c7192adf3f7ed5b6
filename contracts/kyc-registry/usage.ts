import { Packed, type u32, type u64 } from '@istsi/soroban-sdk';
import { KycError } from './errors.ts';
import type { OperationLimits } from './types.ts';
import { AMOUNT, addAmount, currentHour, DAYS, dayOf, HOURS, sumOf, turnAmounts } from './windows.ts';

// What was used of the limits for one kind of operation: 25 hours, then 31 days, of 8 bytes each. Of transfers it lies in
// the identity's activity, which a transfer writes anyway; every other kind has an entry, where the hour comes first.
const DAYS_AT: u32 = HOURS * AMOUNT;
export const USAGE_SIZE: u32 = DAYS_AT + DAYS * AMOUNT;
const IN_OWN_ENTRY: u32 = 8;

/** Where windows of usage begin in `packed`. They belong to the hour that was asked for. */
export class Usage {
  constructor(
    public readonly packed: Packed,
    public readonly at: u32,
  ) {}
}

/** Of a kind of operation that has an entry of its own. */
export function usageIn(packed: Packed): Usage {
  return new Usage(packed, IN_OWN_ENTRY);
}

/** Moves an entry of its own on to an hour. */
export function turnEntry(packed: Packed, hour: u32): void {
  turnUsage(packed, IN_OWN_ENTRY, packed.u32At(0), hour);
  packed.setU32(0, hour);
}

export function emptyUsage(): Packed {
  return Packed.empty(IN_OWN_ENTRY + USAGE_SIZE);
}

export function turnUsage(packed: Packed, at: u32, last: u32, hour: u32): void {
  turnAmounts(packed, at, HOURS, last, hour);
  turnAmounts(packed, at + DAYS_AT, DAYS, dayOf(last), dayOf(hour));
}

/** 0 when `amount` more may be moved, otherwise the KycError code. */
export function refusalByUsage(usage: Usage, amount: u64, limits: OperationLimits): u32 {
  const daily = sumOf(usage.packed, usage.at, HOURS);
  if (daily > limits.daily || amount > limits.daily - daily) return KycError.OverDailyLimit;
  const monthly = sumOf(usage.packed, usage.at + DAYS_AT, DAYS);
  if (monthly > limits.monthly || amount > limits.monthly - monthly) return KycError.OverMonthlyLimit;
  return 0;
}

/** Counts `amount` against both windows. */
export function addUsage(usage: Usage, amount: u64): void {
  const hour = currentHour();
  addUsageOf(usage, hour, amount);
  addUsageOfDay(usage, dayOf(hour), amount);
}

export function addUsageOf(usage: Usage, hour: u32, amount: u64): void {
  addAmount(usage.packed, usage.at, HOURS, hour, amount);
}

export function addUsageOfDay(usage: Usage, day: u32, amount: u64): void {
  addAmount(usage.packed, usage.at + DAYS_AT, DAYS, day, amount);
}
