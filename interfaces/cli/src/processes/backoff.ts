const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 10_000;
/** A child that ran this long was healthy: its next failure counts as the first one again. */
export const HEALTHY_AFTER_MS = 30_000;

/** How long to wait before the restart that follows so many failures in a row (1 is the first). */
export function restartDelayMs(failuresInARow: number): number {
  return Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (failuresInARow - 1));
}
