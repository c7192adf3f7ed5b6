// Generated from the contract's spec by `npm run generate -w @istsi/contracts`. Not edited by hand.

/** What a contract of the ecosystem says that it is. */
export const ContractKind = {
  KycRegistry: 0,
  IstsiToken: 1,
  ReserveManager: 2,
  FungibleToken: 3,
  PriceOracle: 4,
  IntegrationRouter: 5,
} as const;
export type ContractKind = (typeof ContractKind)[keyof typeof ContractKind];

/** The kinds of operation that compliance rules tell apart. */
export const OperationType = {
  BitcoinDeposit: 0,
  TokenWithdrawal: 1,
  CrossTokenExchange: 2,
  /** transfer, transfer_from, burn, burn_from. */
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

/** What an address may do in all contracts. */
export const Role = {
  SuperAdmin: 0,
  SystemAdmin: 1,
  ComplianceOfficer: 2,
  Operator: 3,
  /** Stops and tightens, and nothing else. */
  Guardian: 4,
} as const;
export type Role = (typeof Role)[keyof typeof Role];

/** What is priced, as SEP-40 names it. */
export type Asset = { tag: 'Stellar'; values: readonly [string] } | { tag: 'Other'; values: readonly [string] };

/** How far an operation has come. */
export const OperationStatus = {
  Pending: 0,
  Completed: 1,
  Failed: 2,
  RolledBack: 3,
} as const;
export type OperationStatus = (typeof OperationStatus)[keyof typeof OperationStatus];

export const Resolution = {
  /** A failed operation is pending again. */
  Retry: 0,
  /** The tokens of a withdrawal are given back, if it can no longer be paid. */
  Refund: 1,
  /** A pending operation is given up for now. */
  MarkFailed: 2,
} as const;
export type Resolution = (typeof Resolution)[keyof typeof Resolution];

/** One call of a batch. */
export interface ContractCall {
  /** What it must return, as the XDR names it: `void`, `u64`… */
  expected_return_type: string;
  function_name: string;
  parameters: readonly unknown[];
  target_contract: string;
}

/** Calls that happen together or not at all. */
export interface BatchOperation {
  calls: readonly ContractCall[];
  /** Chosen by the caller, who can use it once. */
  operation_id: Uint8Array;
  /** What undoes the other calls when a withdrawal of the batch is not paid. */
  rollback_calls: readonly ContractCall[];
  /** Ledger time, seconds: the end of execution, and the beginning of rollback. */
  timeout: bigint;
}

/** What the router lets happen, ever less. */
export const Mode = {
  Normal: 0,
  /** No new operations; what has begun can be completed. */
  Maintenance: 1,
  /** Nothing: the contracts stand still as in a pause. */
  Emergency: 2,
} as const;
export type Mode = (typeof Mode)[keyof typeof Mode];

export const AddressChange = {
  /** Adds an instance, which must obey this router. */
  Register: 0,
  /** Removes an instance. */
  Deregister: 1,
  /** Makes a registered instance the one that operations use. */
  Prefer: 2,
} as const;
export type AddressChange = (typeof AddressChange)[keyof typeof AddressChange];

/** One change of the registry of contracts. */
export interface AddressUpdate {
  change: AddressChange;
  contract: string;
  kind: ContractKind;
}

/** How decisions are made. */
export interface GovernanceConfig {
  /** Seconds between the last necessary approval and the earliest execution. */
  delay: bigint;
  /** Seconds from the proposal until it can no longer be executed. */
  expiry: bigint;
  /** How many Super Admins must approve. */
  threshold: number;
}

/** How much there may be in one window of ledger time. */
export interface RateLimits {
  /** Satoshis, or units of the token that is exchanged, of everybody together. */
  system_amount: bigint;
  system_operations: number;
  user_amount: bigint;
  user_operations: number;
  /** Seconds. */
  window: bigint;
}

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
  /** By name, such as `kyc_registry`: what operations use. */
  contracts: readonly (readonly [string, string])[];
  /** Everybody who may pause. */
  emergency_contacts: readonly string[];
  mode: Mode;
  operators: readonly string[];
  paused: boolean;
  router_address: string;
}

/** Counters over all operations. */
export interface SystemMetrics {
  /** Seconds from request to completion. */
  average_processing_time: bigint;
  /** Basis points, as of `last_updated`. */
  current_reserve_ratio: bigint;
  /** Given up after they were accepted. */
  failed_operations: bigint;
  /** Ledger time, seconds. */
  last_updated: bigint;
  successful_operations: bigint;
  total_operations: bigint;
}

export interface ExchangeToken {
  asset: Asset;
  token: string;
}

export interface ExchangeConfig {
  /** Basis points of what the user would get. */
  fee_bps: number;
  /** Seconds after which a price is too old. */
  max_age: bigint;
  /** Basis points between the last price and its average. */
  max_deviation_bps: number;
  /** Any SEP-40 oracle. */
  oracle: string;
  tokens: readonly ExchangeToken[];
  /** How many of the last prices count, 20 at most. */
  twap_records: number;
}

/** What an exchange would give now. */
export interface ExchangeQuote {
  amount_in: bigint;
  /** After the fee. */
  amount_out: bigint;
  /** Ledger time, seconds: the prices are too old then. */
  expires_at: bigint;
  /** In the token that the user gets. */
  fee: bigint;
  /** As the oracle counts; the least favourable of the last. */
  price_from: bigint;
  price_to: bigint;
  /** Satoshis, as limits count it. */
  value: bigint;
}

/** What governance alone can decide. */
export type Action =
  | { tag: 'UpdateContractAddresses'; values: readonly [readonly AddressUpdate[]] }
  | { tag: 'SetLimits'; values: readonly [number, OperationType, bigint, bigint, bigint] }
  | { tag: 'SetRateLimits'; values: readonly [OperationType, RateLimits] }
  | { tag: 'SetCustodians'; values: readonly [readonly string[], number] }
  | { tag: 'UpgradeContract'; values: readonly [string, Uint8Array, string] }
  | { tag: 'Migrate'; values: readonly [string] }
  | { tag: 'GrantRole'; values: readonly [string, Role] }
  | { tag: 'RevokeRole'; values: readonly [string, Role] }
  | { tag: 'HandOver'; values: readonly [string, string] }
  | { tag: 'Resume' }
  | { tag: 'RelaxMode'; values: readonly [Mode] }
  | { tag: 'SetGovernance'; values: readonly [GovernanceConfig] }
  | { tag: 'SetBatchCall'; values: readonly [string, string, boolean] }
  | { tag: 'WithdrawInventory'; values: readonly [string, string, bigint] }
  | { tag: 'SetExchangeConfig'; values: readonly [ExchangeConfig] }
  | { tag: 'Administer'; values: readonly [string, string, readonly unknown[]] };

export const ProposalStatus = {
  /** Can be approved, and executed when it is time, until it expires. */
  Open: 0,
  Executed: 1,
  Cancelled: 2,
} as const;
export type ProposalStatus = (typeof ProposalStatus)[keyof typeof ProposalStatus];

/** A decision that Super Admins are taking. All times are ledger time, seconds. */
export interface Proposal {
  action: Action;
  /** Those who approve and still are Super Admins. */
  approvals: readonly string[];
  created_at: bigint;
  /** 0 while approvals are missing. */
  executable_at: bigint;
  /** From then on it can no longer be executed. */
  expires_at: bigint;
  id: number;
  /** Those who object and still are Super Admins. */
  objections: readonly string[];
  proposer: string;
  status: ProposalStatus;
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
  /** The user, or everybody together, did enough of this for now. */
  RateLimitExceeded: 43,
  /** The system is paused. */
  SystemPaused: 50,
  /** The system is in emergency mode. */
  EmergencyMode: 51,
  /** The system is in maintenance mode. */
  MaintenanceMode: 52,
  /** Nobody stops the system alone now: it was let run again a short while ago, or the caller's removal is proposed. */
  SecondPersonNeeded: 53,
  /** A revocation that names the holder is open, and its role stays where it is until that is decided. */
  RevocationOpen: 54,
  /** The contract says that it is something else than it is to be registered as. */
  WrongKind: 55,
  /** The canary does not show that its code can take the place of what the contract runs. */
  UnfitCode: 56,
  /** A rehearsal came to its end, and everything in it was undone. */
  Rehearsed: 57,
} as const;
export type IntegrationError = (typeof IntegrationError)[keyof typeof IntegrationError];

export type IntegrationRouter = {
  /**
   * Mints what one confirmed Bitcoin output holds, once. `btc_tx_hash` is the txid, and `block_hash` the block that holds
   * it, as explorers print them; amounts are satoshis. An operator; anyone, where the reserve's prover is the only attestor.
   */
  execute_bitcoin_deposit: {
    args: {
      caller: string;
      attestors: readonly string[];
      user: string;
      btc_amount: bigint;
      btc_tx_hash: Uint8Array;
      btc_vout: number;
      confirmations: number;
      block_height: number;
      block_hash: Uint8Array;
    };
    result: Uint8Array;
  };
  /** Burns tokens and owes Bitcoin for them, of which the fee takes at most `max_fee` satoshis. Returns the withdrawal's id. */
  execute_token_withdrawal: {
    args: { user: string; token_amount: bigint; btc_address: string; max_fee: bigint };
    result: Uint8Array;
  };
  /** Records that a withdrawal was paid. Anyone, when the reserve knows it. */
  settle_operation: { args: { operation_id: Uint8Array }; result: null };
  /** Gives the tokens of a withdrawal back. Anyone, after its deadline, if no Bitcoin transaction was authorized for it. */
  rollback_operation: { args: { operation_id: Uint8Array }; result: null };
  /** Exchanges one token for another at the oracle's rate, for at least `min_out`, until `deadline`. Returns what the user got. */
  execute_cross_token_exchange: {
    args: { user: string; from_token: string; to_token: string; amount: bigint; min_out: bigint; deadline: bigint };
    result: bigint;
  };
  /** What `execute_cross_token_exchange` would give now. */
  quote_exchange: { args: { from_token: string; to_token: string; amount: bigint }; result: ExchangeQuote };
  get_exchange_config: { args: Record<never, never>; result: ExchangeConfig };
  /** Stops router, registry, token and reserve at once. */
  emergency_pause: { args: { caller: string; reason: string }; result: null };
  /** Stops the router alone, when `emergency_pause` does not return. */
  pause_router: { args: { caller: string; reason: string }; result: null };
  /** Stops one registered contract while the system is stopped. Anyone. */
  pause_contract: { args: { contract: string }; result: null };
  /** For a day: asks for a stop where one person is not enough. */
  request_stop: { args: { caller: string; reason: string }; result: null };
  /** Runs operations, and calls that governance allows, all or nothing. */
  execute_batch: { args: { caller: string; batch: BatchOperation }; result: readonly unknown[] };
  /** Undoes a batch whose withdrawals were not paid, after its timeout. */
  rollback_batch: { args: { caller: string; operation_id: Uint8Array }; result: null };
  /** Intervenes in an operation that is stuck. Compliance Officer or Super Admin. */
  resolve_operation: {
    args: { caller: string; operation_id: Uint8Array; action: Resolution; reason: string };
    result: null;
  };
  /** To a stricter mode; the way back is a decision of governance. */
  set_mode: { args: { caller: string; mode: Mode }; result: null };
  /** Asks the Super Admins for a decision, without a vote. Returns its number. */
  propose: { args: { proposer: string; action: Action }; result: number };
  approve: { args: { approver: string; id: number }; result: null };
  /** Does what was approved, after the delay, before the expiry, once. */
  execute: { args: { caller: string; id: number }; result: null };
  /** The proposer withdraws; others object, and enough of them cancel. */
  cancel: { args: { caller: string; id: number }; result: null };
  get_proposal: { args: { id: number }; result: Proposal };
  /** What is open, oldest first. */
  get_pending: { args: Record<never, never>; result: readonly Proposal[] };
  get_governance: { args: Record<never, never>; result: GovernanceConfig };
  get_rate_limits: { args: { operation: OperationType }; result: RateLimits };
  /** The registered contracts of a kind; operations use the first. */
  get_contracts: { args: { kind: ContractKind }; result: readonly string[] };
  /** Appoints an operator. Other roles are given by governance. */
  grant_role: { args: { caller: string; account: string; role: Role }; result: null };
  /** Takes any role but that of Super Admin, which governance takes. */
  revoke_role: { args: { caller: string; account: string; role: Role }; result: null };
  /** Offers the caller's role to a successor for seven days. Governance offers a Super Admin's. */
  offer_role: { args: { caller: string; to: string; role: Role }; result: null };
  /** Takes over an offered role; its former holder loses it. */
  accept_role: { args: { account: string; role: Role }; result: null };
  has_role: { args: { address: string; role: Role }; result: boolean };
  /** Whether somebody may tighten caps. */
  may_throttle: { args: { account: string }; result: boolean };
  get_roles: { args: { address: string }; result: readonly Role[] };
  get_operation: { args: { operation_id: Uint8Array }; result: OperationContext };
  get_config: { args: Record<never, never>; result: RouterConfig };
  get_state: { args: Record<never, never>; result: IntegrationState };
  get_metrics: { args: Record<never, never>; result: SystemMetrics };
  kind: { args: Record<never, never>; result: ContractKind };
  /** The layout of the storage, until it is migrated that of the code before. */
  version: { args: Record<never, never>; result: number };
};
