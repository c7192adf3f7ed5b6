import { type Address, currentContract, publish, str, type u64 } from '@istsi/soroban-sdk';
import { OperationType } from '../shared/operations.ts';
import {
  addInflow,
  addNearLimit,
  addOperation,
  addOutflow,
  addVolume,
  isUnderReview,
  setReviewed,
  signalsOf,
} from './activity.ts';
import { recordAction } from './audit.ts';
import type { RiskThresholdExceeded } from './events.ts';
import { limitsOf } from './limits.ts';
import type { Party } from './parties.ts';
import { loadActivity, loadIdentityOf, storeActivity, storeUsage } from './records.ts';
import { scoreRisk } from './risk.ts';
import { loadRiskThreshold } from './storage.ts';
import type { RiskScore } from './types.ts';
import { addUsage } from './usage.ts';
import { currentHour, dayOf } from './windows.ts';

/** Books what an identity does by its own decision. */
export function bookAct(party: Party, operation: OperationType, amount: u64): void {
  const activity = party.activity;
  const hour = currentHour();
  addOperation(activity, hour);
  addVolume(activity, dayOf(hour), amount);
  const limit = limitsOf(party.identity.tier, operation).per_operation;
  if (amount >= limit - limit / 10) addNearLimit(activity, dayOf(hour), 1);
  if (operation !== OperationType.CrossTokenExchange) addOutflow(activity, hour, amount);
}

/** Books what an identity receives. It decided nothing, so nobody can make another look risky by paying it. */
export function bookReceived(party: Party, amount: u64): void {
  addInflow(party.activity, currentHour(), amount);
}

/** Counts `amount` against the limits of the party. */
export function bookUsage(party: Party, amount: u64): void {
  addUsage(party.usage, amount);
}

/** Stores what was booked, and looks at the pattern that it makes. */
export function finish(party: Party, operation: OperationType): void {
  reviewWhenRisky(party, operation, scoreRisk(signalsOf(party.activity, party.identity)));
  storeParty(party, operation);
}

export function storeParty(party: Party, operation: OperationType): void {
  const identity = party.identity.first_address;
  storeActivity(identity, party.activity);
  if (operation !== OperationType.Transfer) storeUsage(identity, operation, party.usage);
}

/** The score of an identity as of now. */
export function riskOf(user: Address): RiskScore {
  const identity = loadIdentityOf(user);
  return scoreRisk(signalsOf(loadActivity(identity.first_address), identity));
}

// The operation that crosses the threshold happens: a refusal would undo the review together with it. The review stands in
// the activity, which is written anyway: an entry that only some operations write would fail those that cross the threshold
// between simulation and ledger.
function reviewWhenRisky(party: Party, operation: OperationType, score: RiskScore): void {
  const threshold = loadRiskThreshold();
  if (score.total <= threshold || party.identity.under_review || isUnderReview(party.activity)) return;
  setReviewed(party.activity, true);
  publish<RiskThresholdExceeded>({ user: party.address, operation, score, threshold });
  recordAction(currentContract(), party.address, str('start_review'), str('risk score over the threshold'));
}
