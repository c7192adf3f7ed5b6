import {
  type Address,
  type BytesN,
  type bool,
  contracttype,
  type Option,
  type Str,
  type u64,
  type Vec,
} from '@istsi/soroban-sdk';
import type { ComplianceResult, OperationType } from '../shared/operations.ts';

/** How far an operation has come. */
export enum OperationStatus {
  Pending = 0,
  Completed = 1,
  Failed = 2,
  RolledBack = 3,
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
  /** Registered contracts by kind: `kyc_registry`, `istsi_token`, `reserve_manager`. */
  contracts!: Map<Str, Address>;
  /** Everybody who may pause. */
  emergency_contacts!: Vec<Address>;
  operators!: Vec<Address>;
  paused!: bool;
  router_address!: Address;
}

/** Counters over all operations. */
@contracttype
export class SystemMetrics {
  /** Seconds of ledger time from request to completion; 0 for operations that are one transaction. */
  average_processing_time!: u64;
  /** Basis points, as of `last_updated`. */
  current_reserve_ratio!: u64;
  /** Operations given up after they were accepted. A refused one leaves no trace on chain. */
  failed_operations!: u64;
  /** Ledger time, seconds. */
  last_updated!: u64;
  successful_operations!: u64;
  total_operations!: u64;
}
