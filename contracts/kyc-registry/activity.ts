import { type Address, currentContract, type Option, publish, str, type u32, type u64 } from '@istsi/soroban-sdk';
import { OperationType } from '../shared/operations.ts';
import { recordAction } from './audit.ts';
import { addAmount, addCount, countSince, currentDay, currentHour, sumSince } from './buckets.ts';
import type { RiskThresholdExceeded } from './events.ts';
import { limitsOf } from './limits.ts';
import { scoreRisk } from './risk.ts';
import {
  type Activity,
  loadAccount,
  loadActivity,
  loadIdentityOf,
  loadRiskThreshold,
  storeActivity,
  storeIdentity,
} from './storage.ts';
import type { Identity, RiskScore, RiskSignals } from './types.ts';
import { addUsage } from './usage.ts';

const DAY_IN_HOURS: u32 = 24;
const WEEK_IN_DAYS: u32 = 7;
const MONTH_IN_DAYS: u32 = 30;
/** An average of fewer days says nothing. */
const MIN_ACTIVE_DAYS: u32 = 3;
/** The newest receivers are remembered; one that was forgotten counts as new again. */
const MAX_COUNTERPARTIES: u32 = 24;

/** Books what an identity does by its own decision, and looks at the pattern that it makes. */
export function bookOwn(user: Address, operation: OperationType, amount: u64, counterparty: Option<Address>): void {
  const identity = loadIdentityOf(user);
  const activity = loadActivity(identity.first_address);
  addUsage(activity, operation, amount);
  addPattern(activity, identity, operation, amount);
  if (counterparty.isSome) addCounterparty(activity, counterparty.unwrap());
  storeActivity(identity.first_address, activity);
  reviewWhenRisky(user, identity, operation, scoreRisk(signalsOf(activity, identity)));
}

/** Books what an identity receives. It decided nothing, so nobody can make another look risky by paying it. */
export function bookReceived(user: Address, operation: OperationType, amount: u64): void {
  const identity = loadIdentityOf(user);
  const activity = loadActivity(identity.first_address);
  const hour = currentHour();
  addUsage(activity, operation, amount);
  activity.inflow = addAmount(activity.inflow, hour - DAY_IN_HOURS, hour, amount);
  storeActivity(identity.first_address, activity);
}

/** Books what moves between addresses of one identity: against its limits, but it is no pattern. */
export function bookInternal(user: Address, operation: OperationType, amount: u64): void {
  const identity = loadAccount(user).identity;
  const activity = loadActivity(identity);
  addUsage(activity, operation, amount);
  storeActivity(identity, activity);
}

/** The score of an identity as of now. */
export function riskOf(user: Address): RiskScore {
  const identity = loadIdentityOf(user);
  return scoreRisk(signalsOf(loadActivity(identity.first_address), identity));
}

/** Forgets patterns, not what was used of the limits. */
export function forgetPatterns(identity: Address): void {
  const activity = loadActivity(identity);
  activity.counterparties = Map.empty<Address, u32>();
  activity.inflow = Map.empty<u32, u64>();
  activity.near_limit = Map.empty<u32, u32>();
  activity.operations = Map.empty<u32, u32>();
  activity.outflow = Map.empty<u32, u64>();
  storeActivity(identity, activity);
}

function addPattern(activity: Activity, identity: Identity, operation: OperationType, amount: u64): void {
  const hour = currentHour();
  const day = currentDay();
  activity.operations = addCount(activity.operations, hour - 1, hour);
  activity.volume = addAmount(activity.volume, day - MONTH_IN_DAYS, day, amount);
  const limit = limitsOf(identity.tier, operation).per_operation;
  if (amount >= limit - limit / 10) activity.near_limit = addCount(activity.near_limit, day - WEEK_IN_DAYS, day);
  if (operation === OperationType.BitcoinDeposit) {
    activity.inflow = addAmount(activity.inflow, hour - DAY_IN_HOURS, hour, amount);
  } else if (operation !== OperationType.CrossTokenExchange) {
    activity.outflow = addAmount(activity.outflow, hour - DAY_IN_HOURS, hour, amount);
  }
}

function addCounterparty(activity: Activity, counterparty: Address): void {
  let known = activity.counterparties;
  if (known.has(counterparty)) return;
  if (known.size >= MAX_COUNTERPARTIES) known = known.remove(oldest(known));
  activity.counterparties = known.set(counterparty, currentHour());
}

function oldest(known: Map<Address, u32>): Address {
  let at: u32 = 0;
  for (let i: u32 = 1; i < known.size; i++) if (known.valueAt(i) < known.valueAt(at)) at = i;
  return known.keyAt(at);
}

function signalsOf(activity: Activity, identity: Identity): RiskSignals {
  const hour = currentHour();
  const day = currentDay();
  return {
    assessment: identity.risk_score,
    average_volume: averageBefore(activity.volume, day),
    inflow: sumSince(activity.inflow, hour - DAY_IN_HOURS),
    near_limit: countSince(activity.near_limit, day - WEEK_IN_DAYS),
    new_counterparties: newSince(activity.counterparties, hour - DAY_IN_HOURS),
    operations: countSince(activity.operations, hour - 1),
    outflow: sumSince(activity.outflow, hour - DAY_IN_HOURS),
    volume_today: activity.volume.getOr(day, 0),
  };
}

function averageBefore(volume: Map<u32, u64>, today: u32): u64 {
  let sum: u64 = 0;
  let days: u32 = 0;
  for (let i: u32 = 0; i < volume.size; i++) {
    const day = volume.keyAt(i);
    if (day >= today || day + MONTH_IN_DAYS < today) continue;
    sum += volume.valueAt(i);
    days += 1;
  }
  return days < MIN_ACTIVE_DAYS ? 0 : sum / (days as u64);
}

function newSince(known: Map<Address, u32>, first: u32): u32 {
  let count: u32 = 0;
  for (let i: u32 = 0; i < known.size; i++) if (known.valueAt(i) >= first) count += 1;
  return count;
}

// The operation that crosses the threshold happens: a refusal would undo the review together with it.
function reviewWhenRisky(user: Address, identity: Identity, operation: OperationType, score: RiskScore): void {
  const threshold = loadRiskThreshold();
  if (score.total <= threshold || identity.under_review) return;
  identity.under_review = true;
  storeIdentity(identity);
  publish<RiskThresholdExceeded>({ user, operation, score, threshold });
  recordAction(currentContract(), user, str('start_review'), str('risk score over the threshold'));
}
