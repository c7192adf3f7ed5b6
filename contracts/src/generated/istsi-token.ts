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

/** How far the Bitcoin held covers the tokens issued. */
export interface ReserveStatus {
  /** Basis points, 10000 = 100 %. 10000 while nothing is issued; saturates at the largest u64. */
  reserve_ratio: bigint;
  /** Satoshis in unspent reserve outputs. */
  total_btc: bigint;
  /** iSTSi issued, in satoshis. */
  total_istsi: bigint;
}

/** Set once, by the constructor. What wallets read of it is in METADATA. */
export interface TokenConfig {
  kyc_registry: string;
  name: string;
  reserve_manager: string;
  router: string;
  symbol: string;
}

/** Why the token refused. The registry's refusals (1xx) and the reserve's (4xx) pass through unchanged. */
export const TokenError = {
  /** The contract is paused. */
  Paused: 201,
  /** The amount is negative, or zero where something must be minted. */
  InvalidAmount: 202,
  /** The balance is smaller than the amount. */
  InsufficientBalance: 203,
  /** The allowance is smaller than the amount, or has expired. */
  InsufficientAllowance: 204,
  /** An allowance cannot begin expired, nor live longer than the network keeps entries. */
  InvalidExpiration: 205,
  /** The registry did not approve the movement. */
  NotCompliant: 206,
  /** No withdrawal with this id burned anything, or it is refunded already. */
  BurnNotFound: 207,
  /** Part of the balance is frozen, and the rest is smaller than the amount. */
  TokensFrozen: 208,
  /** The registry knows no such replacement of a lost address. */
  NotRecoverable: 209,
  /** The caller is neither a Compliance Officer nor a Super Admin. */
  NotAnOfficer: 210,
  /** The storage is as this code lays it out already. */
  NothingToMigrate: 211,
} as const;
export type TokenError = (typeof TokenError)[keyof typeof TokenError];

export type IstsiToken = {
  allowance: { args: { from: string; spender: string }; result: bigint };
  /** Lets `spender` move up to `amount` of `from`'s tokens until a ledger. Replaces what was allowed before. */
  approve: { args: { from: string; spender: string; amount: bigint; live_until_ledger: number }; result: null };
  balance: { args: { id: string }; result: bigint };
  transfer: { args: { from: string; to: string; amount: bigint }; result: null };
  transfer_from: { args: { spender: string; from: string; to: string; amount: bigint }; result: null };
  /** Destroys tokens. This does not pay out Bitcoin. */
  burn: { args: { from: string; amount: bigint }; result: null };
  burn_from: { args: { spender: string; from: string; amount: bigint }; result: null };
  /** `transfer` for callers that count in satoshis, and never to a multiplexed address. */
  compliance_transfer: { args: { from: string; to: string; amount: bigint }; result: null };
  decimals: { args: Record<never, never>; result: number };
  name: { args: Record<never, never>; result: string };
  symbol: { args: Record<never, never>; result: string };
  /** Whose stellar.toml speaks of this token (SEP-1); empty when nobody's does. */
  home_domain: { args: Record<never, never>; result: string };
  /** Says whose stellar.toml speaks of this token. The router only, for governance. */
  set_home_domain: { args: { home_domain: string }; result: null };
  total_supply: { args: Record<never, never>; result: bigint };
  /** Mints against Bitcoin in the reserve, with a proof that the KYC registry approved it, and returns where the reserve stands then. The router only. */
  integrated_mint: {
    args: { to: string; amount: bigint; btc_tx_hash: Uint8Array; compliance_proof: Uint8Array };
    result: ReserveStatus;
  };
  /** Burns for a withdrawal of Bitcoin that the KYC registry approved, and returns its id. The router only. */
  integrated_burn: {
    args: { from: string; amount: bigint; btc_address: string; compliance_proof: Uint8Array };
    result: Uint8Array;
  };
  /** Gives back what a withdrawal burned, once. The router only, when the reserve no longer owes it. */
  integrated_refund: { args: { withdrawal_id: Uint8Array }; result: null };
  /** Forgets what a withdrawal burned that was paid: it is never refunded. The router only. */
  integrated_settle: { args: { withdrawal_id: Uint8Array }; result: null };
  /** Freezes part of a balance (SEP-57). A Compliance Officer or Super Admin; also while paused. */
  freeze_partial_tokens: { args: { user_address: string; amount: bigint; operator: string }; result: null };
  /** Unfreezes part of what is frozen (SEP-57). A Compliance Officer or Super Admin. */
  unfreeze_partial_tokens: { args: { user_address: string; amount: bigint; operator: string }; result: null };
  /** How much of a balance cannot be moved (SEP-57). */
  get_frozen_tokens: { args: { user_address: string }; result: bigint };
  /** Moves all that a lost address holds to the one the registry names in its place (SEP-57). False: there is nothing. */
  recover_balance: { args: { old_account: string; new_account: string; operator: string }; result: boolean };
  /** Moves tokens without their holder. The router only, for governance. */
  forced_transfer: { args: { from: string; to: string; amount: bigint; reason: string }; result: null };
  /** Destroys tokens without their holder. The router only, for governance. */
  admin_burn: { args: { from: string; amount: bigint; reason: string }; result: null };
  get_config: { args: Record<never, never>; result: TokenConfig };
  set_paused: { args: { paused: boolean }; result: null };
  paused: { args: Record<never, never>; result: boolean };
  upgrade: { args: { new_wasm_hash: Uint8Array }; result: null };
  /** To the layout of this code, once after an upgrade that changed it. */
  migrate: { args: Record<never, never>; result: null };
  kind: { args: Record<never, never>; result: ContractKind };
  /** The layout of the storage, until it is migrated that of the code before. */
  version: { args: Record<never, never>; result: number };
};
