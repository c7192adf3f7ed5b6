const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Before each attempt but the first: nine attempts over a day. */
const PAUSES = [5 * SECOND, MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 8 * HOUR, 9 * HOUR];
export const MOST_ATTEMPTS = PAUSES.length + 1;
/** Up to so much longer, so that what failed together does not come back together. */
const JITTER = 0.2;

/** When to try again after so many attempts; undefined when they were enough. */
export function pauseAfter(attempts: number, random: number, askedMs = 0): number | undefined {
  const pause = PAUSES[attempts - 1];
  return pause === undefined ? undefined : Math.max(Math.round(pause * (1 + JITTER * random)), askedMs);
}

/** Failures in a row before an endpoint is left alone for a while. */
const MOST_FAILURES = 5;
const SHORTEST_OPEN = 30 * SECOND;
const LONGEST_OPEN = 15 * MINUTE;

/** For how long nothing is sent to an endpoint after so many failures in a row; undefined for no time. */
export function openFor(failures: number): number | undefined {
  if (failures < MOST_FAILURES) return undefined;
  return Math.min(SHORTEST_OPEN * 2 ** (failures - MOST_FAILURES), LONGEST_OPEN);
}

export const isLeftAlone = (failures: number): boolean => failures >= MOST_FAILURES;

/**
 * How many messages an endpoint may be tried with at once: those that fail together are one reason to leave it alone, not
 * several. One that was left alone is tried with a single message first.
 */
export const triesLeft = (failures: number): number => Math.max(1, MOST_FAILURES - failures);
