import {
  type Address,
  type Bytes,
  type BytesN,
  type bool,
  contracttype,
  instance,
  Packed,
  persistent,
  require,
  temporary,
  type u32,
  type u64,
  variant,
} from '@istsi/soroban-sdk';
import type { OperationType } from '../shared/operations.ts';
import { DAY_IN_LEDGERS, touch } from '../shared/ttl.ts';
import { KycError } from './errors.ts';
import type { Account, Identity, Recovery } from './types.ts';

/** The numbers that come next. Not in the instance: whoever is registered then changes nothing that others read. */
@contracttype
export class Counters {
  /** Of an address. */
  next_address!: u32;
  /** Of an identity. */
  next_identity!: u64;
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
  /** Counters, persistent. */
  static Counters(): DataKey {
    return variant();
  }
  /** Bytes, instance: limits of every tier and kind of operation (limits.ts). */
  static LimitTable(): DataKey {
    return variant();
  }
  /** Bytes, instance: which countries are admitted (countries.ts). */
  static CountryTable(): DataKey {
    return variant();
  }
  /** u32, instance: the risk score above which an identity comes under review. */
  static RiskThreshold(): DataKey {
    return variant();
  }
  /** Account, persistent. */
  static Account(address: Address): DataKey {
    return variant();
  }
  /** Identity, persistent, by its first address. No key is a counter: transactions prepared at once must not collide. */
  static Person(first_address: Address): DataKey {
    return variant();
  }
  /** Bytes, temporary: what the identity did lately (activity.ts). It outlives the longest window. */
  static Recent(identity: Address): DataKey {
    return variant();
  }
  /** Bytes, temporary: what the identity used of the limits for a kind of operation other than transfers (usage.ts). */
  static Used(identity: Address, operation: OperationType): DataKey {
    return variant();
  }
  /** true, persistent: an account of the system itself. */
  static Exempt(account: Address): DataKey {
    return variant();
  }
  /** true, persistent: a contract that books transfers. */
  static Caller(caller: Address): DataKey {
    return variant();
  }
  /** u64, instance: seconds that a recovery waits. */
  static RecoveryDelay(): DataKey {
    return variant();
  }
  /** Recovery, persistent. */
  static Recovery(lost: Address): DataKey {
    return variant();
  }
  /** PendingProof, temporary. Keyed by the user, so that two transactions prepared at once touch the same entry. */
  static Proof(user: Address): DataKey {
    return variant();
  }

  // Of layout 1.

  /** IdentityOfLayout1, persistent. */
  static Identity(first_address: Address): DataKey {
    return variant();
  }
  /** ActivityOfLayout1, temporary. */
  static Activity(identity: Address): DataKey {
    return variant();
  }
  /** u64, instance. */
  static NextIdentity(): DataKey {
    return variant();
  }
  /** u32, instance. */
  static NextAddress(): DataKey {
    return variant();
  }
  /** OperationLimits, instance. */
  static Limits(tier: u32, operation: OperationType): DataKey {
    return variant();
  }
  /** Vec<Address>, instance. */
  static Callers(): DataKey {
    return variant();
  }
  /** CountryPolicy, instance. */
  static Countries(): DataKey {
    return variant();
  }
}

// Longer than the 30 days of the longest window even where ledgers close every second: were it to expire inside the window,
// what was used of the limits would be forgotten.
const ACTIVITY_LIFETIME: u32 = 160 * DAY_IN_LEDGERS;
const DEFAULT_RISK_THRESHOLD: u32 = 70;
/** Two days, in seconds. */
const DEFAULT_RECOVERY_DELAY: u64 = 172_800;

export function loadRouter(): Address {
  return instance.get<DataKey, Address>(DataKey.Router());
}

export function storeRouter(router: Address): void {
  instance.set<DataKey, Address>(DataKey.Router(), router);
}

export function loadCounters(): Counters {
  return persistent.get<DataKey, Counters>(DataKey.Counters());
}

export function storeCounters(counters: Counters): void {
  const key = DataKey.Counters();
  persistent.set<DataKey, Counters>(key, counters);
  touch<DataKey>(key);
}

export function loadLimitTable(): Bytes {
  return instance.get<DataKey, Bytes>(DataKey.LimitTable());
}

export function storeLimitTable(table: Bytes): void {
  instance.set<DataKey, Bytes>(DataKey.LimitTable(), table);
}

export function loadCountryTable(): Bytes {
  return instance.get<DataKey, Bytes>(DataKey.CountryTable());
}

export function storeCountryTable(table: Bytes): void {
  instance.set<DataKey, Bytes>(DataKey.CountryTable(), table);
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

export function hasPerson(first_address: Address): bool {
  return persistent.has<DataKey>(DataKey.Person(first_address));
}

export function loadPerson(first_address: Address): Identity {
  const key = DataKey.Person(first_address);
  touch<DataKey>(key);
  return persistent.get<DataKey, Identity>(key);
}

export function storePerson(first_address: Address, identity: Identity): void {
  const key = DataKey.Person(first_address);
  persistent.set<DataKey, Identity>(key, identity);
  touch<DataKey>(key);
}

export function hasRecent(identity: Address): bool {
  return temporary.has<DataKey>(DataKey.Recent(identity));
}

export function loadRecent(identity: Address): Packed {
  return Packed.from(temporary.get<DataKey, Bytes>(DataKey.Recent(identity)));
}

export function storeRecent(identity: Address, activity: Packed): void {
  const key = DataKey.Recent(identity);
  temporary.set<DataKey, Bytes>(key, activity.toBytes());
  temporary.extendTtl<DataKey>(key, ACTIVITY_LIFETIME, ACTIVITY_LIFETIME);
}

export function hasUsed(identity: Address, operation: OperationType): bool {
  return temporary.has<DataKey>(DataKey.Used(identity, operation));
}

export function loadUsed(identity: Address, operation: OperationType): Packed {
  return Packed.from(temporary.get<DataKey, Bytes>(DataKey.Used(identity, operation)));
}

export function storeUsed(identity: Address, operation: OperationType, used: Packed): void {
  const key = DataKey.Used(identity, operation);
  temporary.set<DataKey, Bytes>(key, used.toBytes());
  temporary.extendTtl<DataKey>(key, ACTIVITY_LIFETIME, ACTIVITY_LIFETIME);
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

export function isCaller(caller: Address): bool {
  const key = DataKey.Caller(caller);
  if (!persistent.has<DataKey>(key)) return false;
  touch<DataKey>(key);
  return true;
}

export function storeCaller(caller: Address, registered: bool): void {
  const key = DataKey.Caller(caller);
  if (registered) {
    persistent.set<DataKey, bool>(key, true);
    touch<DataKey>(key);
  } else {
    persistent.remove<DataKey>(key);
  }
}

export function hasRecovery(lost: Address): bool {
  return persistent.has<DataKey>(DataKey.Recovery(lost));
}

export function loadRecovery(lost: Address): Recovery {
  return persistent.get<DataKey, Recovery>(DataKey.Recovery(lost));
}

export function storeRecovery(lost: Address, recovery: Recovery): void {
  const key = DataKey.Recovery(lost);
  persistent.set<DataKey, Recovery>(key, recovery);
  touch<DataKey>(key);
}

export function removeRecovery(lost: Address): void {
  persistent.remove<DataKey>(DataKey.Recovery(lost));
}

export function loadRecoveryDelay(): u64 {
  return instance.getOr<DataKey, u64>(DataKey.RecoveryDelay(), DEFAULT_RECOVERY_DELAY);
}

export function storeRecoveryDelay(seconds: u64): void {
  instance.set<DataKey, u64>(DataKey.RecoveryDelay(), seconds);
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
