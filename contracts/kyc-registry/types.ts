import {
  type Address,
  type bool,
  contracttype,
  type Option,
  type Str,
  type u32,
  type u64,
  type Vec,
} from '@istsi/soroban-sdk';
import type { OperationType } from '../shared/operations.ts';

export enum IdentityStatus {
  Pending = 0,
  Active = 1,
  Suspended = 2,
  Revoked = 3,
}

/** A verified person or company. Who they are is known off chain only; limits count per identity, not per address. */
@contracttype
export class Identity {
  /** How many addresses it has that were not given up. `AddressRegistered` and `AddressRecovered` say which. */
  addresses!: u32;
  blacklisted!: bool;
  /** ISO 3166-1 alpha-2. */
  country!: Str;
  /** Ledger time, seconds, from which the verification no longer counts. */
  expires_at!: u64;
  /** The address that the identity was registered with: its key in storage, for ever. */
  first_address!: Address;
  frozen!: bool;
  id!: u64;
  /** 0 to 100: what an officer thinks of the identity. What its operations say is added to it (RiskScore). */
  risk_score!: u32;
  status!: IdentityStatus;
  /** 0 to 4. */
  tier!: u32;
  under_review!: bool;
}

/** A request to give a lost address up for another one of the same identity. */
@contracttype
export class Recovery {
  /** Ledger time, seconds, from which it can be finished. */
  ready_at!: u64;
  replacement!: Address;
  /** The officer who asked, and cannot be the one who finishes. */
  requested_by!: Address;
}

/** What an address is to the registry. */
@contracttype
export class Account {
  /** Permanent, sequential: custody derives the address's Bitcoin address from it. */
  address_index!: u32;
  /** `first_address` of the identity that it belongs to. */
  identity!: Address;
  /** The address of the same identity that it was given up for, if it was lost. */
  replaced_by!: Option<Address>;
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

/** One question of a batch. */
@contracttype
export class ComplianceCheck {
  /** Satoshis. */
  amount!: u64;
  counterparty!: Option<Address>;
  operation!: OperationType;
  user!: Address;
}

/** Which countries' identities may take part. */
@contracttype
export class CountryPolicy {
  /** True: only the countries listed. False: all but the countries listed. */
  allow_only!: bool;
  /** ISO 3166-1 alpha-2. */
  countries!: Vec<Str>;
}

/** What an identity has done lately, as far as the risk score looks at it. Amounts are satoshis. */
@contracttype
export class RiskSignals {
  /** What an officer thinks of the identity, 0 to 100. */
  assessment!: u32;
  /** Moved on an average day of the last 30 on which anything moved, today excluded; 0 when there were fewer than 3. */
  average_volume!: u64;
  /** Received in the last 24 hours. */
  inflow!: u64;
  /** Operations of the last 7 days within the uppermost tenth of the limit for one operation. */
  near_limit!: u32;
  /** Receivers of the last 24 hours that got nothing from the identity before. */
  new_counterparties!: u32;
  /** Operations in this clock hour and the one before it. */
  operations!: u32;
  /** Sent away in the last 24 hours. */
  outflow!: u64;
  /** Moved today (UTC). */
  volume_today!: u64;
}

/** The risk score and what it is made of. The formula is in contracts/kyc-registry/README.md. */
@contracttype
export class RiskScore {
  assessment!: u32;
  counterparties!: u32;
  growth!: u32;
  near_limit!: u32;
  /** The sum of the others, at most 100. */
  total!: u32;
  turnover!: u32;
  velocity!: u32;
}
