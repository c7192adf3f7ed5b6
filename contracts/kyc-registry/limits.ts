import { publish, require, type u32, type u64 } from '@istsi/soroban-sdk';
import type { OperationType } from '../shared/operations.ts';
import { KycError } from './errors.ts';
import type { LimitsChanged } from './events.ts';
import { hasStoredLimits, loadStoredLimits, storeLimits } from './storage.ts';
import type { OperationLimits } from './types.ts';

export const MAX_TIER: u32 = 4;
const ONE_BTC: u64 = 100_000_000;

/** What governance set, or else what the code sets: the same for every kind of operation. */
export function limitsOf(tier: u32, operation: OperationType): OperationLimits {
  if (hasStoredLimits(tier, operation)) return loadStoredLimits(tier, operation);
  const per_operation = defaultPerOperation(tier);
  return { daily: per_operation * 5, monthly: per_operation * 50, per_operation };
}

/** Tier 0 nothing, then 0.1, 1, 10 and 1000 BTC. */
function defaultPerOperation(tier: u32): u64 {
  if (tier === 0) return 0;
  if (tier === 1) return ONE_BTC / 10;
  if (tier === 2) return ONE_BTC;
  if (tier === 3) return 10 * ONE_BTC;
  return 1_000 * ONE_BTC;
}

export function changeLimits(tier: u32, operation: OperationType, limits: OperationLimits): void {
  require(tier <= MAX_TIER, KycError.InvalidTier);
  require(limits.per_operation <= limits.daily && limits.daily <= limits.monthly, KycError.InvalidLimits);
  storeLimits(tier, operation, limits);
  publish<LimitsChanged>({
    tier,
    operation,
    daily: limits.daily,
    monthly: limits.monthly,
    per_operation: limits.per_operation,
  });
}
