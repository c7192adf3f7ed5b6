import {
  type Address,
  Args,
  type BytesN,
  call,
  contracttype,
  type i128,
  type Option,
  sym,
  type TryResult,
  tryCall,
  type Vec,
} from '@istsi/soroban-sdk';
import type { ContractKind } from '../kinds.ts';
import type { Asset, PriceData } from '../price-feed.ts';

/** One line of what a reporter submits. */
@contracttype
export class PriceReport {
  asset!: Asset;
  price!: i128;
}

/** What governance may change. */
@contracttype
export class OracleConfig {
  /** Seconds after which a report, and a price, no longer counts. */
  max_age!: u64;
  /**
   * Basis points that the reports of a quorum may lie apart, and that a price may differ from that of the tick before.
   * Each tick without a price adds as much to the latter.
   */
  max_deviation_bps!: u32;
  /** Basis points that a price may differ from the time-weighted average of the whole history; widens likewise. */
  max_twap_deviation_bps!: u32;
  /** Fresh reports that must agree to make a price: at least three, and more than half of the reporters. */
  quorum!: u32;
  reporters!: Vec<Address>;
}

/** Why the oracle refused. Reading never fails: where there is no price, the answer is None. */
export enum OracleError {
  /** The contract is paused. */
  Paused = 501,
  /** The caller is not one of the reporters. */
  NotAReporter = 502,
  /** The oracle does not quote this asset. */
  UnknownAsset = 503,
  /** The price is not positive, or too large to calculate with. */
  InvalidPrice = 504,
  /**
   * Quorum, ages, deviations, decimals or resolution do not make sense together: a quorum is at least three, and more than half.
   */
  InvalidConfig = 505,
  /** The asset is quoted already. */
  DuplicateAsset = 506,
  /** No more assets or reporters fit. */
  TooMany = 507,
  /** The storage is as this code lays it out already. */
  NothingToMigrate = 508,
}

export class PriceOracleClient {
  constructor(readonly address: Address) {}

  /** What prices are expressed in. */
  base(): Asset {
    const args = Args.of();
    return call<Asset>(this.address, sym('base'), args);
  }

  try_base(): TryResult<Asset> {
    const args = Args.of();
    return tryCall<Asset>(this.address, sym('base'), args);
  }

  /** Everything that is quoted. */
  assets(): Vec<Asset> {
    const args = Args.of();
    return call<Vec<Asset>>(this.address, sym('assets'), args);
  }

  try_assets(): TryResult<Vec<Asset>> {
    const args = Args.of();
    return tryCall<Vec<Asset>>(this.address, sym('assets'), args);
  }

  decimals(): u32 {
    const args = Args.of();
    return call<u32>(this.address, sym('decimals'), args);
  }

  try_decimals(): TryResult<u32> {
    const args = Args.of();
    return tryCall<u32>(this.address, sym('decimals'), args);
  }

  /** Seconds per tick. */
  resolution(): u32 {
    const args = Args.of();
    return call<u32>(this.address, sym('resolution'), args);
  }

  try_resolution(): TryResult<u32> {
    const args = Args.of();
    return tryCall<u32>(this.address, sym('resolution'), args);
  }

  /** The price of the tick that `timestamp` falls into, if there was one. */
  price(asset: Asset, timestamp: u64): Option<PriceData> {
    const args = Args.of().add<Asset>(asset).add<u64>(timestamp);
    return call<Option<PriceData>>(this.address, sym('price'), args);
  }

  try_price(asset: Asset, timestamp: u64): TryResult<Option<PriceData>> {
    const args = Args.of().add<Asset>(asset).add<u64>(timestamp);
    return tryCall<Option<PriceData>>(this.address, sym('price'), args);
  }

  /** The last prices, oldest first, at most `records` of them; how fresh they are is the reader's to judge. */
  prices(asset: Asset, records: u32): Option<Vec<PriceData>> {
    const args = Args.of().add<Asset>(asset).add<u32>(records);
    return call<Option<Vec<PriceData>>>(this.address, sym('prices'), args);
  }

  try_prices(asset: Asset, records: u32): TryResult<Option<Vec<PriceData>>> {
    const args = Args.of().add<Asset>(asset).add<u32>(records);
    return tryCall<Option<Vec<PriceData>>>(this.address, sym('prices'), args);
  }

  /** The price now; None when it is stale, the quorum is lost or the oracle is paused. */
  lastprice(asset: Asset): Option<PriceData> {
    const args = Args.of().add<Asset>(asset);
    return call<Option<PriceData>>(this.address, sym('lastprice'), args);
  }

  try_lastprice(asset: Asset): TryResult<Option<PriceData>> {
    const args = Args.of().add<Asset>(asset);
    return tryCall<Option<PriceData>>(this.address, sym('lastprice'), args);
  }

  /**
   * The time-weighted average of the last `records` prices until now; None without a fresh price or that many records.
   */
  twap(asset: Asset, records: u32): Option<i128> {
    const args = Args.of().add<Asset>(asset).add<u32>(records);
    return call<Option<i128>>(this.address, sym('twap'), args);
  }

  try_twap(asset: Asset, records: u32): TryResult<Option<i128>> {
    const args = Args.of().add<Asset>(asset).add<u32>(records);
    return tryCall<Option<i128>>(this.address, sym('twap'), args);
  }

  /** A reporter's word on some assets. True for each that thereby got a new price. */
  submit_prices(reporter: Address, reports: Vec<PriceReport>): Vec<bool> {
    const args = Args.of().add<Address>(reporter).add<Vec<PriceReport>>(reports);
    return call<Vec<bool>>(this.address, sym('submit_prices'), args);
  }

  try_submit_prices(reporter: Address, reports: Vec<PriceReport>): TryResult<Vec<bool>> {
    const args = Args.of().add<Address>(reporter).add<Vec<PriceReport>>(reports);
    return tryCall<Vec<bool>>(this.address, sym('submit_prices'), args);
  }

  /** Replaces the reporters and what is accepted of them. The router only. */
  set_config(config: OracleConfig): void {
    const args = Args.of().add<OracleConfig>(config);
    call<void>(this.address, sym('set_config'), args);
  }

  try_set_config(config: OracleConfig): TryResult<void> {
    const args = Args.of().add<OracleConfig>(config);
    return tryCall<void>(this.address, sym('set_config'), args);
  }

  /** Begins to quote an asset. The router only. */
  add_asset(asset: Asset): void {
    const args = Args.of().add<Asset>(asset);
    call<void>(this.address, sym('add_asset'), args);
  }

  try_add_asset(asset: Asset): TryResult<void> {
    const args = Args.of().add<Asset>(asset);
    return tryCall<void>(this.address, sym('add_asset'), args);
  }

  /**
   * Begins an asset's history anew with this price: what a quorum says then is measured against it. The router only.
   */
  start_feed(asset: Asset, price: i128): void {
    const args = Args.of().add<Asset>(asset).add<i128>(price);
    call<void>(this.address, sym('start_feed'), args);
  }

  try_start_feed(asset: Asset, price: i128): TryResult<void> {
    const args = Args.of().add<Asset>(asset).add<i128>(price);
    return tryCall<void>(this.address, sym('start_feed'), args);
  }

  /** Forgets an asset's prices, so that the next quorum that agrees sets one. The router only. */
  reset_feed(asset: Asset): void {
    const args = Args.of().add<Asset>(asset);
    call<void>(this.address, sym('reset_feed'), args);
  }

  try_reset_feed(asset: Asset): TryResult<void> {
    const args = Args.of().add<Asset>(asset);
    return tryCall<void>(this.address, sym('reset_feed'), args);
  }

  get_config(): OracleConfig {
    const args = Args.of();
    return call<OracleConfig>(this.address, sym('get_config'), args);
  }

  try_get_config(): TryResult<OracleConfig> {
    const args = Args.of();
    return tryCall<OracleConfig>(this.address, sym('get_config'), args);
  }

  set_paused(paused: bool): void {
    const args = Args.of().add<bool>(paused);
    call<void>(this.address, sym('set_paused'), args);
  }

  try_set_paused(paused: bool): TryResult<void> {
    const args = Args.of().add<bool>(paused);
    return tryCall<void>(this.address, sym('set_paused'), args);
  }

  paused(): bool {
    const args = Args.of();
    return call<bool>(this.address, sym('paused'), args);
  }

  try_paused(): TryResult<bool> {
    const args = Args.of();
    return tryCall<bool>(this.address, sym('paused'), args);
  }

  upgrade(new_wasm_hash: BytesN<32>): void {
    const args = Args.of().add<BytesN<32>>(new_wasm_hash);
    call<void>(this.address, sym('upgrade'), args);
  }

  try_upgrade(new_wasm_hash: BytesN<32>): TryResult<void> {
    const args = Args.of().add<BytesN<32>>(new_wasm_hash);
    return tryCall<void>(this.address, sym('upgrade'), args);
  }

  /** To the layout of this code, once after an upgrade that changed it. */
  migrate(): void {
    const args = Args.of();
    call<void>(this.address, sym('migrate'), args);
  }

  try_migrate(): TryResult<void> {
    const args = Args.of();
    return tryCall<void>(this.address, sym('migrate'), args);
  }

  kind(): ContractKind {
    const args = Args.of();
    return call<ContractKind>(this.address, sym('kind'), args);
  }

  try_kind(): TryResult<ContractKind> {
    const args = Args.of();
    return tryCall<ContractKind>(this.address, sym('kind'), args);
  }

  /** The layout of the storage, until it is migrated that of the code before. */
  version(): u32 {
    const args = Args.of();
    return call<u32>(this.address, sym('version'), args);
  }

  try_version(): TryResult<u32> {
    const args = Args.of();
    return tryCall<u32>(this.address, sym('version'), args);
  }
}
