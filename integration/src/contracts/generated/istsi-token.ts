// Generated from the contract's spec by `npm run generate -w @istsi/integration`. Not edited by hand.

/** Set once, by the constructor. */
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
  decimals: { args: Record<never, never>; result: number };
  name: { args: Record<never, never>; result: string };
  symbol: { args: Record<never, never>; result: string };
  total_supply: { args: Record<never, never>; result: bigint };
  /** Mints against Bitcoin in the reserve, with a proof that the KYC registry approved it. The router only. */
  integrated_mint: {
    args: { to: string; amount: bigint; btc_tx_hash: Uint8Array; compliance_proof: Uint8Array };
    result: null;
  };
  get_config: { args: Record<never, never>; result: TokenConfig };
  set_paused: { args: { paused: boolean }; result: null };
  paused: { args: Record<never, never>; result: boolean };
  upgrade: { args: { new_wasm_hash: Uint8Array }; result: null };
  /** The version of the storage layout. */
  version: { args: Record<never, never>; result: number };
};
