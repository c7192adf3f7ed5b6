import { type i128, ledger, Option, type u32, type u64, type Vec } from '@istsi/soroban-sdk';
import { isPaused } from '../shared/lifecycle.ts';
import type { Asset, PriceData } from '../shared/price-feed.ts';
import { averageOf, historyLength, newest, priceOf } from './history.ts';
import { countFresh, isFresh, tickOf } from './reports.ts';
import { type Feed, loadConfig, loadFeed, MAX_HISTORY } from './storage.ts';

/** The last price while it is fresh and a quorum of fresh reports still stands behind the asset. */
export function lastPrice(asset: Asset): Option<PriceData> {
  return isPaused() ? Option.none<PriceData>() : priceNow(loadFeed(asset));
}

/** The price of the tick that `timestamp` falls into. */
export function priceAt(asset: Asset, timestamp: u64): Option<PriceData> {
  const tick = tickOf(timestamp);
  const feed = loadFeed(asset);
  for (let i = MAX_HISTORY - historyLength(feed); i < MAX_HISTORY; i++) {
    if (feed.timestamps.at(i) === tick) return Option.some<PriceData>(priceOf(feed, i));
  }
  return Option.none<PriceData>();
}

export function lastPrices(asset: Asset, records: u32): Option<Vec<PriceData>> {
  const feed = loadFeed(asset);
  const length = historyLength(feed);
  if (length === 0 || records === 0) return Option.none<Vec<PriceData>>();
  return Option.some<Vec<PriceData>>(newest(feed, records < length ? records : length));
}

/** The time-weighted average of the last `records` prices until now; None without a fresh price or with fewer records. */
export function timeWeightedAverage(asset: Asset, records: u32): Option<i128> {
  const feed = loadFeed(asset);
  if (records === 0 || historyLength(feed) < records) return Option.none<i128>();
  if (isPaused() || priceNow(feed).isNone) return Option.none<i128>();
  return Option.some<i128>(averageOf(feed, MAX_HISTORY - records, MAX_HISTORY, ledger.timestamp()));
}

function priceNow(feed: Feed): Option<PriceData> {
  const config = loadConfig();
  const last = priceOf(feed, MAX_HISTORY - 1);
  const isBacked = isFresh(last.timestamp, config) && countFresh(feed, config) >= config.quorum;
  return last.price.isZero || !isBacked ? Option.none<PriceData>() : Option.some<PriceData>(last);
}
