import type { bool, Packed, u32, u64 } from '@istsi/soroban-sdk';
import { loadExposure, storeExposure } from './storage.ts';

// A reorganization takes back every output of the blocks that it undoes, whoever was paid by it and in however many parts.
// What it must not be worth is therefore the sum of all that was minted from the first undone block on. The sums of the
// last blocks are a ring of fixed size: each slot holds a height and what was minted against outputs of that block.
const SLOTS: u32 = 16;
// Bytes: a height and an amount.
const SLOT: u32 = 12;
export const EXPOSURE_BYTES: u32 = SLOTS * SLOT;

// A slot that is further ahead than two weeks of blocks was written by mistake, and gives way.
const FAR: u32 = 2_016;

const ONE_BTC: u64 = 100_000_000;
const MOST_CONFIRMATIONS: u32 = 12;

/** How many blocks must bury a sum: undoing them must cost more than the sum is worth. */
export function requiredConfirmations(amount: u64): u32 {
  if (amount < ONE_BTC / 10) return 2;
  if (amount < ONE_BTC) return 3;
  if (amount < 10 * ONE_BTC) return 6;
  return MOST_CONFIRMATIONS;
}

/** As `required_confirmations`, with all that was credited around this block. */
export function requiredConfirmationsAt(amount: u64, height: u32): u32 {
  const ring = loadExposure();
  let sum = amount + sumFrom(ring, height);
  let required = requiredConfirmations(sum);
  for (let back: u32 = 1; back < MOST_CONFIRMATIONS && back <= height; back++) {
    sum += sumAt(ring, height - back);
    const needed = requiredConfirmations(sum);
    if (needed > back && needed - back > required) required = needed - back;
  }
  return required;
}

/** Counts an output that is credited now. */
export function countExposure(amount: u64, height: u32): void {
  const ring = loadExposure();
  const at = (height % SLOTS) * SLOT;
  const held = ring.u32At(at);
  // An output of a block so old is at stake in no fork that anybody reckons with.
  if (isAfter(held, height)) return;
  const before = held === height ? ring.u64At(at + 4) : 0;
  ring.setU32(at, height);
  ring.setU64(at + 4, before + amount);
  storeExposure(ring);
}

function sumAt(ring: Packed, height: u32): u64 {
  const at = (height % SLOTS) * SLOT;
  return ring.u32At(at) === height ? ring.u64At(at + 4) : 0;
}

function sumFrom(ring: Packed, height: u32): u64 {
  let sum: u64 = 0;
  for (let slot: u32 = 0; slot < SLOTS; slot++) {
    const held = ring.u32At(slot * SLOT);
    if (held === height || isAfter(held, height)) sum += ring.u64At(slot * SLOT + 4);
  }
  return sum;
}

function isAfter(held: u32, height: u32): bool {
  return held > height && held - height < FAR;
}
