import { type bool, i128, type u32, Vec } from '@istsi/soroban-sdk';

const BPS: u32 = 10_000;

/** The middle one of the last `count` of a sorted list; of an even number, the mean of the two in the middle. */
export function medianOfLast(sorted: Vec<i128>, count: u32): i128 {
  const first = sorted.length - count;
  const upper = first + count / 2;
  const lower = count % 2 === 1 ? upper : upper - 1;
  return (sorted.at(lower) + sorted.at(upper)) / i128.from(2);
}

/**
 * Whether `quorum` of a sorted list lie within `bps` of each other. Where a quorum is more than half of them, the median
 * is always among those. Nothing counts as a price where a 0 stands.
 */
export function agrees(sorted: Vec<i128>, quorum: u32, bps: u32): bool {
  let found = false;
  for (let i: u32 = 0; i + quorum <= sorted.length; i++) {
    const lowest = sorted.at(i);
    const isClose = isWithin(sorted.at(i + quorum - 1), lowest, i128.from(bps));
    if (isClose && !lowest.isZero) found = true;
  }
  return found;
}

export function isWithin(price: i128, reference: i128, bps: i128): bool {
  return (price - reference).abs() <= reference.mulDivFloor(bps, i128.from(BPS));
}

/** In ascending order. Each place is found by halving, which takes about as many steps whatever the order was. */
export function sort(prices: Vec<i128>): Vec<i128> {
  let sorted = Vec.empty<i128>();
  for (const price of prices) sorted = sorted.insert(placeOf(price, sorted), price);
  return sorted;
}

function placeOf(price: i128, sorted: Vec<i128>): u32 {
  let low: u32 = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) / 2;
    if (sorted.at(middle) <= price) low = middle + 1;
    else high = middle;
  }
  return low;
}
