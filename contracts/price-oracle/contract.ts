import {
  type Address,
  type BytesN,
  type bool,
  contract,
  deployer,
  type i128,
  type Option,
  require,
  type u32,
  type u64,
  Vec,
} from '@istsi/soroban-sdk';
import { ContractKind } from '../shared/kinds.ts';
import { beginLife, changePaused, isPaused, storedLayout } from '../shared/lifecycle.ts';
import type { Asset, PriceData } from '../shared/price-feed.ts';
import { touchInstance } from '../shared/ttl.ts';
import { addAsset, configure, resetFeed, startFeed } from './configuration.ts';
import { OracleError } from './errors.ts';
import { lastPrice, lastPrices, priceAt, timeWeightedAverage } from './feed.ts';
import { requireReporter, requireRouter } from './guards.ts';
import { LAYOUT, migrate } from './migration.ts';
import { report } from './reports.ts';
import { loadAssets, loadConfig, loadIdentity, type OracleIdentity, storeIdentity } from './storage.ts';
import type { OracleConfig, PriceReport } from './types.ts';

/**
 * Prices as SEP-40 serves them: the median of what independent reporters say, bounded in how fast it can move.
 * Readers get None, never a failure, where there is no price to rely on.
 */
@contract
export class PriceOracle {
  /** `resolution` is seconds per tick. Base, decimals and resolution never change again. */
  __constructor(
    router: Address,
    base: Asset,
    decimals: u32,
    resolution: u32,
    assets: Vec<Asset>,
    config: OracleConfig,
  ): void {
    require(decimals <= 18 && resolution > 0, OracleError.InvalidConfig);
    const identity: OracleIdentity = { base, decimals, resolution, router };
    storeIdentity(identity);
    beginLife(LAYOUT);
    configure(config);
    for (const asset of assets) addAsset(asset);
    touchInstance();
  }

  /** What prices are expressed in. */
  base(): Asset {
    return loadIdentity().base;
  }

  /** Everything that is quoted. */
  assets(): Vec<Asset> {
    return loadAssets();
  }

  decimals(): u32 {
    return loadIdentity().decimals;
  }

  /** Seconds per tick. */
  resolution(): u32 {
    return loadIdentity().resolution;
  }

  /** The price of the tick that `timestamp` falls into, if there was one. */
  price(asset: Asset, timestamp: u64): Option<PriceData> {
    return priceAt(asset, timestamp);
  }

  /** The last prices, oldest first, at most `records` of them; how fresh they are is the reader's to judge. */
  prices(asset: Asset, records: u32): Option<Vec<PriceData>> {
    return lastPrices(asset, records);
  }

  /** The price now; None when it is stale, the quorum is lost or the oracle is paused. */
  lastprice(asset: Asset): Option<PriceData> {
    return lastPrice(asset);
  }

  /** The time-weighted average of the last `records` prices until now; None without a fresh price or that many records. */
  twap(asset: Asset, records: u32): Option<i128> {
    return timeWeightedAverage(asset, records);
  }

  /** A reporter's word on some assets. True for each that thereby got a new price. */
  submit_prices(reporter: Address, reports: Vec<PriceReport>): Vec<bool> {
    requireReporter(reporter);
    let accepted = Vec.empty<bool>();
    for (const line of reports) accepted = accepted.push(report(reporter, line.asset, line.price));
    return accepted;
  }

  /** Replaces the reporters and what is accepted of them. The router only. */
  set_config(config: OracleConfig): void {
    requireRouter();
    configure(config);
  }

  /** Begins to quote an asset. The router only. */
  add_asset(asset: Asset): void {
    requireRouter();
    addAsset(asset);
  }

  /** Begins an asset's history anew with this price: what a quorum says then is measured against it. The router only. */
  start_feed(asset: Asset, price: i128): void {
    requireRouter();
    startFeed(asset, price);
  }

  /** Forgets an asset's prices, so that the next quorum that agrees sets one. The router only. */
  reset_feed(asset: Asset): void {
    requireRouter();
    resetFeed(asset);
  }

  get_config(): OracleConfig {
    return loadConfig();
  }

  set_paused(paused: bool): void {
    requireRouter();
    changePaused(paused);
  }

  paused(): bool {
    return isPaused();
  }

  upgrade(new_wasm_hash: BytesN<32>): void {
    requireRouter();
    deployer.updateCurrentWasm(new_wasm_hash);
  }

  /** To the layout of this code, once after an upgrade that changed it. */
  migrate(): void {
    requireRouter();
    migrate();
  }

  kind(): ContractKind {
    return ContractKind.PriceOracle;
  }

  /** The layout of the storage, until it is migrated that of the code before. */
  version(): u32 {
    return storedLayout();
  }
}
