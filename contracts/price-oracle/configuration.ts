import { type Address, publish, require, type u32, type u64, Vec } from '@istsi/soroban-sdk';
import type { Asset } from '../shared/price-feed.ts';
import { OracleError } from './errors.ts';
import type { FeedReset, OracleConfigured } from './events.ts';
import { emptyFeed, loadAssets, loadIdentity, storeAssets, storeConfig, storeFeed } from './storage.ts';
import type { OracleConfig } from './types.ts';

// The median is sorted on chain, and all reports of an asset are one entry.
const MAX_REPORTERS: u32 = 15;
const MAX_ASSETS: u32 = 32;
const BPS: u32 = 10_000;

export function configure(config: OracleConfig): void {
  require(config.reporters.length <= MAX_REPORTERS, OracleError.TooMany);
  requireDistinct(config);
  require(config.quorum > 0 && config.quorum <= config.reporters.length, OracleError.InvalidConfig);
  require(config.max_deviation_bps > 0 && config.max_deviation_bps < BPS, OracleError.InvalidConfig);
  require(config.max_twap_deviation_bps >= config.max_deviation_bps, OracleError.InvalidConfig);
  require(config.max_twap_deviation_bps < BPS, OracleError.InvalidConfig);
  // A price is stamped with the beginning of its tick: it must not be stale before the tick has ended.
  const resolution = loadIdentity().resolution as u64;
  require(config.max_age > resolution, OracleError.InvalidConfig);
  storeConfig(config);
  publish<OracleConfigured>({
    max_age: config.max_age,
    max_deviation_bps: config.max_deviation_bps,
    max_twap_deviation_bps: config.max_twap_deviation_bps,
    quorum: config.quorum,
    reporters: config.reporters.length,
  });
}

export function addAsset(asset: Asset): void {
  const assets = loadAssets();
  require(!assets.includes(asset), OracleError.DuplicateAsset);
  require(assets.length < MAX_ASSETS, OracleError.TooMany);
  storeAssets(assets.push(asset));
  storeFeed(asset, emptyFeed());
  publish<FeedReset>({ asset });
}

/** Forgets prices and reports: the way out when the world has moved further than the deviation caps let the price follow. */
export function resetFeed(asset: Asset): void {
  require(loadAssets().includes(asset), OracleError.UnknownAsset);
  storeFeed(asset, emptyFeed());
  publish<FeedReset>({ asset });
}

function requireDistinct(config: OracleConfig): void {
  let seen = Vec.empty<Address>();
  for (const reporter of config.reporters) {
    require(!seen.includes(reporter), OracleError.InvalidConfig);
    seen = seen.push(reporter);
  }
}
