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

export const IdentityStatus = {
  Pending: 0,
  Active: 1,
  Suspended: 2,
  Revoked: 3,
} as const;
export type IdentityStatus = (typeof IdentityStatus)[keyof typeof IdentityStatus];

/** A verified person or company. Who they are is known off chain only; limits count per identity, not per address. */
export interface Identity {
  /** How many addresses it has that were not given up. `AddressRegistered` and `AddressRecovered` say which. */
  addresses: number;
  blacklisted: boolean;
  /** ISO 3166-1 alpha-2. */
  country: string;
  /** Ledger time, seconds, from which the verification no longer counts. */
  expires_at: bigint;
  /** The address that the identity was registered with: its key in storage, for ever. */
  first_address: string;
  frozen: boolean;
  id: bigint;
  /** 0 to 100: what an officer thinks of the identity. What its operations say is added to it (RiskScore). */
  risk_score: number;
  status: IdentityStatus;
  /** 0 to 4. */
  tier: number;
  under_review: boolean;
}

/** A request to give a lost address up for another one of the same identity. */
export interface Recovery {
  /** Ledger time, seconds, from which it can be finished. */
  ready_at: bigint;
  replacement: string;
  /** The officer who asked, and cannot be the one who finishes. */
  requested_by: string;
}

/** Satoshis that a tier may move with one kind of operation. All zero: not at all. */
export interface OperationLimits {
  /** In any 24 hours. */
  daily: bigint;
  /** In any 30 days. */
  monthly: bigint;
  /** At once. */
  per_operation: bigint;
}

/** One question of a batch. */
export interface ComplianceCheck {
  /** Satoshis. */
  amount: bigint;
  counterparty: string | null;
  operation: OperationType;
  user: string;
}

/** Which countries' identities may take part. */
export interface CountryPolicy {
  /** True: only the countries listed. False: all but the countries listed. */
  allow_only: boolean;
  /** ISO 3166-1 alpha-2. */
  countries: readonly string[];
}

/** What an identity has done lately, as far as the risk score looks at it. Amounts are satoshis. */
export interface RiskSignals {
  /** What an officer thinks of the identity, 0 to 100. */
  assessment: number;
  /** Moved on an average day of the last 30 on which anything moved, today excluded; 0 when there were fewer than 3. */
  average_volume: bigint;
  /** Received in the last 24 hours. */
  inflow: bigint;
  /** Operations of the last 7 days within the uppermost tenth of the limit for one operation. */
  near_limit: number;
  /** Receivers of the last 24 hours that got nothing from the identity before. */
  new_counterparties: number;
  /** Operations in this clock hour and the one before it. */
  operations: number;
  /** Sent away in the last 24 hours. */
  outflow: bigint;
  /** Moved today (UTC). */
  volume_today: bigint;
}

/** The risk score and what it is made of. The formula is in contracts/kyc-registry/README.md. */
export interface RiskScore {
  assessment: number;
  counterparties: number;
  growth: number;
  near_limit: number;
  /** The sum of the others, at most 100. */
  total: number;
  turnover: number;
  velocity: number;
}

/** Why the KYC registry refused. */
export const KycError = {
  /** The caller is neither a Compliance Officer nor a Super Admin. */
  NotAnOfficer: 101,
  /** The contract is paused. */
  Paused: 102,
  /** The tier is not between 0 and 4. */
  InvalidTier: 103,
  /** The country is not two letters (ISO 3166-1 alpha-2). */
  InvalidCountry: 104,
  /** The expiry is not in the future. */
  InvalidExpiry: 105,
  /** The risk score is above 100. */
  InvalidRiskScore: 106,
  /** The limits must not fall from one operation to a day to a month. */
  InvalidLimits: 107,
  /** The address already belongs to an identity. */
  AddressAlreadyRegistered: 108,
  /** An identity holds at most 16 addresses. */
  TooManyAddresses: 109,
  /** No identity is registered for the address. */
  IdentityNotFound: 110,
  /** The identity is pending, suspended or revoked. */
  NotActive: 111,
  /** The verification of the identity has expired. */
  Expired: 112,
  /** The identity is frozen. */
  Frozen: 113,
  /** The identity is blacklisted. */
  Blacklisted: 114,
  /** The identity is under review. */
  UnderReview: 115,
  /** The country policy does not admit the identity's country. */
  CountryNotAllowed: 116,
  /** The address was given up for another one of the same identity. */
  AddressReplaced: 117,
  /** The replacement belongs to another identity, or was itself given up. */
  InvalidReplacement: 118,
  /** A system account has no identity, and an address with an identity is no system account. */
  SystemAccount: 119,
  /** The tier does not allow this kind of operation at all. */
  TierTooLow: 120,
  /** The amount exceeds what the tier allows at once. */
  OverOperationLimit: 121,
  /** The amount exceeds what is left of the limit for any 24 hours. */
  OverDailyLimit: 122,
  /** The amount exceeds what is left of the limit for any 30 days. */
  OverMonthlyLimit: 123,
  /** The amount is beyond what an override may allow, or its end is past or further than a week away. */
  InvalidOverride: 124,
  /** Governance has not registered this contract to book transfers. */
  NotARegisteredCaller: 125,
  /** More items than fit. */
  TooMany: 126,
  /** A recovery of this address was requested and neither finished nor stopped. */
  RecoveryPending: 127,
  /** No recovery of this address was requested, or who requested it is no officer any more, or it is over. */
  RecoveryNotFound: 128,
  /** The time in which the recovery can be stopped is not over. */
  RecoveryNotReady: 129,
  /** The proof is unknown, used, expired or for something else. */
  InvalidProof: 130,
  /** The storage is as this code lays it out already. */
  NothingToMigrate: 131,
  /** Who requested a recovery cannot finish it. */
  SecondPersonNeeded: 132,
  /** A recovery waits between an hour and 30 days. */
  InvalidDelay: 133,
} as const;
export type KycError = (typeof KycError)[keyof typeof KycError];

export type KycRegistry = {
  /** Opens an active identity with one address, and returns its id. `country` is ISO 3166-1 alpha-2, `expires_at` seconds. */
  register_identity: {
    args: { caller: string; user: string; tier: number; country: string; expires_at: bigint };
    result: bigint;
  };
  /** Gives the identity of `user` one more address. */
  add_address: { args: { caller: string; user: string; address: string }; result: null };
  set_tier: { args: { caller: string; user: string; tier: number; reason: string }; result: null };
  set_status: { args: { caller: string; user: string; status: IdentityStatus; reason: string }; result: null };
  set_expiry: { args: { caller: string; user: string; expires_at: bigint; reason: string }; result: null };
  set_risk_score: { args: { caller: string; user: string; score: number; reason: string }; result: null };
  freeze: { args: { caller: string; user: string; reason: string }; result: null };
  unfreeze: { args: { caller: string; user: string; reason: string }; result: null };
  blacklist: { args: { caller: string; user: string; reason: string }; result: null };
  remove_from_blacklist: { args: { caller: string; user: string; reason: string }; result: null };
  /** Stops every operation of the identity until the review ends. */
  start_review: { args: { caller: string; user: string; reason: string }; result: null };
  end_review: { args: { caller: string; user: string; reason: string }; result: null };
  /** Lets the identity's next operation of a kind, up to `amount`, pass its limits or a review, once. At most a week ahead. */
  override_compliance: {
    args: {
      caller: string;
      user: string;
      operation: OperationType;
      amount: bigint;
      expires_at: bigint;
      reason: string;
    };
    result: null;
  };
  /**
   * Asks that a lost address is given up for another one of the same identity, which may be new. After the delay that
   * governance set, another officer finishes it; until then and after it can be stopped.
   */
  request_recovery: { args: { caller: string; lost: string; replacement: string; reason: string }; result: null };
  /** Stops a recovery: the address that is said to be lost, any officer, or the router for governance. Always. */
  stop_recovery: { args: { caller: string; lost: string; reason: string }; result: null };
  /** Gives the lost address up. An officer who did not ask for it. */
  finish_recovery: { args: { caller: string; lost: string }; result: null };
  /** The recovery of an address that is under way. */
  get_recovery: { args: { lost: string }; result: Recovery | null };
  /** Sets how many seconds a recovery waits. The router only, for governance. */
  set_recovery_delay: { args: { seconds: bigint }; result: null };
  /** Seconds. */
  get_recovery_delay: { args: Record<never, never>; result: bigint };
  /** The address that a lost one was given up for (SEP-57). */
  recovery_target: { args: { old_account: string }; result: string | null };
  /** Answers each question by itself, with the error code as the reason. Changes nothing. */
  batch_compliance_check: { args: { operations: readonly ComplianceCheck[] }; result: readonly ComplianceResult[] };
  /**
   * Checks a movement of tokens on both sides, and whoever decided it, and books it: against the limits of both sides, and
   * as an act of `actor`, the holder or its spender. Registered tokens only.
   */
  authorize_transfer: {
    args: { caller: string; actor: string; from: string; to: string | null; amount: bigint };
    result: null;
  };
  /** Makes an account one of the system itself, which no identity is asked of, or no longer. The router only. */
  set_exempt: { args: { account: string; exempt: boolean; reason: string }; result: null };
  is_exempt: { args: { account: string }; result: boolean };
  /** Lets a contract book transfers, or no longer. The router only. */
  set_caller: { args: { caller: string; registered: boolean }; result: null };
  is_caller: { args: { account: string }; result: boolean };
  /** Says which countries' identities may take part. The router only. */
  set_country_policy: { args: { policy: CountryPolicy }; result: null };
  get_country_policy: { args: Record<never, never>; result: CountryPolicy };
  /** Sets the risk score above which an operation brings its identity under review. The router only. */
  set_risk_threshold: { args: { threshold: number }; result: null };
  get_risk_threshold: { args: Record<never, never>; result: number };
  /** The risk score of an identity as of now. */
  get_risk: { args: { user: string }; result: RiskScore };
  /** The risk score that signals give, whoever they are about. */
  score_risk: { args: { signals: RiskSignals }; result: RiskScore };
  /** True, or the error that says which rule `user` or `counterparty` would break. Changes nothing. */
  verify_operation_compliance: {
    args: { user: string; operation: OperationType; amount: bigint; counterparty: string | null };
    result: boolean;
  };
  /** Verifies, books the amount against the user's limits, and issues a proof that `consumer` can use once. The router only. */
  authorize_operation: {
    args: { consumer: string; user: string; operation: OperationType; amount: bigint; counterparty: string | null };
    result: Uint8Array;
  };
  /** Uses a proof up. Only the contract that it was issued to. */
  consume_compliance_proof: {
    args: { proof: Uint8Array; user: string; operation: OperationType; amount: bigint };
    result: null;
  };
  /** Writes a completed operation into the audit trail, and returns the user's identity. The router only. */
  register_integration_event: {
    args: { user: string; operation: OperationType; amount: bigint; metadata: readonly (readonly [string, string])[] };
    result: string;
  };
  /** Sets what one tier may do with one kind of operation, in satoshis. The router only. */
  set_limits: {
    args: { tier: number; operation: OperationType; per_operation: bigint; daily: bigint; monthly: bigint };
    result: null;
  };
  get_limits: { args: { tier: number; operation: OperationType }; result: OperationLimits };
  /** Under review is who an officer or a pattern of operations brought there. */
  get_identity: { args: { user: string }; result: Identity };
  /** What everything of one identity is counted by: its first address. A system account counts by itself. */
  identity_of: { args: { account: string }; result: string };
  /** The permanent number of a registered address; custody derives its Bitcoin address from it. */
  address_index: { args: { user: string }; result: number };
  /** How many addresses have a number: one from here on is nobody's. */
  address_count: { args: Record<never, never>; result: number };
  /** Calls a function and undoes it. Fails always, with 57 at the end. Anyone. */
  rehearse: { args: { target: string; function_name: string; parameters: readonly unknown[] }; result: null };
  set_paused: { args: { paused: boolean }; result: null };
  paused: { args: Record<never, never>; result: boolean };
  upgrade: { args: { new_wasm_hash: Uint8Array }; result: null };
  /** To the layout of this code, once after an upgrade that changed it. */
  migrate: { args: Record<never, never>; result: null };
  kind: { args: Record<never, never>; result: ContractKind };
  /** The layout of the storage, until it is migrated that of the code before. */
  version: { args: Record<never, never>; result: number };
};
