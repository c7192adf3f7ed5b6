import { type Address, type bool, publish, require, type Str, type u32 } from '@istsi/soroban-sdk';
import { KycError } from './errors.ts';
import type { CallerChanged, ExemptionChanged, RiskThresholdChanged } from './events.ts';
import { hasAccount, loadCallers, removeExempt, storeCallers, storeExempt, storeRiskThreshold } from './storage.ts';

// The list lives in the instance, which every call loads.
const MAX_CALLERS: u32 = 16;
const MAX_RISK_SCORE: u32 = 100;

/** An account of the system itself, such as the router's inventory, is nobody whose identity could be verified. */
export function changeExemption(account: Address, exempt: bool, reason: Str): void {
  if (exempt) {
    require(!hasAccount(account), KycError.SystemAccount);
    storeExempt(account);
  } else {
    removeExempt(account);
  }
  publish<ExemptionChanged>({ account, exempt, reason });
}

/** A contract that books transfers can use up the limits of anybody: governance names each. */
export function changeCaller(caller: Address, registered: bool): void {
  const callers = loadCallers();
  const known = callers.indexOf(caller);
  if (registered && known.isNone) {
    require(callers.length < MAX_CALLERS, KycError.TooMany);
    storeCallers(callers.push(caller));
  }
  if (!registered && known.isSome) storeCallers(callers.remove(known.unwrap()));
  publish<CallerChanged>({ caller, registered });
}

export function changeRiskThreshold(threshold: u32): void {
  require(threshold <= MAX_RISK_SCORE, KycError.InvalidRiskScore);
  storeRiskThreshold(threshold);
  publish<RiskThresholdChanged>({ threshold });
}
