import { type Address, type bool, type Str, str } from '@istsi/soroban-sdk';
import { forgetPatterns } from './activity.ts';
import { recordAction } from './audit.ts';
import { loadActivity, loadIdentityOf, storeActivity, storeIdentity } from './records.ts';

export function setFrozen(officer: Address, user: Address, frozen: bool, reason: Str): void {
  const identity = loadIdentityOf(user);
  identity.frozen = frozen;
  storeIdentity(identity);
  recordAction(officer, user, frozen ? str('freeze') : str('unfreeze'), reason);
}

export function setBlacklisted(officer: Address, user: Address, blacklisted: bool, reason: Str): void {
  const identity = loadIdentityOf(user);
  identity.blacklisted = blacklisted;
  storeIdentity(identity);
  recordAction(officer, user, blacklisted ? str('blacklist') : str('remove_from_blacklist'), reason);
}

export function setUnderReview(officer: Address, user: Address, under_review: bool, reason: Str): void {
  const identity = loadIdentityOf(user);
  identity.under_review = under_review;
  storeIdentity(identity);
  // What the review has looked at must not bring the identity under the next one.
  if (!under_review) {
    const activity = loadActivity(identity.first_address);
    forgetPatterns(activity);
    storeActivity(identity.first_address, activity);
  }
  recordAction(officer, user, under_review ? str('start_review') : str('end_review'), reason);
}
