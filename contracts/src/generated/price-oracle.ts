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

/** What is priced, as SEP-40 names it. */
export type Asset = { tag: 'Stellar'; values: readonly [string] } | { tag: 'Other'; values: readonly [string] };

/** A price in the oracle's base asset (SEP-40). */
export interface PriceData {
  /** Of one whole unit, times 10 to the power of the oracle's decimals. */
  price: bigint;
  /** Seconds, a multiple of the oracle's resolution. */
  timestamp: bigint;
}

/** What governance may change. */
export interface OracleConfig {
  /** Seconds after which a report, and a price, no longer counts. */
  max_age: bigint;
  /**
   * Basis points that the reports of a quorum may lie apart, and that a price may differ from that of the tick before.
   * Each tick without a price adds as much to the latter.
   */
  max_deviation_bps: number;
  /** Basis points that a price may differ from the time-weighted average of the whole history; widens likewise. */
  max_twap_deviation_bps: number;
  /** Fresh reports that must agree to make a price: at least three, and more than half of the reporters. */
  quorum: number;
  reporters: readonly string[];
}

/** One line of what a reporter submits. */
export interface PriceReport {
  asset: Asset;
  price: bigint;
}

/** Why the oracle refused. Reading never fails: where there is no price, the answer is None. */
export const OracleError = {
  /** The contract is paused. */
  Paused: 501,
  /** The caller is not one of the reporters. */
  NotAReporter: 502,
  /** The oracle does not quote this asset. */
  UnknownAsset: 503,
  /** The price is not positive, or too large to calculate with. */
  InvalidPrice: 504,
  /** Quorum, ages, deviations, decimals or resolution do not make sense together: a quorum is at least three, and more than half. */
  InvalidConfig: 505,
  /** The asset is quoted already. */
  DuplicateAsset: 506,
  /** No more assets or reporters fit. */
  TooMany: 507,
  /** The storage is as this code lays it out already. */
  NothingToMigrate: 508,
} as const;
export type OracleError = (typeof OracleError)[keyof typeof OracleError];

export type PriceOracle = {
  /** What prices are expressed in. */
  base: { args: Record<never, never>; result: Asset };
  /** Everything that is quoted. */
  assets: { args: Record<never, never>; result: readonly Asset[] };
  decimals: { args: Record<never, never>; result: number };
  /** Seconds per tick. */
  resolution: { args: Record<never, never>; result: number };
  /** The price of the tick that `timestamp` falls into, if there was one. */
  price: { args: { asset: Asset; timestamp: bigint }; result: PriceData | null };
  /** The last prices, oldest first, at most `records` of them; how fresh they are is the reader's to judge. */
  prices: { args: { asset: Asset; records: number }; result: readonly PriceData[] | null };
  /** The price now; None when it is stale, the quorum is lost or the oracle is paused. */
  lastprice: { args: { asset: Asset }; result: PriceData | null };
  /** The time-weighted average of the last `records` prices until now; None without a fresh price or that many records. */
  twap: { args: { asset: Asset; records: number }; result: bigint | null };
  /** A reporter's word on some assets. True for each that thereby got a new price. */
  submit_prices: { args: { reporter: string; reports: readonly PriceReport[] }; result: readonly boolean[] };
  /** Replaces the reporters and what is accepted of them. The router only. */
  set_config: { args: { config: OracleConfig }; result: null };
  /** Begins to quote an asset. The router only. */
  add_asset: { args: { asset: Asset }; result: null };
  /** Begins an asset's history anew with this price: what a quorum says then is measured against it. The router only. */
  start_feed: { args: { asset: Asset; price: bigint }; result: null };
  /** Forgets an asset's prices, so that the next quorum that agrees sets one. The router only. */
  reset_feed: { args: { asset: Asset }; result: null };
  get_config: { args: Record<never, never>; result: OracleConfig };
  set_paused: { args: { paused: boolean }; result: null };
  paused: { args: Record<never, never>; result: boolean };
  upgrade: { args: { new_wasm_hash: Uint8Array }; result: null };
  /** To the layout of this code, once after an upgrade that changed it. */
  migrate: { args: Record<never, never>; result: null };
  kind: { args: Record<never, never>; result: ContractKind };
  /** The layout of the storage, until it is migrated that of the code before. */
  version: { args: Record<never, never>; result: number };
};
