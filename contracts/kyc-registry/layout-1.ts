import {
  type Address,
  type bool,
  contracttype,
  type Packed,
  persistent,
  type Str,
  temporary,
  type u32,
  type u64,
  type Vec,
} from '@istsi/soroban-sdk';
import { OperationType } from '../shared/operations.ts';
import {
  addInflow,
  addNearLimit,
  addOperation,
  addOutflow,
  addVolume,
  emptyActivity,
  transfersIn,
  turn,
} from './activity.ts';
import { DataKey, loadAccount } from './storage.ts';
import type { Identity, IdentityStatus } from './types.ts';
import { addUsageOf, addUsageOfDay, emptyUsage, turnEntry, type Usage, usageIn } from './usage.ts';
import { currentHour, dayOf, HOURS } from './windows.ts';

// What layout 1 kept of each identity is read where nothing newer stands, for nobody can list identities in one
// transaction. It is not written any more, and expires. An override of that time has to be given again.

@contracttype
export class UsageOfLayout1 {
  days!: Map<u32, u64>;
  hours!: Map<u32, u64>;
}

@contracttype
export class ActivityOfLayout1 {
  counterparties!: Map<Address, u32>;
  inflow!: Map<u32, u64>;
  near_limit!: Map<u32, u32>;
  operations!: Map<u32, u32>;
  outflow!: Map<u32, u64>;
  usage!: Map<u32, UsageOfLayout1>;
  volume!: Map<u32, u64>;
}

@contracttype
export class IdentityOfLayout1 {
  addresses!: Vec<Address>;
  blacklisted!: bool;
  country!: Str;
  expires_at!: u64;
  first_address!: Address;
  frozen!: bool;
  id!: u64;
  risk_score!: u32;
  status!: IdentityStatus;
  tier!: u32;
  under_review!: bool;
}

export function hasIdentityOfLayout1(first_address: Address): bool {
  return persistent.has<DataKey>(DataKey.Identity(first_address));
}

export function identityOfLayout1(first_address: Address): Identity {
  const old = persistent.get<DataKey, IdentityOfLayout1>(DataKey.Identity(first_address));
  let addresses: u32 = 0;
  for (const address of old.addresses) if (loadAccount(address).replaced_by.isNone) addresses += 1;
  return {
    addresses,
    blacklisted: old.blacklisted,
    country: old.country,
    expires_at: old.expires_at,
    first_address,
    frozen: old.frozen,
    id: old.id,
    risk_score: old.risk_score,
    status: old.status,
    tier: old.tier,
    under_review: old.under_review,
  };
}

/** Receivers begin anew: they were known by address. */
export function activityOfLayout1(identity: Address): Packed {
  const activity = emptyActivity();
  const hour = currentHour();
  turn(activity, hour);
  const key = DataKey.Activity(identity);
  if (!temporary.has<DataKey>(key)) return activity;
  const old = temporary.get<DataKey, ActivityOfLayout1>(key);
  for (const [at, amount] of old.inflow) if (at + HOURS > hour) addInflow(activity, at, amount);
  for (const [at, amount] of old.outflow) if (at + HOURS > hour) addOutflow(activity, at, amount);
  for (const [at, count] of old.operations) {
    if (at + 1 < hour) continue;
    for (let i: u32 = 0; i < count; i++) addOperation(activity, at);
  }
  for (const [day, count] of old.near_limit) if (day + 7 >= dayOf(hour)) addNearLimit(activity, day, count);
  for (const [day, amount] of old.volume) if (day + 30 >= dayOf(hour)) addVolume(activity, day, amount);
  fill(transfersIn(activity), old, OperationType.Transfer);
  return activity;
}

export function usageOfLayout1(identity: Address, operation: OperationType): Packed {
  const packed = emptyUsage();
  turnEntry(packed, currentHour());
  const key = DataKey.Activity(identity);
  if (temporary.has<DataKey>(key)) fill(usageIn(packed), temporary.get<DataKey, ActivityOfLayout1>(key), operation);
  return packed;
}

function fill(usage: Usage, old: ActivityOfLayout1, operation: OperationType): void {
  if (!old.usage.has(operation as u32)) return;
  const used = old.usage.get(operation as u32);
  const hour = currentHour();
  for (const [at, amount] of used.hours) if (at + HOURS > hour) addUsageOf(usage, at, amount);
  for (const [day, amount] of used.days) if (day + 30 >= dayOf(hour)) addUsageOfDay(usage, day, amount);
}
