import { type bool, type i128, type u32, type u64, Vec } from '@istsi/soroban-sdk';
import type { PriceData } from '../shared/price-feed.ts';
import { TimeAverage } from '../shared/time-average.ts';
import { type Feed, MAX_HISTORY } from './storage.ts';

/** How many of the newest prices there are. */
export function historyLength(feed: Feed): u32 {
  let count: u32 = 0;
  for (const price of feed.prices) if (!price.isZero) count += 1;
  return count;
}

/** The price at a position of the history; of 0 where there is none. */
export function priceOf(feed: Feed, position: u32): PriceData {
  return { price: feed.prices.at(position), timestamp: feed.timestamps.at(position) };
}

/** The last `count` prices, oldest first. */
export function newest(feed: Feed, count: u32): Vec<PriceData> {
  let list = Vec.empty<PriceData>();
  for (let i = MAX_HISTORY - count; i < MAX_HISTORY; i++) list = list.push(priceOf(feed, i));
  return list;
}

/** The time-weighted mean, until `until`, of the prices at the positions before `end`, of which `start` is the first. */
export function averageOf(feed: Feed, start: u32, end: u32, until: u64): i128 {
  const average = TimeAverage.ofNothing();
  let held_until = until;
  for (let i = end; i > start; i--) {
    const timestamp = feed.timestamps.at(i - 1);
    average.add(feed.prices.at(i - 1), timestamp, held_until);
    held_until = timestamp;
  }
  return average.mean();
}

/** Whether the newest price is of the tick that `timestamp` is, so that another one takes its place. */
export function isOfTick(feed: Feed, timestamp: u64): bool {
  return feed.timestamps.last() >= timestamp;
}

/** Appends a price, or puts it in the place of the one of the same tick. */
export function record(feed: Feed, price: i128, timestamp: u64): void {
  if (isOfTick(feed, timestamp)) {
    feed.prices = feed.prices.set(MAX_HISTORY - 1, price);
    feed.timestamps = feed.timestamps.set(MAX_HISTORY - 1, timestamp);
  } else {
    feed.prices = feed.prices.popFront().push(price);
    feed.timestamps = feed.timestamps.popFront().push(timestamp);
  }
}
