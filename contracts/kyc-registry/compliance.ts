import { type Address, ledger, type Option, type u32, type u64 } from '@istsi/soroban-sdk';
import type { OperationType } from '../shared/operations.ts';
import { KycError } from './errors.ts';
import { limitsOf } from './limits.ts';
import { hasAccount, loadIdentityOf } from './storage.ts';
import { type Identity, IdentityStatus } from './types.ts';
import { refusalByUsage } from './usage.ts';

/** 0 when `user`, and `counterparty` where there is one, may take part in the operation; otherwise the KycError code. */
export function refusalOf(user: Address, operation: OperationType, amount: u64, counterparty: Option<Address>): u32 {
  const refusal = refusalOfParty(user, operation, amount);
  if (refusal !== 0 || counterparty.isNone) return refusal;
  return refusalOfParty(counterparty.unwrap(), operation, amount);
}

function refusalOfParty(party: Address, operation: OperationType, amount: u64): u32 {
  if (!hasAccount(party)) return KycError.IdentityNotFound;
  const identity = loadIdentityOf(party);
  const refusal = refusalByStanding(identity);
  if (refusal !== 0) return refusal;
  return refusalByLimits(identity, operation, amount);
}

function refusalByStanding(identity: Identity): u32 {
  if (identity.blacklisted) return KycError.Blacklisted;
  if (identity.frozen) return KycError.Frozen;
  if (identity.under_review) return KycError.UnderReview;
  if (identity.status !== IdentityStatus.Active) return KycError.NotActive;
  if (ledger.timestamp() >= identity.expires_at) return KycError.Expired;
  return 0;
}

function refusalByLimits(identity: Identity, operation: OperationType, amount: u64): u32 {
  const limits = limitsOf(identity.tier, operation);
  if (limits.per_operation === 0) return KycError.TierTooLow;
  if (amount > limits.per_operation) return KycError.OverOperationLimit;
  return refusalByUsage(identity, operation, amount, limits);
}
