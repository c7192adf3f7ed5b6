/** Keys that were presented and refused, counted while this process runs. */
export interface AuthenticationFailures {
  note(): void;
  total(): number;
  /** Within the last ten minutes. */
  recent(): number;
}

const WINDOW_MS = 600_000;
/** A minute a bucket: however many there are, no more than these is kept. */
const BUCKETS = 10;

export function createAuthenticationFailures(now: () => number = Date.now): AuthenticationFailures {
  const buckets = new Map<number, number>();
  let total = 0;
  const minuteOf = (): number => Math.floor(now() / (WINDOW_MS / BUCKETS));
  const forget = (): void => {
    for (const minute of buckets.keys()) if (minute <= minuteOf() - BUCKETS) buckets.delete(minute);
  };
  return {
    note() {
      forget();
      total += 1;
      buckets.set(minuteOf(), (buckets.get(minuteOf()) ?? 0) + 1);
    },
    total: () => total,
    recent() {
      forget();
      return [...buckets.values()].reduce((sum, count) => sum + count, 0);
    },
  };
}
