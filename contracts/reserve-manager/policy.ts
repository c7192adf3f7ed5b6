import { publish, require, type u32, type u64 } from '@istsi/soroban-sdk';
import { ReserveError } from './errors.ts';
import type { PolicyChanged } from './events.ts';
import { reportReserves } from './ratio.ts';
import { storePolicy } from './storage.ts';
import type { ReservePolicy } from './types.ts';

const FULL_RATIO_BPS: u32 = 10_000;
const HOUR: u64 = 3_600;
const DAY: u64 = 86_400;
const MAX_FEE_CAP: u64 = 100_000_000;

/** What holds until governance says otherwise. */
export function defaultPolicy(min_ratio_bps: u32): ReservePolicy {
  return {
    fee_cap: 1_000_000,
    min_ratio_bps,
    proof_max_age: 0,
    warning_ratio_bps: min_ratio_bps,
    withdrawal_timeout: 3 * DAY,
  };
}

export function changePolicy(policy: ReservePolicy): void {
  requireSoundPolicy(policy);
  storePolicy(policy);
  publish<PolicyChanged>({ policy });
  reportReserves();
}

export function requireSoundPolicy(policy: ReservePolicy): void {
  require(policy.min_ratio_bps >= FULL_RATIO_BPS, ReserveError.InvalidMinimumRatio);
  require(policy.warning_ratio_bps >= policy.min_ratio_bps, ReserveError.InvalidPolicy);
  require(policy.fee_cap > 0 && policy.fee_cap <= MAX_FEE_CAP, ReserveError.InvalidPolicy);
  // Shorter leaves custodians no time to sign, longer keeps users from their money.
  const timeout = policy.withdrawal_timeout;
  require(timeout >= HOUR && timeout <= 30 * DAY, ReserveError.InvalidPolicy);
  require(policy.proof_max_age <= 365 * DAY, ReserveError.InvalidPolicy);
}
