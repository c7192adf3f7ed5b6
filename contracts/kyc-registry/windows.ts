import { ledger, type Packed, type u32, type u64 } from '@istsi/soroban-sdk';

// Windows roll over buckets of whole hours and whole days. A bucket that touches the window counts in full, so a sum can
// be too large by one bucket but is never too small. A window is a ring of as many buckets as it can touch: it has the same
// size whatever happened and whenever, so that what simulation finds is what the ledger needs later.
const HOUR: u64 = 3_600;
const DAY_IN_HOURS: u32 = 24;

/** Any 24 hours touch 25 of the clock. */
export const HOURS: u32 = 25;
/** Any 30 days touch 31 of the calendar. */
export const DAYS: u32 = 31;
/** Bytes of an amount's bucket. */
export const AMOUNT: u32 = 8;
/** Bytes of a count's bucket. */
export const COUNT: u32 = 4;

/** Since the epoch. */
export function currentHour(): u32 {
  return (ledger.timestamp() / HOUR) as u32;
}

/** Since the epoch. */
export function dayOf(hour: u32): u32 {
  return hour / DAY_IN_HOURS;
}

/**
 * Empties the buckets that come after `last`, up to `now`: what they held has left the window. In one stretch or two, so that
 * it costs next to nothing how long nobody asked: a call is paid for as it was simulated, whenever it is sent.
 */
export function turnAmounts(ring: Packed, at: u32, buckets: u32, last: u32, now: u32): void {
  empty(ring, at, buckets, AMOUNT, last, now);
}

/** As `turnAmounts`, of counts. */
export function turnCounts(ring: Packed, at: u32, buckets: u32, last: u32, now: u32): void {
  empty(ring, at, buckets, COUNT, last, now);
}

function empty(ring: Packed, at: u32, buckets: u32, size: u32, last: u32, now: u32): void {
  if (now === last) return;
  const end = at + buckets * size;
  if (now - last >= buckets) {
    ring.clear(at, end);
    return;
  }
  const first = at + ((last + 1) % buckets) * size;
  const next = at + ((now + 1) % buckets) * size;
  if (first < next) {
    ring.clear(first, next);
    return;
  }
  ring.clear(first, end);
  ring.clear(at, next);
}

export function addAmount(ring: Packed, at: u32, buckets: u32, bucket: u32, amount: u64): void {
  const place = at + (bucket % buckets) * AMOUNT;
  ring.setU64(place, ring.u64At(place) + amount);
}

export function addCount(ring: Packed, at: u32, buckets: u32, bucket: u32, count: u32): void {
  const place = at + (bucket % buckets) * COUNT;
  ring.setU32(place, ring.u32At(place) + count);
}

export function amountOf(ring: Packed, at: u32, buckets: u32, bucket: u32): u64 {
  return ring.u64At(at + (bucket % buckets) * AMOUNT);
}

export function sumOf(ring: Packed, at: u32, buckets: u32): u64 {
  let sum: u64 = 0;
  for (let i: u32 = 0; i < buckets; i++) sum += ring.u64At(at + i * AMOUNT);
  return sum;
}

export function countOf(ring: Packed, at: u32, buckets: u32): u32 {
  let count: u32 = 0;
  for (let i: u32 = 0; i < buckets; i++) count += ring.u32At(at + i * COUNT);
  return count;
}
