import { type Address, type i128, ledger, publish, require, type u32, type u64, Vec } from '@istsi/soroban-sdk';
import type { Asset } from '../shared/price-feed.ts';
import { OracleError } from './errors.ts';
import type { FeedReset, FeedStarted, OracleConfigured } from './events.ts';
import { record } from './history.ts';
import { isPossible, tickOf } from './reports.ts';
import { emptyFeed, loadAssets, loadIdentity, MAX_REPORTERS, storeAssets, storeConfig, storeFeed } from './storage.ts';
import type { OracleConfig } from './types.ts';

const MAX_ASSETS: u32 = 32;
/** Of two that disagree nobody can say which one is right. */
const MIN_QUORUM: u32 = 3;
const BPS: u32 = 10_000;

export function configure(config: OracleConfig): void {
  require(config.reporters.length <= MAX_REPORTERS, OracleError.TooMany);
  requireDistinct(config);
  require(config.quorum >= leastQuorum(config.reporters.length), OracleError.InvalidConfig);
  require(config.quorum <= config.reporters.length, OracleError.InvalidConfig);
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

/** More than half, so that no two quorums can agree on different prices, and at least three. */
export function leastQuorum(reporters: u32): u32 {
  const majority = reporters / 2 + 1;
  return majority > MIN_QUORUM ? majority : MIN_QUORUM;
}

export function addAsset(asset: Asset): void {
  const assets = loadAssets();
  require(!assets.includes(asset), OracleError.DuplicateAsset);
  require(assets.length < MAX_ASSETS, OracleError.TooMany);
  storeAssets(assets.push(asset));
  storeFeed(asset, emptyFeed());
  publish<FeedReset>({ asset });
}

/** Forgets prices and reports: the next price is the first one, which takes a quorum that agrees and nothing else. */
export function resetFeed(asset: Asset): void {
  require(loadAssets().includes(asset), OracleError.UnknownAsset);
  storeFeed(asset, emptyFeed());
  publish<FeedReset>({ asset });
}

/** Begins a feed anew with a price of governance, from which reporters can lead away no faster than from any other. */
export function startFeed(asset: Asset, price: i128): void {
  require(isPossible(price), OracleError.InvalidPrice);
  require(loadAssets().includes(asset), OracleError.UnknownAsset);
  const feed = emptyFeed();
  // Of the tick before: what is of this one would be replaced, and nothing measured against it.
  const timestamp = tickOf(ledger.timestamp()) - (loadIdentity().resolution as u64);
  record(feed, price, timestamp);
  storeFeed(asset, feed);
  publish<FeedStarted>({ asset, price, timestamp });
}

function requireDistinct(config: OracleConfig): void {
  let seen = Vec.empty<Address>();
  for (const reporter of config.reporters) {
    require(!seen.includes(reporter), OracleError.InvalidConfig);
    seen = seen.push(reporter);
  }
}
