import { randomInt } from 'node:crypto';

export interface Random {
  seed: number;
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform whole number in [low, high]. */
  between(low: number, high: number): number;
  pick<T>(items: readonly T[]): T;
}

/** Replayable randomness (mulberry32). The seed comes from ISTSI_TEST_SEED, or is drawn and printed by the test. */
export function createRandom(seed = Number(process.env.ISTSI_TEST_SEED ?? randomInt(2 ** 31))): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (low: number, high: number) => low + Math.floor(next() * (high - low + 1));
  return { seed, next, between, pick: (items) => items[between(0, items.length - 1)] as (typeof items)[number] };
}
