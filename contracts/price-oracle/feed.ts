import { type i128, ledger, Option, type u32, type u64, type Vec } from '@istsi/soroban-sdk';
import { isPaused } from '../shared/lifecycle.ts';
import type { Asset, PriceData } from '../shared/price-feed.ts';
import { freshPrices, isFresh, tickOf } from './reports.ts';
import { average } from './statistics.ts';
import { loadConfig, loadFeed } from './storage.ts';

/** The last price while it is fresh and a quorum of fresh reports still stands behind the asset. */
export function lastPrice(asset: Asset): Option<PriceData> {
  if (isPaused()) return Option.none<PriceData>();
  const feed = loadFeed(asset);
  if (feed.history.isEmpty) return Option.none<PriceData>();
  const config = loadConfig();
  const last = feed.history.last();
  if (!isFresh(last.timestamp, config)) return Option.none<PriceData>();
  if (freshPrices(feed, config).length < config.quorum) return Option.none<PriceData>();
  return Option.some<PriceData>(last);
}

/** The price of the tick that `timestamp` falls into. */
export function priceAt(asset: Asset, timestamp: u64): Option<PriceData> {
  const tick = tickOf(timestamp);
  for (const entry of loadFeed(asset).history) {
    if (entry.timestamp === tick) return Option.some<PriceData>(entry);
  }
  return Option.none<PriceData>();
}

export function lastPrices(asset: Asset, records: u32): Option<Vec<PriceData>> {
  const history = loadFeed(asset).history;
  if (history.isEmpty || records === 0) return Option.none<Vec<PriceData>>();
  return Option.some<Vec<PriceData>>(newest(history, records));
}

/** The time-weighted average of the last `records` prices until now; None without a fresh price or with fewer records. */
export function timeWeightedAverage(asset: Asset, records: u32): Option<i128> {
  const history = loadFeed(asset).history;
  if (records === 0 || history.length < records || lastPrice(asset).isNone) return Option.none<i128>();
  return Option.some<i128>(average(newest(history, records), ledger.timestamp()));
}

function newest(history: Vec<PriceData>, records: u32): Vec<PriceData> {
  return records >= history.length ? history : history.slice(history.length - records, history.length);
}
