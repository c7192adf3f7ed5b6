import {
  type Address,
  type bool,
  contractevent,
  type Str,
  topic,
  type u32,
  type u64,
  type Vec,
} from '@istsi/soroban-sdk';
import type { OperationType } from '../shared/operations.ts';
import type { RiskScore } from './types.ts';

/** Someone decided something about an identity, or governance about everybody's limits. */
@contractevent
export class ComplianceAction {
  /** The address by which the identity was named. */
  @topic user!: Address;
  action!: Str;
  /** The officer who decided. */
  officer!: Address;
  reason!: Str;
  timestamp!: u64;
}

/** An address got its permanent number: from these events anyone finds the address that a number belongs to. */
@contractevent
export class AddressRegistered {
  @topic user!: Address;
  address_index!: u32;
  /** `first_address` of the identity. */
  identity!: Address;
}

@contractevent
export class LimitsChanged {
  @topic tier!: u32;
  @topic operation!: OperationType;
  daily!: u64;
  monthly!: u64;
  per_operation!: u64;
}

/** The audit record of one completed operation, with what was known of the user then. */
@contractevent
export class IntegrationEventRegistered {
  @topic user!: Address;
  @topic operation!: OperationType;
  amount!: u64;
  identity!: u64;
  metadata!: Map<Str, Str>;
  risk_score!: u32;
  tier!: u32;
  timestamp!: u64;
}

/** An officer asks that a lost address is given up for another one. Until `ready_at` and after it, it can be stopped. */
@contractevent
export class RecoveryRequested {
  @topic lost!: Address;
  @topic replacement!: Address;
  /** Ledger time, seconds. */
  ready_at!: u64;
  reason!: Str;
  requested_by!: Address;
}

/** Nothing comes of a request. */
@contractevent
export class RecoveryStopped {
  @topic lost!: Address;
  reason!: Str;
  /** The lost key itself, an officer, or the router for governance. */
  stopped_by!: Address;
}

@contractevent
export class RecoveryDelayChanged {
  seconds!: u64;
}

/** A lost address was given up for another one of the same identity. */
@contractevent
export class AddressRecovered {
  @topic lost!: Address;
  @topic replacement!: Address;
  /** `first_address` of the identity. */
  identity!: Address;
}

/** Patterns in an identity's operations brought it under review. */
@contractevent
export class RiskThresholdExceeded {
  @topic user!: Address;
  @topic operation!: OperationType;
  score!: RiskScore;
  threshold!: u32;
}

/** Governance made an account one of the system itself, or no longer. */
@contractevent
export class ExemptionChanged {
  @topic account!: Address;
  exempt!: bool;
  reason!: Str;
}

/** Governance lets a contract book transfers, or no longer. */
@contractevent
export class CallerChanged {
  @topic caller!: Address;
  registered!: bool;
}

@contractevent
export class CountryPolicyChanged {
  allow_only!: bool;
  countries!: Vec<Str>;
}

@contractevent
export class RiskThresholdChanged {
  threshold!: u32;
}
