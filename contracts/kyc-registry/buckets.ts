import { ledger, type u32, type u64 } from '@istsi/soroban-sdk';

// Windows roll over buckets of whole hours and whole days. A bucket that touches the window counts in full, so a sum can
// be too large by one bucket but is never too small.
const HOUR: u64 = 3_600;
const DAY: u64 = 86_400;

/** Since the epoch. */
export function currentHour(): u32 {
  return (ledger.timestamp() / HOUR) as u32;
}

/** Since the epoch. */
export function currentDay(): u32 {
  return (ledger.timestamp() / DAY) as u32;
}

export function sumSince(buckets: Map<u32, u64>, first: u32): u64 {
  let sum: u64 = 0;
  for (let i: u32 = 0; i < buckets.size; i++) {
    if (buckets.keyAt(i) >= first) sum += buckets.valueAt(i);
  }
  return sum;
}

export function countSince(buckets: Map<u32, u32>, first: u32): u32 {
  let count: u32 = 0;
  for (let i: u32 = 0; i < buckets.size; i++) {
    if (buckets.keyAt(i) >= first) count += buckets.valueAt(i);
  }
  return count;
}

/** Adds to a bucket and forgets those before `first`. Maps are ordered by key, so the oldest is always in front. */
export function addAmount(buckets: Map<u32, u64>, first: u32, bucket: u32, amount: u64): Map<u32, u64> {
  let kept = buckets;
  while (kept.size > 0 && kept.keyAt(0) < first) kept = kept.remove(kept.keyAt(0));
  return kept.set(bucket, kept.getOr(bucket, 0) + amount);
}

/** As `addAmount`, one at a time. */
export function addCount(buckets: Map<u32, u32>, first: u32, bucket: u32): Map<u32, u32> {
  let kept = buckets;
  while (kept.size > 0 && kept.keyAt(0) < first) kept = kept.remove(kept.keyAt(0));
  return kept.set(bucket, kept.getOr(bucket, 0) + 1);
}
