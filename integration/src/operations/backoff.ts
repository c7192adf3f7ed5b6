/** The first pause after a failure. */
const FIRST_MS = 1_000;
const LONGEST_MS = 5 * 60_000;

/** Doubles with every failure in a row, and is spread over ±50 % so that deposits that failed together come back apart. */
export function retryAt(now: Date, failures: number, random: () => number): Date {
  const pause = Math.min(FIRST_MS * 2 ** Math.max(0, failures - 1), LONGEST_MS);
  return new Date(now.getTime() + pause * (0.5 + random()));
}
