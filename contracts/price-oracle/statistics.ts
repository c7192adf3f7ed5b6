import { i128, type u32, type u64, Vec } from '@istsi/soroban-sdk';
import type { PriceData } from '../shared/price-feed.ts';

/** The middle one; of an even number, the mean of the two in the middle. There is at least one. */
export function median(prices: Vec<i128>): i128 {
  const sorted = sort(prices);
  const middle = sorted.length / 2;
  if (sorted.length % 2 === 1) return sorted.at(middle);
  return (sorted.at(middle - 1) + sorted.at(middle)) / i128.from(2);
}

/** The mean of prices, each weighted by the time until the next one, the last one by the time until `end`. */
export function average(history: Vec<PriceData>, end: u64): i128 {
  let sum = i128.zero;
  let weights: u64 = 0;
  for (let i: u32 = 0; i < history.length; i++) {
    const entry = history.at(i);
    const until = i + 1 < history.length ? history.at(i + 1).timestamp : end;
    // A price of this very second counts as if it had held for one.
    const weight = until > entry.timestamp ? until - entry.timestamp : 1;
    sum += entry.price * i128.from(weight);
    weights += weight;
  }
  return sum / i128.from(weights);
}

function sort(prices: Vec<i128>): Vec<i128> {
  let sorted = Vec.empty<i128>();
  for (const price of prices) {
    let at: u32 = 0;
    while (at < sorted.length && sorted.at(at) <= price) at++;
    sorted = sorted.insert(at, price);
  }
  return sorted;
}
