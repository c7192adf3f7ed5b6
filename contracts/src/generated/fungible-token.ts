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

/** Everything that every call needs, in one value. What wallets read of it is in METADATA. */
export interface TokenConfig {
  /** The router, or whoever governs a token of its own. */
  admin: string;
  /** More than this never exists at once. */
  cap: bigint;
  decimals: number;
  /** Asked about both sides of every movement, when there is one. */
  kyc_registry: string | null;
  name: string;
  symbol: string;
}

/** Why the token refused. A registry's refusals (1xx) pass through unchanged. */
export const FungibleError = {
  /** The contract is paused. */
  Paused: 301,
  /** The amount is negative, or zero where something must be minted. */
  InvalidAmount: 302,
  /** The balance is smaller than the amount. */
  InsufficientBalance: 303,
  /** The allowance is smaller than the amount, or has expired. */
  InsufficientAllowance: 304,
  /** An allowance cannot begin expired, nor live longer than the network keeps entries. */
  InvalidExpiration: 305,
  /** More would exist than the cap allows. */
  OverCap: 306,
  /** The minter's quota does not cover the amount. */
  OverQuota: 307,
  /** The cap is not positive, or there are more decimals than 18. */
  InvalidConfig: 308,
  /** Nobody offered the administration to this address. */
  NoOffer: 309,
  /** The registry did not approve the movement. */
  NotCompliant: 310,
  /** The storage is as this code lays it out already. */
  NothingToMigrate: 311,
} as const;
export type FungibleError = (typeof FungibleError)[keyof typeof FungibleError];

export type FungibleToken = {
  allowance: { args: { from: string; spender: string }; result: bigint };
  /** Lets `spender` move up to `amount` of `from`'s tokens until a ledger. Replaces what was allowed before. */
  approve: { args: { from: string; spender: string; amount: bigint; live_until_ledger: number }; result: null };
  balance: { args: { id: string }; result: bigint };
  transfer: { args: { from: string; to: string; amount: bigint }; result: null };
  transfer_from: { args: { spender: string; from: string; to: string; amount: bigint }; result: null };
  burn: { args: { from: string; amount: bigint }; result: null };
  burn_from: { args: { spender: string; from: string; amount: bigint }; result: null };
  decimals: { args: Record<never, never>; result: number };
  name: { args: Record<never, never>; result: string };
  symbol: { args: Record<never, never>; result: string };
  /** Whose stellar.toml speaks of this token (SEP-1); empty when nobody's does. */
  home_domain: { args: Record<never, never>; result: string };
  /** Says whose stellar.toml speaks of this token. The admin only. */
  set_home_domain: { args: { home_domain: string }; result: null };
  total_supply: { args: Record<never, never>; result: bigint };
  /** More than this never exists at once. */
  cap: { args: Record<never, never>; result: bigint };
  /** Mints out of the minter's quota. */
  mint: { args: { minter: string; to: string; amount: bigint }; result: null };
  /** What a minter may still mint. */
  quota: { args: { minter: string }; result: bigint };
  /** Sets what a minter may still mint; 0 takes the right away. The admin only. */
  set_minter: { args: { minter: string; quota: bigint }; result: null };
  /** Has a registry asked about every movement, or none. The admin only. */
  set_kyc_registry: { args: { kyc_registry: string | null }; result: null };
  /** Offers the administration; nothing changes until `to` accepts. A later offer replaces it. The admin only. */
  offer_admin: { args: { to: string }; result: null };
  /** Takes the administration over. */
  accept_admin: { args: { admin: string }; result: null };
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
