import { type Address, type bool, ledger, type Packed, str, type u32, type u64 } from '@istsi/soroban-sdk';
import { OperationType } from '../shared/operations.ts';
import { emptyActivity, isAllowedOnce, isUnderReview, transfersIn } from './activity.ts';
import { isCountryAllowed } from './countries.ts';
import { KycError } from './errors.ts';
import { limitsOf } from './limits.ts';
import { hasIdentity, loadActivity, loadIdentity, loadUsage } from './records.ts';
import { hasAccount, isExempt, loadAccount, touchExempt } from './storage.ts';
import { type Account, type Identity, IdentityStatus } from './types.ts';
import { refusalByUsage, type Usage } from './usage.ts';

/** Who takes part in an operation, with all that the registry keeps about it: read once, and stored once. */
export class Party {
  constructor(
    public readonly address: Address,
    /** What no override lifts, as a KycError code; 0: nothing. */
    public readonly refusal: u32,
    /** Nobody whose identity, activity or usage could be looked at. */
    public readonly isSystem: bool,
    public readonly identity: Identity,
    public readonly activity: Packed,
    /** Of the operation that it takes part in. */
    public readonly usage: Usage,
  ) {}
}

export function partyOf(address: Address, operation: OperationType): Party {
  if (isExempt(address)) {
    touchExempt(address);
    return unknownParty(address, 0, true);
  }
  if (!hasAccount(address)) return unknownParty(address, KycError.IdentityNotFound, false);
  const account = loadAccount(address);
  if (!hasIdentity(account.identity)) return unknownParty(address, KycError.IdentityNotFound, false);
  const identity = loadIdentity(account.identity);
  const activity = loadActivity(account.identity);
  const usage =
    operation === OperationType.Transfer ? transfersIn(activity) : loadUsage(identity.first_address, operation);
  return new Party(address, refusalByStanding(account, identity, operation), false, identity, activity, usage);
}

export function isSameIdentity(a: Party, b: Party): bool {
  return !a.isSystem && !b.isSystem && a.identity.first_address === b.identity.first_address;
}

/** A party that shares what is kept of it with another address of the same identity. */
export function alongside(party: Party, other: Party): Party {
  if (!isSameIdentity(party, other)) return party;
  return new Party(party.address, party.refusal, false, other.identity, other.activity, other.usage);
}

/** 0 when the party may take part, otherwise the KycError code. */
export function refusalOfParty(party: Party, operation: OperationType, amount: u64, limited: bool): u32 {
  if (party.refusal !== 0 || party.isSystem) return party.refusal;
  const refusal = liftableRefusal(party, operation, amount, limited);
  return refusal === 0 || isAllowedOnce(party.activity, operation, amount) ? 0 : refusal;
}

/** What an override lifts. */
export function liftableRefusal(party: Party, operation: OperationType, amount: u64, limited: bool): u32 {
  if (party.identity.under_review || isUnderReview(party.activity)) return KycError.UnderReview;
  if (!limited) return 0;
  const limits = limitsOf(party.identity.tier, operation);
  if (limits.per_operation === 0) return KycError.TierTooLow;
  // Nothing moves, so that no limit says anything about it, not even one that was lowered below what moved before.
  if (amount === 0) return 0;
  if (amount > limits.per_operation) return KycError.OverOperationLimit;
  return refusalByUsage(party.usage, amount, limits);
}

function refusalByStanding(account: Account, identity: Identity, operation: OperationType): u32 {
  // Bitcoin sent to the address of a lost key still arrives there: its tokens are recovered like the rest.
  if (account.replaced_by.isSome && operation !== OperationType.BitcoinDeposit) return KycError.AddressReplaced;
  if (identity.blacklisted) return KycError.Blacklisted;
  if (identity.frozen) return KycError.Frozen;
  if (identity.status !== IdentityStatus.Active) return KycError.NotActive;
  if (ledger.timestamp() >= identity.expires_at) return KycError.Expired;
  return isCountryAllowed(identity.country) ? 0 : KycError.CountryNotAllowed;
}

function unknownParty(address: Address, refusal: u32, isSystem: bool): Party {
  const nobody: Identity = {
    addresses: 0,
    blacklisted: false,
    country: str(''),
    expires_at: 0,
    first_address: address,
    frozen: false,
    id: 0,
    risk_score: 0,
    status: IdentityStatus.Pending,
    tier: 0,
    under_review: false,
  };
  const activity = emptyActivity();
  return new Party(address, refusal, isSystem, nobody, activity, transfersIn(activity));
}
