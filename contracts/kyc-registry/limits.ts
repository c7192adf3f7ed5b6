import { Packed, publish, require, type u32, type u64 } from '@istsi/soroban-sdk';
import type { OperationType } from '../shared/operations.ts';
import { KycError } from './errors.ts';
import type { LimitsChanged } from './events.ts';
import { loadLimitTable, storeLimitTable } from './storage.ts';
import type { OperationLimits } from './types.ts';

export const MAX_TIER: u32 = 4;
const ONE_BTC: u64 = 100_000_000;

const OPERATIONS: u32 = 4;
const AMOUNT: u32 = 8;
/** Bytes of one tier's limits for one kind of operation: at once, in 24 hours, in 30 days. */
const ROW: u32 = 3 * AMOUNT;

export function limitsOf(tier: u32, operation: OperationType): OperationLimits {
  return limitsIn(Packed.from(loadLimitTable()), tier, operation);
}

/** The table that a registry begins with: the same for every kind of operation. */
export function firstLimits(): Packed {
  const table = Packed.empty((MAX_TIER + 1) * OPERATIONS * ROW);
  for (let tier: u32 = 0; tier <= MAX_TIER; tier++) {
    const per_operation = defaultPerOperation(tier);
    const limits: OperationLimits = { daily: per_operation * 5, monthly: per_operation * 50, per_operation };
    for (let operation: u32 = 0; operation < OPERATIONS; operation++) setLimits(table, tier, operation, limits);
  }
  return table;
}

function limitsIn(table: Packed, tier: u32, operation: OperationType): OperationLimits {
  const at = rowOf(tier, operation as u32);
  return {
    daily: table.u64At(at + AMOUNT),
    monthly: table.u64At(at + 2 * AMOUNT),
    per_operation: table.u64At(at),
  };
}

export function setLimits(table: Packed, tier: u32, operation: u32, limits: OperationLimits): void {
  const at = rowOf(tier, operation);
  table.setU64(at, limits.per_operation);
  table.setU64(at + AMOUNT, limits.daily);
  table.setU64(at + 2 * AMOUNT, limits.monthly);
}

function rowOf(tier: u32, operation: u32): u32 {
  return (tier * OPERATIONS + operation) * ROW;
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
  const table = Packed.from(loadLimitTable());
  setLimits(table, tier, operation as u32, limits);
  storeLimitTable(table.toBytes());
  publish<LimitsChanged>({
    tier,
    operation,
    daily: limits.daily,
    monthly: limits.monthly,
    per_operation: limits.per_operation,
  });
}
