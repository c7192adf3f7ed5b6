import { type Address, type bool, ledger, Option, publish, require, type Str, str, type u64 } from '@istsi/soroban-sdk';
import { recordAction } from './audit.ts';
import { KycError } from './errors.ts';
import type { AddressRecovered, RecoveryDelayChanged, RecoveryRequested, RecoveryStopped } from './events.ts';
import { isOfficer } from './guards.ts';
import { assignAddress } from './identities.ts';
import { hasIdentity, loadIdentity, storeIdentity } from './records.ts';
import {
  hasAccount,
  hasRecovery,
  loadAccount,
  loadRecovery,
  loadRecoveryDelay,
  loadRouter,
  removeRecovery,
  storeAccount,
  storeRecovery,
  storeRecoveryDelay,
} from './storage.ts';
import type { Identity, Recovery } from './types.ts';

// Whoever gives an address up for another one moves everything that it holds. So nobody does it alone: one officer asks,
// time passes in which the key that is said to be lost, any officer and governance can stop it, and another officer ends it.

/** Seconds. */
const SHORTEST_DELAY: u64 = 3_600;
const LONGEST_DELAY: u64 = 30 * 86_400;
/** How long it can be finished once it is ready. */
const TIME_TO_FINISH: u64 = 30 * 86_400;

/** Asks that `replacement`, which may be new, takes the place of a lost address of the same identity. Changes nothing yet. */
export function requestRecovery(officer: Address, lost: Address, replacement: Address, reason: Str): void {
  require(!hasRecovery(lost) || isOver(loadRecovery(lost)), KycError.RecoveryPending);
  requirePossible(lost, replacement);
  const ready_at = ledger.timestamp() + loadRecoveryDelay();
  const recovery: Recovery = { ready_at, replacement, requested_by: officer };
  storeRecovery(lost, recovery);
  publish<RecoveryRequested>({ lost, replacement, ready_at, requested_by: officer, reason });
}

/** Ends a request: the owner of the key that is said to be lost, any officer, or governance. */
export function stopRecovery(caller: Address, lost: Address, reason: Str): void {
  const isEntitled = caller === lost || caller === loadRouter() || isOfficer(caller);
  require(isEntitled, KycError.NotAnOfficer);
  require(hasRecovery(lost), KycError.RecoveryNotFound);
  removeRecovery(lost);
  publish<RecoveryStopped>({ lost, stopped_by: caller, reason });
}

/**
 * Gives the lost address up. From then on it can do and receive nothing, except Bitcoin deposits already under way to it;
 * tokens let an officer move its balance over. By an officer who did not ask for it, while the one who did still is one: an
 * officer who hands the office over to a key of their own is still one person.
 */
export function finishRecovery(officer: Address, lost: Address): void {
  require(hasRecovery(lost), KycError.RecoveryNotFound);
  const recovery = loadRecovery(lost);
  require(officer !== recovery.requested_by, KycError.SecondPersonNeeded);
  require(ledger.timestamp() >= recovery.ready_at, KycError.RecoveryNotReady);
  require(!isOver(recovery) && isOfficer(recovery.requested_by), KycError.RecoveryNotFound);
  const replacement = recovery.replacement;
  const identity = requirePossible(lost, replacement);
  // A new address takes the place of the lost one, a known one leaves one less.
  if (!hasAccount(replacement) || !hasIdentity(loadAccount(replacement).identity)) {
    assignAddress(replacement, identity.first_address);
  } else {
    identity.addresses = identity.addresses - 1;
  }
  storeIdentity(identity);
  const account = loadAccount(lost);
  account.replaced_by = Option.some<Address>(replacement);
  storeAccount(lost, account);
  removeRecovery(lost);
  publish<AddressRecovered>({ lost, replacement, identity: identity.first_address });
  recordAction(officer, lost, str('finish_recovery'), str('a lost address was given up'));
}

export function changeRecoveryDelay(seconds: u64): void {
  require(seconds >= SHORTEST_DELAY && seconds <= LONGEST_DELAY, KycError.InvalidDelay);
  storeRecoveryDelay(seconds);
  publish<RecoveryDelayChanged>({ seconds });
}

function requirePossible(lost: Address, replacement: Address): Identity {
  const account = loadAccount(lost);
  const identity = loadIdentity(account.identity);
  require(account.replaced_by.isNone, KycError.AddressReplaced);
  require(lost !== replacement, KycError.InvalidReplacement);
  if (!hasAccount(replacement)) return identity;
  const known = loadAccount(replacement);
  if (!hasIdentity(known.identity)) return identity;
  require(known.identity === account.identity && known.replaced_by.isNone, KycError.InvalidReplacement);
  return identity;
}

function isOver(recovery: Recovery): bool {
  return ledger.timestamp() > recovery.ready_at + TIME_TO_FINISH;
}
