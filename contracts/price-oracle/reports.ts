import { type Address, type bool, i128, ledger, publish, require, type u32, type u64, Vec } from '@istsi/soroban-sdk';
import type { Asset } from '../shared/price-feed.ts';
import { OracleError } from './errors.ts';
import type { PriceRejected, PriceReported, PriceUpdate } from './events.ts';
import { averageOf, isOfTick, priceOf, record } from './history.ts';
import { agrees, isWithin, medianOfLast, sort } from './statistics.ts';
import { type Feed, loadAssets, loadConfig, loadFeed, loadIdentity, MAX_HISTORY, storeFeed } from './storage.ts';
import type { OracleConfig } from './types.ts';

/**
 * Takes a reporter's word, and makes it a price when a quorum of fresh words agrees and the caps allow it. All of it is
 * calculated whatever comes out, and published as one event, so that a report costs the same at any moment.
 */
export function report(reporter: Address, asset: Asset, price: i128): bool {
  require(loadAssets().includes(asset), OracleError.UnknownAsset);
  require(isPossible(price), OracleError.InvalidPrice);
  const config = loadConfig();
  const feed = loadFeed(asset);
  const place = config.reporters.indexOf(reporter).unwrap();
  feed.words = feed.words.set(place, price);
  feed.spoken_at = feed.spoken_at.set(place, ledger.timestamp());
  const accepted = updatePrice(asset, feed, config, reporter, price);
  storeFeed(asset, feed);
  return accepted;
}

/** 10^27 leaves room in 128 bits for the weights of an average. */
export function isPossible(price: i128): bool {
  return price > i128.zero && price <= i128.from(10).pow(27);
}

/** What each reporter said, in the order of the configuration; 0 for those whose word does not count any more. */
function freshWords(feed: Feed, config: OracleConfig): Vec<i128> {
  let words = Vec.empty<i128>();
  for (let i: u32 = 0; i < config.reporters.length; i++) {
    const word = feed.words.at(i);
    words = words.push(isFresh(feed.spoken_at.at(i), config) ? word : i128.zero);
  }
  return words;
}

/** How many reports count now. */
export function countFresh(feed: Feed, config: OracleConfig): u32 {
  let count: u32 = 0;
  for (const word of freshWords(feed, config)) if (!word.isZero) count += 1;
  return count;
}

export function isFresh(timestamp: u64, config: OracleConfig): bool {
  return timestamp + config.max_age >= ledger.timestamp();
}

/** The beginning of the tick that a time falls into. */
export function tickOf(timestamp: u64): u64 {
  const resolution = loadIdentity().resolution as u64;
  return (timestamp / resolution) * resolution;
}

function updatePrice(asset: Asset, feed: Feed, config: OracleConfig, reporter: Address, word: i128): bool {
  const sorted = sort(freshWords(feed, config));
  const reports = countFresh(feed, config);
  const price = medianOfLast(sorted, reports);
  const isAgreed = agrees(sorted, config.quorum, config.max_deviation_bps);
  const timestamp = tickOf(ledger.timestamp());
  // What was said earlier in this tick is about to be replaced. Measured against it, the caps could be walked around in one tick.
  const end = isOfTick(feed, timestamp) ? MAX_HISTORY - 1 : MAX_HISTORY;
  const last = priceOf(feed, end - 1);
  const average = averageOf(feed, 0, end, timestamp);
  const missed = (timestamp - last.timestamp) / (loadIdentity().resolution as u64) - 1;
  const follows =
    isWithin(price, last.price, widened(config.max_deviation_bps, config, missed)) &&
    isWithin(price, average, widened(config.max_twap_deviation_bps, config, missed));
  if (!isAgreed) {
    publish<PriceReported>({ asset, price: word, reporter });
    return false;
  }
  if (!last.price.isZero && !follows) {
    publish<PriceRejected>({ asset, average, last: last.price, price });
    return false;
  }
  record(feed, price, timestamp);
  publish<PriceUpdate>({ asset, price, reports, timestamp });
  return true;
}

/**
 * A price that could have moved for so many ticks, and was not followed, may have moved further: the caps limit how fast
 * the price moves, and must not stop it for good where the world has jumped.
 */
function widened(bps: u32, config: OracleConfig, missed: u64): i128 {
  return i128.from(bps) + i128.from(missed) * i128.from(config.max_deviation_bps);
}
