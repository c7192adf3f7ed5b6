import {
  type Address,
  type BytesN,
  type bool,
  contracttype,
  instance,
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
import type { Account, Identity, OperationLimits } from './types.ts';

/** What one identity has moved with one kind of operation, in satoshis by hour and by day since the epoch. */
@contracttype
export class Usage {
  days!: Map<u32, u64>;
  hours!: Map<u32, u64>;
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
  /** bool, instance. */
  static Paused(): DataKey {
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
  /** Usage, temporary: it outlives the longest window, so what has expired no longer counts. */
  static Usage(identity: Address, operation: OperationType): DataKey {
    return variant();
  }
  /** PendingProof, temporary. Keyed by the user, so that two transactions prepared at once touch the same entry. */
  static Proof(user: Address): DataKey {
    return variant();
  }
}

const USAGE_LIFETIME: u32 = 32 * DAY_IN_LEDGERS;

export function loadRouter(): Address {
  return instance.get<DataKey, Address>(DataKey.Router());
}

export function storeRouter(router: Address): void {
  instance.set<DataKey, Address>(DataKey.Router(), router);
}

export function isPaused(): bool {
  return instance.get<DataKey, bool>(DataKey.Paused());
}

export function storePaused(paused: bool): void {
  instance.set<DataKey, bool>(DataKey.Paused(), paused);
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

export function loadUsage(identity: Address, operation: OperationType): Usage {
  const key = DataKey.Usage(identity, operation);
  if (temporary.has<DataKey>(key)) return temporary.get<DataKey, Usage>(key);
  return { days: Map.empty<u32, u64>(), hours: Map.empty<u32, u64>() };
}

export function storeUsage(identity: Address, operation: OperationType, usage: Usage): void {
  const key = DataKey.Usage(identity, operation);
  temporary.set<DataKey, Usage>(key, usage);
  temporary.extendTtl<DataKey>(key, USAGE_LIFETIME, USAGE_LIFETIME);
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
