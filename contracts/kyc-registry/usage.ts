import { ledger, type u32, type u64 } from '@istsi/soroban-sdk';
import type { OperationType } from '../shared/operations.ts';
import { KycError } from './errors.ts';
import { loadUsage, storeUsage, type Usage } from './storage.ts';
import type { Identity, OperationLimits } from './types.ts';

// Both windows roll. Amounts are kept per whole hour and whole day, and a bucket that touches the window counts in
// full, so a limit can bind up to one bucket too long but is never exceeded in any 24 hours or 30 days.
const HOUR: u64 = 3_600;
const DAY: u64 = 86_400;
const HOURS_IN_WINDOW: u32 = 24;
const DAYS_IN_WINDOW: u32 = 30;

/** 0 when the identity may move `amount` more, otherwise the KycError code. */
export function refusalByUsage(
  identity: Identity,
  operation: OperationType,
  amount: u64,
  limits: OperationLimits,
): u32 {
  const usage = loadUsage(identity.first_address, operation);
  const daily = sumSince(usage.hours, currentHour() - HOURS_IN_WINDOW);
  if (daily + amount > limits.daily) return KycError.OverDailyLimit;
  const monthly = sumSince(usage.days, currentDay() - DAYS_IN_WINDOW);
  if (monthly + amount > limits.monthly) return KycError.OverMonthlyLimit;
  return 0;
}

/** Counts `amount` against both windows, and forgets what has left them. */
export function bookUsage(identity: Identity, operation: OperationType, amount: u64): void {
  const usage = loadUsage(identity.first_address, operation);
  const hour = currentHour();
  const day = currentDay();
  const booked: Usage = {
    days: add(forgetBefore(usage.days, day - DAYS_IN_WINDOW), day, amount),
    hours: add(forgetBefore(usage.hours, hour - HOURS_IN_WINDOW), hour, amount),
  };
  storeUsage(identity.first_address, operation, booked);
}

function currentHour(): u32 {
  return (ledger.timestamp() / HOUR) as u32;
}

function currentDay(): u32 {
  return (ledger.timestamp() / DAY) as u32;
}

function sumSince(buckets: Map<u32, u64>, first: u32): u64 {
  let sum: u64 = 0;
  for (const [bucket, amount] of buckets) {
    if (bucket >= first) sum += amount;
  }
  return sum;
}

function add(buckets: Map<u32, u64>, bucket: u32, amount: u64): Map<u32, u64> {
  return buckets.set(bucket, buckets.getOr(bucket, 0) + amount);
}

// Maps are ordered by key, so the oldest bucket is always the first.
function forgetBefore(buckets: Map<u32, u64>, first: u32): Map<u32, u64> {
  let kept = buckets;
  while (kept.size > 0 && kept.keyAt(0) < first) kept = kept.remove(kept.keyAt(0));
  return kept;
}
