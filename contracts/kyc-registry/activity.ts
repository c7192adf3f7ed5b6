import { type bool, ledger, Packed, type u32, type u64 } from '@istsi/soroban-sdk';
import type { OperationType } from '../shared/operations.ts';
import type { Identity, RiskSignals } from './types.ts';
import { turnUsage, USAGE_SIZE, Usage } from './usage.ts';
import {
  addAmount,
  addCount,
  amountOf,
  countOf,
  currentHour,
  DAYS,
  dayOf,
  HOURS,
  sumOf,
  turnAmounts,
  turnCounts,
} from './windows.ts';

// What an identity did lately, in one entry of 1400 bytes: what the risk score looks at, what limits of transfers count,
// and what officers allowed once. Its size never changes, and every operation of the identity writes it.
//    0  the hour to which the rings are turned, since the epoch
//    4  1 while patterns keep the identity under review
//    8  its own operations of 2 hours
//   16  those just under a limit, of 8 days
//   48  24 receivers: the id of the identity, the hour in which it first got something
//  240  what it received in 25 hours
//  440  what it sent away in them
//  640  what it moved in 31 days
//  888  for each kind of operation the amount that may pass once, and until when
//  952  what was used of the limits for transfers
const HOUR_AT: u32 = 0;
const REVIEW_AT: u32 = 4;
const OPERATIONS_AT: u32 = 8;
const NEAR_LIMIT_AT: u32 = 16;
const RECEIVERS_AT: u32 = 48;
const INFLOW_AT: u32 = 240;
const OUTFLOW_AT: u32 = 440;
const VOLUME_AT: u32 = 640;
const OVERRIDES_AT: u32 = 888;
const TRANSFERS_AT: u32 = 952;
const SIZE: u32 = TRANSFERS_AT + USAGE_SIZE;

const HOURS_OF_VELOCITY: u32 = 2;
const DAYS_OF_NEAR_LIMIT: u32 = 8;
/** The newest receivers are remembered; one that was forgotten counts as new again. */
const RECEIVERS: u32 = 24;
const RECEIVER: u32 = 8;
const OVERRIDE: u32 = 16;
/** An average of fewer days says nothing. */
const MIN_ACTIVE_DAYS: u32 = 3;

export function emptyActivity(): Packed {
  return Packed.empty(SIZE);
}

/** Moves every ring on to an hour, which is not before the one it stands at. */
export function turn(activity: Packed, hour: u32): void {
  const last = activity.u32At(HOUR_AT);
  if (last === hour) return;
  activity.setU32(HOUR_AT, hour);
  turnCounts(activity, OPERATIONS_AT, HOURS_OF_VELOCITY, last, hour);
  turnAmounts(activity, INFLOW_AT, HOURS, last, hour);
  turnAmounts(activity, OUTFLOW_AT, HOURS, last, hour);
  turnCounts(activity, NEAR_LIMIT_AT, DAYS_OF_NEAR_LIMIT, dayOf(last), dayOf(hour));
  turnAmounts(activity, VOLUME_AT, DAYS, dayOf(last), dayOf(hour));
  turnUsage(activity, TRANSFERS_AT, last, hour);
}

export function transfersIn(activity: Packed): Usage {
  return new Usage(activity, TRANSFERS_AT);
}

export function isUnderReview(activity: Packed): bool {
  return activity.u8At(REVIEW_AT) !== 0;
}

export function setReviewed(activity: Packed, under_review: bool): void {
  activity.setU8(REVIEW_AT, under_review ? 1 : 0);
}

export function addOperation(activity: Packed, hour: u32): void {
  addCount(activity, OPERATIONS_AT, HOURS_OF_VELOCITY, hour, 1);
}

export function addNearLimit(activity: Packed, day: u32, count: u32): void {
  addCount(activity, NEAR_LIMIT_AT, DAYS_OF_NEAR_LIMIT, day, count);
}

export function addInflow(activity: Packed, hour: u32, amount: u64): void {
  addAmount(activity, INFLOW_AT, HOURS, hour, amount);
}

export function addOutflow(activity: Packed, hour: u32, amount: u64): void {
  addAmount(activity, OUTFLOW_AT, HOURS, hour, amount);
}

export function addVolume(activity: Packed, day: u32, amount: u64): void {
  addAmount(activity, VOLUME_AT, DAYS, day, amount);
}

/** Remembers whom the identity paid, in place of the one that it has known longest. */
export function addReceiver(activity: Packed, identity: u64): void {
  // Ids count up from 1: one that needs more than 32 bits is further away than anybody will come.
  const id = identity as u32;
  let oldest: u32 = RECEIVERS_AT;
  for (let i: u32 = 0; i < RECEIVERS; i++) {
    const place = RECEIVERS_AT + i * RECEIVER;
    if (activity.u32At(place) === id) return;
    if (activity.u32At(place + 4) < activity.u32At(oldest + 4)) oldest = place;
  }
  activity.setU32(oldest, id);
  activity.setU32(oldest + 4, currentHour());
}

/** Lets one operation of a kind pass; replaces what was allowed before. Nothing: an amount of 0. */
export function allowOnceIn(activity: Packed, operation: OperationType, amount: u64, expires_at: u64): void {
  const place = OVERRIDES_AT + (operation as u32) * OVERRIDE;
  activity.setU64(place, amount);
  activity.setU64(place + 8, expires_at);
}

export function isAllowedOnce(activity: Packed, operation: OperationType, amount: u64): bool {
  const place = OVERRIDES_AT + (operation as u32) * OVERRIDE;
  return amount <= activity.u64At(place) && ledger.timestamp() < activity.u64At(place + 8);
}

/** Forgets patterns, not what was used of the limits. */
export function forgetPatterns(activity: Packed): void {
  setReviewed(activity, false);
  activity.clear(OPERATIONS_AT, VOLUME_AT);
}

export function signalsOf(activity: Packed, identity: Identity): RiskSignals {
  const hour = currentHour();
  return {
    assessment: identity.risk_score,
    average_volume: averageBefore(activity, dayOf(hour)),
    inflow: sumOf(activity, INFLOW_AT, HOURS),
    near_limit: countOf(activity, NEAR_LIMIT_AT, DAYS_OF_NEAR_LIMIT),
    new_counterparties: receiversSince(activity, hour - (HOURS - 1)),
    operations: countOf(activity, OPERATIONS_AT, HOURS_OF_VELOCITY),
    outflow: sumOf(activity, OUTFLOW_AT, HOURS),
    volume_today: amountOf(activity, VOLUME_AT, DAYS, dayOf(hour)),
  };
}

/** Of the days on which anything was moved. */
function averageBefore(activity: Packed, today: u32): u64 {
  let sum: u64 = 0;
  let days: u64 = 0;
  for (let i: u32 = 1; i < DAYS; i++) {
    const moved = amountOf(activity, VOLUME_AT, DAYS, today - i);
    if (moved === 0) continue;
    sum += moved;
    days += 1;
  }
  return days < (MIN_ACTIVE_DAYS as u64) ? 0 : sum / days;
}

function receiversSince(activity: Packed, first: u32): u32 {
  let count: u32 = 0;
  for (let i: u32 = 0; i < RECEIVERS; i++) {
    if (activity.u32At(RECEIVERS_AT + i * RECEIVER + 4) >= first) count += 1;
  }
  return count;
}
