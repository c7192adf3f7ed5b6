import { type Address, type bool, fail, ledger, type Option, type u32, type u64, Vec } from '@istsi/soroban-sdk';
import { type ComplianceResult, OperationType } from '../shared/operations.ts';
import { isCountryAllowed } from './countries.ts';
import { KycError } from './errors.ts';
import { limitsOf } from './limits.ts';
import { isAllowedOnce, useOverride } from './overrides.ts';
import { hasAccount, isExempt, loadAccount, loadIdentityOf, touchExempt } from './storage.ts';
import { type ComplianceCheck, type Identity, IdentityStatus } from './types.ts';
import { refusalByUsage } from './usage.ts';

/** 0 when `user`, and `counterparty` where there is one, may take part in the operation; otherwise the KycError code. */
export function refusalOf(user: Address, operation: OperationType, amount: u64, counterparty: Option<Address>): u32 {
  const limited = isLimited(user, counterparty);
  const refusal = refusalOfParty(user, operation, amount, limited);
  if (refusal !== 0 || counterparty.isNone) return refusal;
  return refusalOfParty(counterparty.unwrap(), operation, amount, limited);
}

/** As `refusalOf`, and uses up the overrides without which there would have been a refusal. */
export function admit(user: Address, operation: OperationType, amount: u64, counterparty: Option<Address>): void {
  const limited = isLimited(user, counterparty);
  admitParty(user, operation, amount, limited);
  if (counterparty.isSome) admitParty(counterparty.unwrap(), operation, amount, limited);
}

/** Each question is answered by itself: no answer assumes that an operation before it has happened. */
export function answerEach(checks: Vec<ComplianceCheck>): Vec<ComplianceResult> {
  let answers = Vec.empty<ComplianceResult>();
  for (const check of checks) {
    const reason = refusalOf(check.user, check.operation, check.amount, check.counterparty);
    const answer: ComplianceResult = {
      compliant: reason === 0,
      operation: check.operation,
      reason,
      user: check.user,
    };
    answers = answers.push(answer);
  }
  return answers;
}

/**
 * What moves between a holder and the system itself is part of an operation of its own kind, which has its own limits;
 * only the holder's standing counts.
 */
export function isLimited(user: Address, counterparty: Option<Address>): bool {
  if (isExempt(user)) return false;
  return counterparty.isNone || !isExempt(counterparty.unwrap());
}

function refusalOfParty(party: Address, operation: OperationType, amount: u64, limited: bool): u32 {
  const refusal = refusalByStanding(party, operation);
  if (refusal !== 0 || isExempt(party)) return refusal;
  const identity = loadIdentityOf(party);
  const liftable = liftableRefusal(identity, operation, amount, limited);
  if (liftable === 0 || isAllowedOnce(identity.first_address, operation, amount)) return 0;
  return liftable;
}

function admitParty(party: Address, operation: OperationType, amount: u64, limited: bool): void {
  const refusal = refusalOfParty(party, operation, amount, limited);
  if (refusal !== 0) fail(refusal);
  if (isExempt(party)) {
    touchExempt(party);
    return;
  }
  const identity = loadIdentityOf(party);
  if (liftableRefusal(identity, operation, amount, limited) === 0) return;
  useOverride(party, identity.first_address, operation);
}

/** What no override lifts. */
function refusalByStanding(party: Address, operation: OperationType): u32 {
  if (!hasAccount(party)) return isExempt(party) ? 0 : KycError.IdentityNotFound;
  // Bitcoin sent to the address of a lost key still arrives there: its tokens are recovered like the rest.
  if (loadAccount(party).replaced_by.isSome && operation !== OperationType.BitcoinDeposit) {
    return KycError.AddressReplaced;
  }
  const identity = loadIdentityOf(party);
  if (identity.blacklisted) return KycError.Blacklisted;
  if (identity.frozen) return KycError.Frozen;
  if (identity.status !== IdentityStatus.Active) return KycError.NotActive;
  if (ledger.timestamp() >= identity.expires_at) return KycError.Expired;
  return isCountryAllowed(identity.country) ? 0 : KycError.CountryNotAllowed;
}

function liftableRefusal(identity: Identity, operation: OperationType, amount: u64, limited: bool): u32 {
  if (identity.under_review) return KycError.UnderReview;
  if (!limited) return 0;
  const limits = limitsOf(identity.tier, operation);
  if (limits.per_operation === 0) return KycError.TierTooLow;
  if (amount > limits.per_operation) return KycError.OverOperationLimit;
  return refusalByUsage(identity, operation, amount, limits);
}
