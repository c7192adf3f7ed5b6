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

export const IdentityStatus = {
  Pending: 0,
  Active: 1,
  Suspended: 2,
  Revoked: 3,
} as const;
export type IdentityStatus = (typeof IdentityStatus)[keyof typeof IdentityStatus];

/** A verified person or company. Who they are is known off chain only; limits count per identity, not per address. */
export interface Identity {
  addresses: readonly string[];
  blacklisted: boolean;
  /** ISO 3166-1 alpha-2. */
  country: string;
  /** Ledger time, seconds, from which the verification no longer counts. */
  expires_at: bigint;
  /** The address that the identity was registered with: its key in storage, for ever. */
  first_address: string;
  frozen: boolean;
  id: bigint;
  /** 0 to 100. */
  risk_score: number;
  status: IdentityStatus;
  /** 0 to 4. */
  tier: number;
  under_review: boolean;
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
  /** The tier does not allow this kind of operation at all. */
  TierTooLow: 120,
  /** The amount exceeds what the tier allows at once. */
  OverOperationLimit: 121,
  /** The amount exceeds what is left of the limit for any 24 hours. */
  OverDailyLimit: 122,
  /** The amount exceeds what is left of the limit for any 30 days. */
  OverMonthlyLimit: 123,
  /** The proof is unknown, used, expired or for something else. */
  InvalidProof: 130,
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
  /** Writes a completed operation into the audit trail. The router only. */
  register_integration_event: {
    args: { user: string; operation: OperationType; amount: bigint; metadata: readonly (readonly [string, string])[] };
    result: null;
  };
  /** Sets what one tier may do with one kind of operation, in satoshis. The router only. */
  set_limits: {
    args: { tier: number; operation: OperationType; per_operation: bigint; daily: bigint; monthly: bigint };
    result: null;
  };
  get_limits: { args: { tier: number; operation: OperationType }; result: OperationLimits };
  get_identity: { args: { user: string }; result: Identity };
  /** The permanent number of a registered address; custody derives its Bitcoin address from it. */
  address_index: { args: { user: string }; result: number };
  set_paused: { args: { paused: boolean }; result: null };
  paused: { args: Record<never, never>; result: boolean };
  upgrade: { args: { new_wasm_hash: Uint8Array }; result: null };
  /** The version of the storage layout. */
  version: { args: Record<never, never>; result: number };
};
