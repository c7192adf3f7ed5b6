import { type Address, type bool, type Packed, require } from '@istsi/soroban-sdk';
import type { OperationType } from '../shared/operations.ts';
import { turn } from './activity.ts';
import { KycError } from './errors.ts';
import { activityOfLayout1, hasIdentityOfLayout1, identityOfLayout1, usageOfLayout1 } from './layout-1.ts';
import {
  hasPerson,
  hasRecent,
  hasUsed,
  loadAccount,
  loadPerson,
  loadRecent,
  loadUsed,
  storePerson,
  storeRecent,
  storeUsed,
} from './storage.ts';
import type { Identity } from './types.ts';
import { turnEntry, type Usage, usageIn } from './usage.ts';
import { currentHour } from './windows.ts';

// What is kept of an identity, in the layout of this code whichever code stored it.

export function hasIdentity(first_address: Address): bool {
  return hasPerson(first_address) || hasIdentityOfLayout1(first_address);
}

export function loadIdentity(first_address: Address): Identity {
  if (hasPerson(first_address)) return loadPerson(first_address);
  require(hasIdentityOfLayout1(first_address), KycError.IdentityNotFound);
  return identityOfLayout1(first_address);
}

/** The identity that `address` belongs to. */
export function loadIdentityOf(address: Address): Identity {
  return loadIdentity(loadAccount(address).identity);
}

export function storeIdentity(identity: Identity): void {
  storePerson(identity.first_address, identity);
}

/** Turned to the present hour. */
export function loadActivity(identity: Address): Packed {
  const activity = hasRecent(identity) ? loadRecent(identity) : activityOfLayout1(identity);
  turn(activity, currentHour());
  return activity;
}

export function storeActivity(identity: Address, activity: Packed): void {
  storeRecent(identity, activity);
}

/** Of a kind of operation that has an entry of its own, turned to the present hour. */
export function loadUsage(identity: Address, operation: OperationType): Usage {
  const packed = hasUsed(identity, operation) ? loadUsed(identity, operation) : usageOfLayout1(identity, operation);
  turnEntry(packed, currentHour());
  return usageIn(packed);
}

export function storeUsage(identity: Address, operation: OperationType, usage: Usage): void {
  storeUsed(identity, operation, usage.packed);
}
