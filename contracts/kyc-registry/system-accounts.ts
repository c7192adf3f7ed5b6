import { type Address, type bool, publish, require, type Str, type u32 } from '@istsi/soroban-sdk';
import { KycError } from './errors.ts';
import type { CallerChanged, ExemptionChanged, RiskThresholdChanged } from './events.ts';
import { numberAddress } from './identities.ts';
import { hasAccount, removeExempt, storeCaller, storeExempt, storeRiskThreshold } from './storage.ts';

const MAX_RISK_SCORE: u32 = 100;

/**
 * An account of the system itself, such as the router's inventory or a treasury: no identity is asked of it, not even the
 * one that an officer gave it before. It has a number like everybody, so that Bitcoin can be paid to it.
 */
export function changeExemption(account: Address, exempt: bool, reason: Str): void {
  if (exempt) {
    storeExempt(account);
    if (!hasAccount(account)) numberAddress(account, account);
  } else {
    removeExempt(account);
  }
  publish<ExemptionChanged>({ account, exempt, reason });
}

/** A contract that books transfers can use up the limits of anybody: governance names each. */
export function changeCaller(caller: Address, registered: bool): void {
  storeCaller(caller, registered);
  publish<CallerChanged>({ caller, registered });
}

export function changeRiskThreshold(threshold: u32): void {
  require(threshold <= MAX_RISK_SCORE, KycError.InvalidRiskScore);
  storeRiskThreshold(threshold);
  publish<RiskThresholdChanged>({ threshold });
}
