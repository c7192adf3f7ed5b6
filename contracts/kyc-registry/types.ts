import { type Address, type bool, contracttype, type Str, type u32, type u64, type Vec } from '@istsi/soroban-sdk';

export enum IdentityStatus {
  Pending = 0,
  Active = 1,
  Suspended = 2,
  Revoked = 3,
}

/** A verified person or company. Who they are is known off chain only; limits count per identity, not per address. */
@contracttype
export class Identity {
  addresses!: Vec<Address>;
  blacklisted!: bool;
  /** ISO 3166-1 alpha-2. */
  country!: Str;
  /** Ledger time, seconds, from which the verification no longer counts. */
  expires_at!: u64;
  /** The address that the identity was registered with: its key in storage, for ever. */
  first_address!: Address;
  frozen!: bool;
  id!: u64;
  /** 0 to 100. */
  risk_score!: u32;
  status!: IdentityStatus;
  /** 0 to 4. */
  tier!: u32;
  under_review!: bool;
}

/** What an address is to the registry. */
@contracttype
export class Account {
  /** Permanent, sequential: custody derives the address's Bitcoin address from it. */
  address_index!: u32;
  /** `first_address` of the identity that it belongs to. */
  identity!: Address;
}

/** Satoshis that a tier may move with one kind of operation. All zero: not at all. */
@contracttype
export class OperationLimits {
  /** In any 24 hours. */
  daily!: u64;
  /** In any 30 days. */
  monthly!: u64;
  /** At once. */
  per_operation!: u64;
}
