import { type Address, type bool, ledger, require, type Str, str, type u64 } from '@istsi/soroban-sdk';
import type { OperationType } from '../shared/operations.ts';
import { recordAction } from './audit.ts';
import { KycError } from './errors.ts';
import { hasOverride, loadIdentityOf, loadOverride, type Override, removeOverride, storeOverride } from './storage.ts';

/** Seconds. */
const LONGEST: u64 = 7 * 86_400;

/** Lets the identity's next operation of a kind pass its limits, or a review, once. A later override replaces it. */
export function allowOnce(
  officer: Address,
  user: Address,
  operation: OperationType,
  amount: u64,
  expires_at: u64,
  reason: Str,
): void {
  const now = ledger.timestamp();
  require(amount > 0 && expires_at > now && expires_at <= now + LONGEST, KycError.InvalidOverride);
  const granted: Override = { amount, expires_at, officer };
  storeOverride(loadIdentityOf(user).first_address, operation, granted);
  recordAction(officer, user, str('override'), reason);
}

export function isAllowedOnce(identity: Address, operation: OperationType, amount: u64): bool {
  if (!hasOverride(identity, operation)) return false;
  const granted = loadOverride(identity, operation);
  return amount <= granted.amount && ledger.timestamp() < granted.expires_at;
}

/** Uses an override up. */
export function useOverride(user: Address, identity: Address, operation: OperationType): void {
  const officer = loadOverride(identity, operation).officer;
  removeOverride(identity, operation);
  recordAction(officer, user, str('override_used'), str('an operation passed in spite of its limits or a review'));
}
