import { Packed, publish, require, type u32, type u64, Vec } from '@istsi/soroban-sdk';
import { ReserveError } from './errors.ts';
import type { PayoutRulesChanged } from './events.ts';
import { loadPayoutRules, storePayoutRules } from './storage.ts';
import type { PayoutAge, PayoutRules } from './types.ts';

const HOUR: u64 = 3_600;
const DAY: u64 = 86_400;
const ONE_BTC: u64 = 100_000_000;

// Every withdrawal writes the instance that the rules are part of. They take as many bytes whatever governance decides, so
// that a withdrawal which was signed before goes through after.
const MOST_STEPS: u32 = 8;
const DELAY: u32 = 0;
const OBJECTIONS: u32 = 8;
const COUNT: u32 = 12;
const FIRST_STEP: u32 = 16;
// An amount, and the age of what is as large.
const STEP: u32 = 16;
const AGE: u32 = 8;
const RULES_BYTES: u32 = FIRST_STEP + MOST_STEPS * STEP;

/** What holds until governance says otherwise: the larger a payout, the longer there is to look at it. */
function defaultRules(): PayoutRules {
  const large: PayoutAge = { amount: 5 * ONE_BTC, age: 2 * HOUR };
  const largest: PayoutAge = { amount: 25 * ONE_BTC, age: 12 * HOUR };
  return { ages: Vec.of<PayoutAge>(large, largest), objection_delay: DAY, veto_objections: 2 };
}

export function beginPayoutRules(): void {
  writeRules(defaultRules());
}

export function payoutRules(): PayoutRules {
  const stored = loadPayoutRules();
  let ages = Vec.empty<PayoutAge>();
  for (let at = FIRST_STEP; at < endOfSteps(stored); at += STEP) {
    const step: PayoutAge = { age: stored.u64At(at + AGE), amount: stored.u64At(at) };
    ages = ages.push(step);
  }
  return { ages, objection_delay: stored.u64At(DELAY), veto_objections: stored.u32At(OBJECTIONS) };
}

export function changePayoutRules(rules: PayoutRules): void {
  requireSoundRules(rules);
  writeRules(rules);
  publish<PayoutRulesChanged>({ rules });
}

/** Seconds that must pass between the burn and the authorization of a payment of this many satoshis. */
export function payoutAge(amount: u64): u64 {
  const stored = loadPayoutRules();
  let age: u64 = 0;
  for (let at = FIRST_STEP; at < endOfSteps(stored); at += STEP) {
    if (amount >= stored.u64At(at)) age = stored.u64At(at + AGE);
  }
  return age;
}

function writeRules(rules: PayoutRules): void {
  const stored = Packed.empty(RULES_BYTES);
  stored.setU64(DELAY, rules.objection_delay);
  stored.setU32(OBJECTIONS, rules.veto_objections);
  stored.setU32(COUNT, rules.ages.length);
  let at = FIRST_STEP;
  for (const step of rules.ages) {
    stored.setU64(at, step.amount);
    stored.setU64(at + AGE, step.age);
    at += STEP;
  }
  storePayoutRules(stored);
}

function endOfSteps(stored: Packed): u32 {
  return FIRST_STEP + stored.u32At(COUNT) * STEP;
}

// Longer would keep users from their money, and one objection must not be a veto by its length.
function requireSoundRules(rules: PayoutRules): void {
  require(rules.ages.length <= MOST_STEPS, ReserveError.InvalidPayoutRules);
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
