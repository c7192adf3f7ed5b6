// Generated from the contract's spec by `npm run generate -w @istsi/integration`. Not edited by hand.

/** The kinds of operation that compliance rules tell apart. */
export const OperationType = {
  BitcoinDeposit: 0,
  TokenWithdrawal: 1,
  CrossTokenExchange: 2,
  /** A movement of tokens that no other kind describes: transfer, transfer_from, burn, burn_from. */
  Transfer: 3,
} as const;
export type OperationType = (typeof OperationType)[keyof typeof OperationType];

/** The answer to one compliance question. */
export interface ComplianceResult {
  compliant: boolean;
  operation: OperationType;
  /** 0 when compliant, otherwise the KycError code. */
  reason: number;
  user: string;
}

/** What an address may do across the ecosystem. Held in the router; every other contract asks it. */
export const Role = {
  SuperAdmin: 0,
  SystemAdmin: 1,
  ComplianceOfficer: 2,
  Operator: 3,
} as const;
export type Role = (typeof Role)[keyof typeof Role];

/** How far an operation has come. */
export const OperationStatus = {
  Pending: 0,
  Completed: 1,
  Failed: 2,
  RolledBack: 3,
} as const;
export type OperationStatus = (typeof OperationStatus)[keyof typeof OperationStatus];

/** The router's record of one operation. */
export interface OperationContext {
  amount: bigint;
  compliance_checks: readonly ComplianceResult[];
  operation_id: Uint8Array;
  operation_type: OperationType;
  status: OperationStatus;
  /** Ledger time, seconds. */
  timestamp: bigint;
  user: string;
}

/** Where the router's partners are. */
export interface RouterConfig {
  /** A Super Admin. */
  admin: string;
  /** None until a second token is registered. */
  fungible_token: string | null;
  istsi_token: string;
  kyc_registry: string;
  paused: boolean;
  reserve_manager: string;
}

/** The ecosystem as the router sees it. */
export interface IntegrationState {
  admin: string;
  /** Registered contracts by kind: `kyc_registry`, `istsi_token`, `reserve_manager`. */
  contracts: readonly (readonly [string, string])[];
  /** Everybody who may pause. */
  emergency_contacts: readonly string[];
  operators: readonly string[];
  paused: boolean;
  router_address: string;
}

/** Counters over all operations. */
export interface SystemMetrics {
  /** Seconds of ledger time from request to completion; 0 for operations that are one transaction. */
  average_processing_time: bigint;
  /** Basis points, as of `last_updated`. */
  current_reserve_ratio: bigint;
  /** Operations given up after they were accepted. A refused one leaves no trace on chain. */
  failed_operations: bigint;
  /** Ledger time, seconds. */
  last_updated: bigint;
  successful_operations: bigint;
  total_operations: bigint;
}

/** Why the router refused. The numbers are part of the interface and never change. */
export const IntegrationError = {
  /** The caller holds no role. */
  Unauthorized: 1,
  /** The caller's roles do not allow this. */
  InsufficientPermissions: 2,
  /** No such contract is registered here. */
  ContractNotFound: 10,
  /** A contract of the ecosystem failed in a way the router does not know. */
  ContractCallFailed: 11,
  /** A contract of the ecosystem answered with something it must not answer. */
  InvalidContractResponse: 12,
  /** The KYC registry refused: unknown, inactive, expired or frozen identity, or a limit. */
  ComplianceCheckFailed: 20,
  /** The identity's tier does not allow this kind of operation at all. */
  InsufficientKYCTier: 21,
  /** The identity is blacklisted. */
  AddressBlacklisted: 22,
  /** More would be issued than there is Bitcoin. */
  InsufficientReserves: 30,
  /** The reserve ratio would fall under its minimum. */
  ReserveRatioTooLow: 31,
  /** The Bitcoin side of the operation failed. */
  BitcoinTransactionFailed: 32,
  /** Too late. */
  OperationTimeout: 40,
  /** The arguments do not allow this, or there is nothing that they could refer to. */
  InvalidOperationState: 41,
  /** This Bitcoin output, or this operation, was already processed. */
  DuplicateOperation: 42,
  /** The system is paused. */
  SystemPaused: 50,
  /** The system is in emergency mode. */
  EmergencyMode: 51,
  /** The system is in maintenance mode. */
  MaintenanceMode: 52,
} as const;
export type IntegrationError = (typeof IntegrationError)[keyof typeof IntegrationError];

export type IntegrationRouter = {
  /** Mints what one confirmed Bitcoin output holds, once. `btc_tx_hash` is the txid as explorers print it; amounts are satoshis. */
  execute_bitcoin_deposit: {
    args: {
      caller: string;
      attestors: readonly string[];
      user: string;
      btc_amount: bigint;
      btc_tx_hash: Uint8Array;
      btc_vout: number;
      confirmations: number;
    };
    result: Uint8Array;
  };
  /** Stops the router and every registered contract in this transaction. */
  emergency_pause: { args: { caller: string; reason: string }; result: null };
  /** Lets everything work again. */
  resume: { args: { caller: string }; result: null };
  grant_role: { args: { caller: string; account: string; role: Role }; result: null };
  revoke_role: { args: { caller: string; account: string; role: Role }; result: null };
  /** Offers the caller's own role to a successor, who has seven days to accept it. */
  offer_role: { args: { caller: string; to: string; role: Role }; result: null };
  /** Takes over an offered role; its former holder loses it. */
  accept_role: { args: { account: string; role: Role }; result: null };
  /** Replaces the custodians of the reserve and how many of them must attest. */
  set_custodians: { args: { caller: string; custodians: readonly string[]; threshold: number }; result: null };
  /** Sets what one tier may do with one kind of operation, in satoshis: at once, in 24 hours, in 30 days. */
  set_limits: {
    args: {
      caller: string;
      tier: number;
      operation: OperationType;
      per_operation: bigint;
      daily: bigint;
      monthly: bigint;
    };
    result: null;
  };
  /** Replaces the code of the router or of a registered contract by one that is already uploaded. Works while paused. */
  upgrade_contract: { args: { caller: string; target: string; new_wasm_hash: Uint8Array }; result: null };
  has_role: { args: { address: string; role: Role }; result: boolean };
  get_roles: { args: { address: string }; result: readonly Role[] };
  get_operation: { args: { operation_id: Uint8Array }; result: OperationContext };
  get_config: { args: Record<never, never>; result: RouterConfig };
  get_state: { args: Record<never, never>; result: IntegrationState };
  get_metrics: { args: Record<never, never>; result: SystemMetrics };
  /** The version of the storage layout. */
  version: { args: Record<never, never>; result: number };
};
