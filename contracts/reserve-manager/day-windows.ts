import { ledger, type Packed, require, type u32, type u64 } from '@istsi/soroban-sdk';
import { ReserveError } from './errors.ts';
import { loadCaps, loadDay, storeDay } from './storage.ts';

// What left and what was minted unreported in the last 24 hours of ledger time: two rings of whole hours, of a fixed size.
// An hour that touches the window counts in full, so that a sum is never too small.
const HOUR: u64 = 3_600;
const HOURS: u32 = 25;
const AMOUNT: u32 = 8;
const RING: u32 = HOURS * AMOUNT;
// The hour that the rings were last brought to.
const LAST: u32 = 0;
const OUTFLOW: u32 = 4;
const UNREPORTED: u32 = OUTFLOW + RING;
export const DAY_BYTES: u32 = UNREPORTED + RING;

/** Counts what is burned for Bitcoin, and refuses more than may leave in 24 hours. */
export function countOutflow(amount: u64): void {
  require(count(OUTFLOW, amount) <= loadCaps().most_outflow, ReserveError.OutflowOverCap);
}

/** Counts what is minted without a guardian's report, and refuses more than may be in 24 hours. */
export function countUnreported(amount: u64): void {
  require(count(UNREPORTED, amount) <= loadCaps().most_unreported, ReserveError.NotReported);
}

/** As `most_outflow` counts them. */
export function outflow(): u64 {
  return sumOf(turned(), OUTFLOW);
}

/** Satoshis minted without a report in the last 24 hours. */
export function unreported(): u64 {
  return sumOf(turned(), UNREPORTED);
}

/** Adds to the present hour, and returns the sum of the window. */
function count(ring: u32, amount: u64): u64 {
  const day = turned();
  const at = ring + (currentHour() % HOURS) * AMOUNT;
  day.setU64(at, day.u64At(at) + amount);
  storeDay(day);
  return sumOf(day, ring);
}

/** The rings as they are now: hours that have left the window are empty. */
function turned(): Packed {
  const day = loadDay();
  const now = currentHour();
  const last = day.u32At(LAST);
  const passed = now - last < HOURS ? now - last : HOURS;
  for (let i: u32 = 0; i < passed; i++) {
    const at = ((now - i) % HOURS) * AMOUNT;
    day.setU64(OUTFLOW + at, 0);
    day.setU64(UNREPORTED + at, 0);
  }
  day.setU32(LAST, now);
  return day;
}

function sumOf(day: Packed, ring: u32): u64 {
  let sum: u64 = 0;
  for (let i: u32 = 0; i < HOURS; i++) sum += day.u64At(ring + i * AMOUNT);
  return sum;
}

// Since the epoch.
function currentHour(): u32 {
  return (ledger.timestamp() / HOUR) as u32;
}
