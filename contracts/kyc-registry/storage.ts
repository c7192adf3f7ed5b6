import {
  type Address,
  type BytesN,
  type bool,
  contracttype,
  instance,
  persistent,
  require,
  type Str,
  temporary,
  type u32,
  type u64,
  Vec,
  variant,
} from '@istsi/soroban-sdk';
import type { OperationType } from '../shared/operations.ts';
import { DAY_IN_LEDGERS, touch } from '../shared/ttl.ts';
import { KycError } from './errors.ts';
import type { Account, CountryPolicy, Identity, OperationLimits } from './types.ts';

/** What one identity has moved with one kind of operation, in satoshis by hour and by day since the epoch. */
@contracttype
export class Usage {
  days!: Map<u32, u64>;
  hours!: Map<u32, u64>;
}

/** What an identity did lately, in one entry: what limits count, and what the risk score looks at. */
@contracttype
export class Activity {
  /** When each of the latest receivers first got something: hours since the epoch. */
  counterparties!: Map<Address, u32>;
  /** Satoshis by hour. */
  inflow!: Map<u32, u64>;
  /** Operations by day. */
  near_limit!: Map<u32, u32>;
  /** Operations by hour. */
  operations!: Map<u32, u32>;
  /** Satoshis by hour. */
  outflow!: Map<u32, u64>;
  /** By OperationType. */
  usage!: Map<u32, Usage>;
  /** Satoshis by day, operations of every kind together. */
  volume!: Map<u32, u64>;
}

/** An officer's permission for one operation beyond the limits, or in spite of a review. */
@contracttype
export class Override {
  /** Satoshis, at most. */
  amount!: u64;
  /** Ledger time, seconds. */
  expires_at!: u64;
  officer!: Address;
}

/** What a compliance proof is about; the proof is its hash. */
@contracttype
export class ProofSubject {
  amount!: u64;
  /** The contract that may use the proof. */
  consumer!: Address;
  /** The only ledger in which it is good. */
  ledger!: u32;
  operation!: OperationType;
  user!: Address;
}

/** An authorization that nobody has used yet. */
@contracttype
export class PendingProof {
  proof!: BytesN<32>;
  subject!: ProofSubject;
}

@contracttype
export class DataKey {
  /** Address, instance. */
  static Router(): DataKey {
    return variant();
  }
  /** u64, instance: the id of the next identity. */
  static NextIdentity(): DataKey {
    return variant();
  }
  /** u32, instance: the index of the next address. */
  static NextAddress(): DataKey {
    return variant();
  }
  /** OperationLimits, instance, where governance replaced the defaults. */
  static Limits(tier: u32, operation: OperationType): DataKey {
    return variant();
  }
  /** Account, persistent. */
  static Account(address: Address): DataKey {
    return variant();
  }
  /** Identity, persistent, by its first address. No key is a counter: transactions prepared at once must not collide. */
  static Identity(first_address: Address): DataKey {
    return variant();
  }
  /** Activity, temporary: it outlives the longest window, so what has expired no longer counts. */
  static Activity(identity: Address): DataKey {
    return variant();
  }
  /** Override, temporary. */
  static Override(identity: Address, operation: OperationType): DataKey {
    return variant();
  }
  /** true, persistent: an account of the system itself. */
  static Exempt(account: Address): DataKey {
    return variant();
  }
  /** Vec<Address>, instance: the contracts that book transfers. */
  static Callers(): DataKey {
    return variant();
  }
  /** CountryPolicy, instance; absent, every country is admitted. */
  static Countries(): DataKey {
    return variant();
  }
  /** u32, instance: the risk score above which an identity comes under review. */
  static RiskThreshold(): DataKey {
    return variant();
  }
  /** PendingProof, temporary. Keyed by the user, so that two transactions prepared at once touch the same entry. */
  static Proof(user: Address): DataKey {
    return variant();
  }
}

// Longer than the 30 days of the longest window even where ledgers close every second: were it to expire inside the window,
// what was used of the limits would be forgotten.
const ACTIVITY_LIFETIME: u32 = 160 * DAY_IN_LEDGERS;
// A day more than an override may last.
const OVERRIDE_LIFETIME: u32 = 8 * DAY_IN_LEDGERS;
const DEFAULT_RISK_THRESHOLD: u32 = 70;

export function loadRouter(): Address {
  return instance.get<DataKey, Address>(DataKey.Router());
}

export function storeRouter(router: Address): void {
  instance.set<DataKey, Address>(DataKey.Router(), router);
}

export function takeIdentityId(): u64 {
  const id = instance.getOr<DataKey, u64>(DataKey.NextIdentity(), 1);
  instance.set<DataKey, u64>(DataKey.NextIdentity(), id + 1);
  return id;
}

export function takeAddressIndex(): u32 {
  const index = instance.getOr<DataKey, u32>(DataKey.NextAddress(), 0);
  instance.set<DataKey, u32>(DataKey.NextAddress(), index + 1);
  return index;
}

export function hasStoredLimits(tier: u32, operation: OperationType): bool {
  return instance.has<DataKey>(DataKey.Limits(tier, operation));
}

export function loadStoredLimits(tier: u32, operation: OperationType): OperationLimits {
  return instance.get<DataKey, OperationLimits>(DataKey.Limits(tier, operation));
}

export function storeLimits(tier: u32, operation: OperationType, limits: OperationLimits): void {
  instance.set<DataKey, OperationLimits>(DataKey.Limits(tier, operation), limits);
}

export function hasAccount(address: Address): bool {
  return persistent.has<DataKey>(DataKey.Account(address));
}

export function loadAccount(address: Address): Account {
  const key = DataKey.Account(address);
  require(persistent.has<DataKey>(key), KycError.IdentityNotFound);
  touch<DataKey>(key);
  return persistent.get<DataKey, Account>(key);
}

export function storeAccount(address: Address, account: Account): void {
  const key = DataKey.Account(address);
  persistent.set<DataKey, Account>(key, account);
  touch<DataKey>(key);
}

/** The identity that `address` belongs to. */
export function loadIdentityOf(address: Address): Identity {
  const key = DataKey.Identity(loadAccount(address).identity);
  touch<DataKey>(key);
  return persistent.get<DataKey, Identity>(key);
}

export function storeIdentity(identity: Identity): void {
  const key = DataKey.Identity(identity.first_address);
  persistent.set<DataKey, Identity>(key, identity);
  touch<DataKey>(key);
}

export function loadActivity(identity: Address): Activity {
  const key = DataKey.Activity(identity);
  if (temporary.has<DataKey>(key)) return temporary.get<DataKey, Activity>(key);
  return {
    counterparties: Map.empty<Address, u32>(),
    inflow: Map.empty<u32, u64>(),
    near_limit: Map.empty<u32, u32>(),
    operations: Map.empty<u32, u32>(),
    outflow: Map.empty<u32, u64>(),
    usage: Map.empty<u32, Usage>(),
    volume: Map.empty<u32, u64>(),
  };
}

export function storeActivity(identity: Address, activity: Activity): void {
  const key = DataKey.Activity(identity);
  temporary.set<DataKey, Activity>(key, activity);
  temporary.extendTtl<DataKey>(key, ACTIVITY_LIFETIME, ACTIVITY_LIFETIME);
}

export function hasOverride(identity: Address, operation: OperationType): bool {
  return temporary.has<DataKey>(DataKey.Override(identity, operation));
}

export function loadOverride(identity: Address, operation: OperationType): Override {
  return temporary.get<DataKey, Override>(DataKey.Override(identity, operation));
}

export function storeOverride(identity: Address, operation: OperationType, granted: Override): void {
  const key = DataKey.Override(identity, operation);
  temporary.set<DataKey, Override>(key, granted);
  temporary.extendTtl<DataKey>(key, OVERRIDE_LIFETIME, OVERRIDE_LIFETIME);
}

export function removeOverride(identity: Address, operation: OperationType): void {
  temporary.remove<DataKey>(DataKey.Override(identity, operation));
}

export function isExempt(account: Address): bool {
  return persistent.has<DataKey>(DataKey.Exempt(account));
}

export function touchExempt(account: Address): void {
  touch<DataKey>(DataKey.Exempt(account));
}

export function storeExempt(account: Address): void {
  const key = DataKey.Exempt(account);
  persistent.set<DataKey, bool>(key, true);
  touch<DataKey>(key);
}

export function removeExempt(account: Address): void {
  persistent.remove<DataKey>(DataKey.Exempt(account));
}

export function loadCallers(): Vec<Address> {
  return instance.get<DataKey, Vec<Address>>(DataKey.Callers());
}

export function storeCallers(callers: Vec<Address>): void {
  instance.set<DataKey, Vec<Address>>(DataKey.Callers(), callers);
}

export function loadCountryPolicy(): CountryPolicy {
  const everyone: CountryPolicy = { allow_only: false, countries: Vec.empty<Str>() };
  return instance.getOr<DataKey, CountryPolicy>(DataKey.Countries(), everyone);
}

export function storeCountryPolicy(policy: CountryPolicy): void {
  instance.set<DataKey, CountryPolicy>(DataKey.Countries(), policy);
}

export function loadRiskThreshold(): u32 {
  return instance.getOr<DataKey, u32>(DataKey.RiskThreshold(), DEFAULT_RISK_THRESHOLD);
}

export function storeRiskThreshold(threshold: u32): void {
  instance.set<DataKey, u32>(DataKey.RiskThreshold(), threshold);
}

export function storeProof(user: Address, proof: PendingProof): void {
  temporary.set<DataKey, PendingProof>(DataKey.Proof(user), proof);
}

export function loadProof(user: Address): PendingProof {
  const key = DataKey.Proof(user);
  require(temporary.has<DataKey>(key), KycError.InvalidProof);
  return temporary.get<DataKey, PendingProof>(key);
}

export function removeProof(user: Address): void {
  temporary.remove<DataKey>(DataKey.Proof(user));
}
