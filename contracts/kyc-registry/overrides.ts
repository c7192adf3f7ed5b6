import { type Address, currentContract, ledger, require, type Str, str, type u64 } from '@istsi/soroban-sdk';
import type { OperationType } from '../shared/operations.ts';
import { allowOnceIn } from './activity.ts';
import { recordAction } from './audit.ts';
import { KycError } from './errors.ts';
import type { Party } from './parties.ts';
import { loadActivity, loadIdentityOf, storeActivity } from './records.ts';

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
  const identity = loadIdentityOf(user).first_address;
  const activity = loadActivity(identity);
  allowOnceIn(activity, operation, amount, expires_at);
  storeActivity(identity, activity);
  recordAction(officer, user, str('override'), reason);
}

/** Uses an override up. Who gave it is in the event of that time. The caller stores the activity. */
export function useOverride(party: Party, operation: OperationType): void {
  allowOnceIn(party.activity, operation, 0, 0);
  const reason = str('an operation passed in spite of its limits or a review');
  recordAction(currentContract(), party.address, str('override_used'), reason);
}
