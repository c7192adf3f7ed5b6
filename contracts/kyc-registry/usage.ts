import type { u32, u64 } from '@istsi/soroban-sdk';
import type { OperationType } from '../shared/operations.ts';
import { addAmount, currentDay, currentHour, sumSince } from './buckets.ts';
import { KycError } from './errors.ts';
import { type Activity, loadActivity, type Usage } from './storage.ts';
import type { Identity, OperationLimits } from './types.ts';

// Both windows roll: a limit can bind up to one bucket too long but is never exceeded in any 24 hours or 30 days.
const HOURS_IN_WINDOW: u32 = 24;
const DAYS_IN_WINDOW: u32 = 30;

/** 0 when the identity may move `amount` more, otherwise the KycError code. */
export function refusalByUsage(
  identity: Identity,
  operation: OperationType,
  amount: u64,
  limits: OperationLimits,
): u32 {
  const usage = usageOf(loadActivity(identity.first_address), operation);
  const daily = sumSince(usage.hours, currentHour() - HOURS_IN_WINDOW);
  if (daily + amount > limits.daily) return KycError.OverDailyLimit;
  const monthly = sumSince(usage.days, currentDay() - DAYS_IN_WINDOW);
  if (monthly + amount > limits.monthly) return KycError.OverMonthlyLimit;
  return 0;
}

/** Counts `amount` against both windows. The caller stores the activity. */
export function addUsage(activity: Activity, operation: OperationType, amount: u64): void {
  const usage = usageOf(activity, operation);
  const hour = currentHour();
  const day = currentDay();
  const used: Usage = {
    days: addAmount(usage.days, day - DAYS_IN_WINDOW, day, amount),
    hours: addAmount(usage.hours, hour - HOURS_IN_WINDOW, hour, amount),
  };
  activity.usage = activity.usage.set(operation as u32, used);
}

function usageOf(activity: Activity, operation: OperationType): Usage {
  const nothing: Usage = { days: Map.empty<u32, u64>(), hours: Map.empty<u32, u64>() };
  return activity.usage.getOr(operation as u32, nothing);
}
