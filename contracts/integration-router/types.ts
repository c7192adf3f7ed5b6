import {
  type Address,
  type BytesN,
  type bool,
  contracttype,
  type i128,
  type Option,
  type Str,
  type Sym,
  type u32,
  type u64,
  type Val,
  type Vec,
} from '@istsi/soroban-sdk';
import type { ContractKind } from '../shared/kinds.ts';
import type { ComplianceResult, OperationType } from '../shared/operations.ts';
import type { Asset } from '../shared/price-feed.ts';

/** How far an operation has come. */
export enum OperationStatus {
  Pending = 0,
  Completed = 1,
  Failed = 2,
  RolledBack = 3,
}

export enum Resolution {
  /** A failed operation is pending again. */
  Retry = 0,
  /** The tokens of a withdrawal are given back, if it can no longer be paid. */
  Refund = 1,
  /** A pending operation is given up for now. */
  MarkFailed = 2,
}

/** One call of a batch. */
@contracttype
export class ContractCall {
  /** What it must return, as the XDR names it: `void`, `u64`… */
  expected_return_type!: Str;
  function_name!: Sym;
  parameters!: Vec<Val>;
  target_contract!: Address;
}

/** Calls that happen together or not at all. */
@contracttype
export class BatchOperation {
  calls!: Vec<ContractCall>;
  /** Chosen by the caller, who can use it once. */
  operation_id!: BytesN<32>;
  /** What undoes the other calls when a withdrawal of the batch is not paid. */
  rollback_calls!: Vec<ContractCall>;
  /** Ledger time, seconds: the end of execution, and the beginning of rollback. */
  timeout!: u64;
}

/** What the router lets happen, ever less. */
export enum Mode {
  Normal = 0,
  /** No new operations; what has begun can be completed. */
  Maintenance = 1,
  /** Nothing: the contracts stand still as in a pause. */
  Emergency = 2,
}

export enum AddressChange {
  /** Adds an instance, which must obey this router. */
  Register = 0,
  /** Removes an instance. */
  Deregister = 1,
  /** Makes a registered instance the one that operations use. */
  Prefer = 2,
}

/** One change of the registry of contracts. */
@contracttype
export class AddressUpdate {
  change!: AddressChange;
  contract!: Address;
  kind!: ContractKind;
}

/** How decisions are made. */
@contracttype
export class GovernanceConfig {
  /** Seconds between the last necessary approval and the earliest execution. */
  delay!: u64;
  /** Seconds from the proposal until it can no longer be executed. */
  expiry!: u64;
  /** How many Super Admins must approve. */
  threshold!: u32;
}

/** How much there may be in one window of ledger time. */
@contracttype
export class RateLimits {
  /** Satoshis, or units of the token that is exchanged, of everybody together. */
  system_amount!: u64;
  system_operations!: u32;
  user_amount!: u64;
  user_operations!: u32;
  /** Seconds. */
  window!: u64;
}

/** What was used of a limit since the window began. */
@contracttype
export class RateWindow {
  amount!: u64;
  /** Ledger time, seconds. */
  began_at!: u64;
  operations!: u32;
}

/** The router's record of one operation. */
@contracttype
export class OperationContext {
  amount!: u64;
  compliance_checks!: Vec<ComplianceResult>;
  operation_id!: BytesN<32>;
  operation_type!: OperationType;
  status!: OperationStatus;
  /** Ledger time, seconds. */
  timestamp!: u64;
  user!: Address;
}

/** Where the router's partners are. */
@contracttype
export class RouterConfig {
  /** A Super Admin. */
  admin!: Address;
  /** None until a second token is registered. */
  fungible_token!: Option<Address>;
  istsi_token!: Address;
  kyc_registry!: Address;
  paused!: bool;
  reserve_manager!: Address;
}

/** The ecosystem as the router sees it. */
@contracttype
export class IntegrationState {
  admin!: Address;
  /** By name, such as `kyc_registry`: what operations use. */
  contracts!: Map<Str, Address>;
  /** Everybody who may pause. */
  emergency_contacts!: Vec<Address>;
  mode!: Mode;
  operators!: Vec<Address>;
  paused!: bool;
  router_address!: Address;
}

/** Counters over all operations. */
@contracttype
export class SystemMetrics {
  /** Seconds from request to completion. */
  average_processing_time!: u64;
  /** Basis points, as of `last_updated`. */
  current_reserve_ratio!: u64;
  /** Given up after they were accepted. */
  failed_operations!: u64;
  /** Ledger time, seconds. */
  last_updated!: u64;
  successful_operations!: u64;
  total_operations!: u64;
}

/** What all operations of everybody count. Of a fixed size: what was simulated is what is written, whoever acted in between. */
@contracttype
export class Traffic {
  metrics!: SystemMetrics;
  /** By OperationType. */
  rates!: Vec<RateWindow>;
}

@contracttype
export class ExchangeToken {
  asset!: Asset;
  token!: Address;
}

@contracttype
export class ExchangeConfig {
  /** Basis points of what the user would get. */
  fee_bps!: u32;
  /** Seconds after which a price is too old. */
  max_age!: u64;
  /** Basis points between the last price and its average. */
  max_deviation_bps!: u32;
  /** Any SEP-40 oracle. */
  oracle!: Address;
  tokens!: Vec<ExchangeToken>;
  /** How many of the last prices count, 20 at most. */
  twap_records!: u32;
}

/** What an exchange would give now. */
@contracttype
export class ExchangeQuote {
  amount_in!: u64;
  /** After the fee. */
  amount_out!: u64;
  /** Ledger time, seconds: the prices are too old then. */
  expires_at!: u64;
  /** In the token that the user gets. */
  fee!: u64;
  /** As the oracle counts; the least favourable of the last. */
  price_from!: i128;
  price_to!: i128;
  /** Satoshis, as limits count it. */
  value!: u64;
}
