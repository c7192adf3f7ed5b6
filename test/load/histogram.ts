/**
 * Durations, counted in classes whose width is one part in 64 of what they hold: from microseconds to minutes in a few thousand
 * numbers, and no quantile further off than 1.6 %. What was measured is counted, every one: nothing is sampled.
 */
export interface Histogram {
  record(ms: number): void;
  count(): number;
  /** The least value that so large a share of all is not above, in milliseconds; `NaN` of nothing. */
  quantile(share: number): number;
  most(): number;
  mean(): number;
}

const SUB_CLASSES = 64;
/** Everything is counted in whole microseconds. */
const PER_MS = 1_000;

export function createHistogram(): Histogram {
  const counts = new Map<number, number>();
  let all = 0;
  let sum = 0;
  let most = Number.NaN;
  return {
    record(ms) {
      if (!(ms >= 0)) throw new RangeError(`a duration is not ${ms}`);
      const index = indexOf(Math.round(ms * PER_MS));
      counts.set(index, (counts.get(index) ?? 0) + 1);
      all += 1;
      sum += ms;
      most = all === 1 ? ms : Math.max(most, ms);
    },
    count: () => all,
    most: () => most,
    mean: () => (all === 0 ? Number.NaN : sum / all),
    quantile(share) {
      let left = Math.max(1, Math.ceil(share * all));
      for (const index of [...counts.keys()].sort((a, b) => a - b)) {
        left -= counts.get(index)!;
        // Never more than was ever measured.
        if (left <= 0) return Math.min(upperEndOf(index) / PER_MS, most);
      }
      return Number.NaN;
    },
  };
}

/** Below 64 each value has a class of its own; above, each doubling has 32. */
function indexOf(value: number): number {
  if (value < SUB_CLASSES) return value;
  const doublings = Math.floor(Math.log2(value)) - 5;
  return (SUB_CLASSES / 2) * doublings + Math.floor(value / 2 ** doublings);
}

function upperEndOf(index: number): number {
  if (index < SUB_CLASSES) return index;
  const doublings = Math.floor(index / (SUB_CLASSES / 2)) - 1;
  const mantissa = index - (SUB_CLASSES / 2) * doublings;
  return (mantissa + 1) * 2 ** doublings - 1;
}
