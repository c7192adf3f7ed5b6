/** The first pause after a failure. */
const FIRST_MS = 1_000;
/** With its spread at most a minute: what did not answer, or not as it should, is asked again soon after it does. */
const LONGEST_FAILURE_MS = 40_000;
/** Likewise at most five minutes: who refuses was asked, and has answered. */
const LONGEST_REFUSAL_MS = 200_000;

/** What is held up, as its row stood before the step that is held up now. */
export interface Held {
  /** Steps in a row that did not succeed. */
  failures: number;
  /** When the first of them did not; of no meaning where there is none. */
  failingSince: Date | undefined;
}

/** Codes of what is a failure of something that is needed, other than those of steps that could not be done. */
const FAILURES = new Set([
  ...['too-few-attestations', 'too-few-signatures', 'return-refused', 'not-broadcast', 'transaction-unknown'],
  ...['unknown', 'expired', 'sequence-taken', 'rejected', 'fate-pending'],
]);

/** Whether something that is needed did not answer, or not as it should, as against having refused. */
export const isFailure = (code: string): boolean => code.startsWith('cannot-') || FAILURES.has(code);

/**
 * When to try again what is held up by `code`. It pauses for as long as it has been held up, so that pauses double. That is
 * counted in time and not in steps: blocks, and people who ask, have it looked at in between, and make nothing slower by it.
 * Spread over ±50 %, so that what failed together comes back apart.
 */
export function retryAt(now: Date, { failures, failingSince }: Held, code: string, random: () => number): Date {
  const heldMs = failures === 0 || failingSince === undefined ? 0 : now.getTime() - failingSince.getTime();
  const longest = isFailure(code) ? LONGEST_FAILURE_MS : LONGEST_REFUSAL_MS;
  const pause = Math.min(Math.max(heldMs, FIRST_MS), longest);
  return new Date(now.getTime() + pause * (0.5 + random()));
}
