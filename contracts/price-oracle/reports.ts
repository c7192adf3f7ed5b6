import { type Address, type bool, i128, ledger, publish, require, type u32, type u64, Vec } from '@istsi/soroban-sdk';
import type { Asset, PriceData } from '../shared/price-feed.ts';
import { OracleError } from './errors.ts';
import type { PriceRejected, PriceUpdate } from './events.ts';
import { average, median } from './statistics.ts';
import { type Feed, loadAssets, loadConfig, loadFeed, loadIdentity, storeFeed } from './storage.ts';
import type { OracleConfig } from './types.ts';

const MAX_HISTORY: u32 = 32;
const BPS: u32 = 10_000;

/** Takes a reporter's word, and makes it a price when a quorum of fresh words allows one. */
export function report(reporter: Address, asset: Asset, price: i128): bool {
  require(loadAssets().includes(asset), OracleError.UnknownAsset);
  require(price > i128.zero && price <= maxPrice(), OracleError.InvalidPrice);
  const config = loadConfig();
  const feed = loadFeed(asset);
  const word: PriceData = { price, timestamp: ledger.timestamp() };
  feed.reports = reportsOf(feed, config.reporters).set(reporter, word);
  const accepted = updatePrice(asset, feed, config);
  storeFeed(asset, feed);
  return accepted;
}

/** The prices of the reports that count now. */
export function freshPrices(feed: Feed, config: OracleConfig): Vec<i128> {
  let prices = Vec.empty<i128>();
  for (const reporter of config.reporters) {
    if (!feed.reports.has(reporter)) continue;
    const word = feed.reports.get(reporter);
    if (isFresh(word.timestamp, config)) prices = prices.push(word.price);
  }
  return prices;
}

export function isFresh(timestamp: u64, config: OracleConfig): bool {
  return timestamp + config.max_age >= ledger.timestamp();
}

/** The beginning of the tick that a time falls into. */
export function tickOf(timestamp: u64): u64 {
  const resolution = loadIdentity().resolution as u64;
  return (timestamp / resolution) * resolution;
}

function updatePrice(asset: Asset, feed: Feed, config: OracleConfig): bool {
  const prices = freshPrices(feed, config);
  if (prices.length < config.quorum) return false;
  const price = median(prices);
  const timestamp = tickOf(ledger.timestamp());
  // What was said earlier in this tick is about to be replaced. Measured against it, the caps could be walked around in one tick.
  const earlier = before(feed.history, timestamp);
  if (!earlier.isEmpty) {
    const last = earlier.last().price;
    const mean = average(earlier, timestamp);
    const follows =
      isWithin(price, last, config.max_deviation_bps) && isWithin(price, mean, config.max_twap_deviation_bps);
    if (!follows) {
      publish<PriceRejected>({ asset, average: mean, last, price });
      return false;
    }
  }
  const entry: PriceData = { price, timestamp };
  feed.history = (earlier.length === MAX_HISTORY ? earlier.popFront() : earlier).push(entry);
  publish<PriceUpdate>({ asset, price, reports: prices.length, timestamp });
  return true;
}

function before(history: Vec<PriceData>, timestamp: u64): Vec<PriceData> {
  return !history.isEmpty && history.last().timestamp >= timestamp ? history.pop() : history;
}

function isWithin(price: i128, reference: i128, bps: u32): bool {
  return (price - reference).abs() <= reference.mulDivFloor(i128.from(bps), i128.from(BPS));
}

/** Drops the words of those who no longer report. */
function reportsOf(feed: Feed, reporters: Vec<Address>): Map<Address, PriceData> {
  let kept = Map.empty<Address, PriceData>();
  for (const reporter of reporters) {
    if (feed.reports.has(reporter)) kept = kept.set(reporter, feed.reports.get(reporter));
  }
  return kept;
}

// 10^27 leaves room in 128 bits for the weights of an average.
function maxPrice(): i128 {
  return i128.from(10).pow(27);
}
