import { publish, require, type u64, Vec } from '@istsi/soroban-sdk';
import { ReserveError } from './errors.ts';
import type { PayoutRulesChanged } from './events.ts';
import { hasPayoutRules, loadPayoutRules, storePayoutRules } from './storage.ts';
import type { PayoutAge, PayoutRules } from './types.ts';

const HOUR: u64 = 3_600;
const DAY: u64 = 86_400;
const ONE_BTC: u64 = 100_000_000;

/** What holds until governance says otherwise: the larger a payout, the longer there is to look at it. */
function defaultRules(): PayoutRules {
  const large: PayoutAge = { amount: 5 * ONE_BTC, age: 2 * HOUR };
  const largest: PayoutAge = { amount: 25 * ONE_BTC, age: 12 * HOUR };
  return { ages: Vec.of<PayoutAge>(large, largest), objection_delay: DAY, veto_objections: 2 };
}

export function payoutRules(): PayoutRules {
  return hasPayoutRules() ? loadPayoutRules() : defaultRules();
}

export function changePayoutRules(rules: PayoutRules): void {
  requireSoundRules(rules);
  storePayoutRules(rules);
  publish<PayoutRulesChanged>({ rules });
}

/** Seconds that must pass between the burn and the authorization of a payment of this many satoshis. */
export function payoutAge(amount: u64): u64 {
  let age: u64 = 0;
  for (const step of payoutRules().ages) if (amount >= step.amount) age = step.age;
  return age;
}

// Longer would keep users from their money, and one objection must not be a veto by its length.
function requireSoundRules(rules: PayoutRules): void {
  require(rules.ages.length <= 8, ReserveError.InvalidPayoutRules);
  let amount: u64 = 0;
  let age: u64 = 0;
  for (const step of rules.ages) {
    require(step.amount > amount && step.age > age && step.age <= 14 * DAY, ReserveError.InvalidPayoutRules);
    amount = step.amount;
    age = step.age;
  }
  require(rules.objection_delay >= HOUR && rules.objection_delay <= 14 * DAY, ReserveError.InvalidPayoutRules);
  require(rules.veto_objections >= 1 && rules.veto_objections <= 16, ReserveError.InvalidPayoutRules);
}
