import { isWithin } from './observe.ts';

/** What this reporter said last. */
export interface Word {
  price: bigint;
  atMs: number;
}

export interface DueRules {
  /** So often it says the same again, for a word must not become stale. */
  heartbeatSeconds: number;
  /** Basis points that the price must have moved for it to say so sooner. */
  deviationBps: number;
}

export interface DueFacts {
  observed: bigint;
  word: Word | undefined;
  /** The oracle's price now; undefined where it has none. */
  standing: bigint | undefined;
  /** Seconds a tick of the oracle: it makes one price in each. */
  resolutionSeconds: number;
  nowMs: number;
}

export type Due = 'first' | 'moved' | 'heartbeat' | 'not-followed';

/** Why it should speak now; undefined where it need not. Pure. */
export function dueReason(facts: DueFacts, rules: DueRules): Due | undefined {
  const { observed, word, standing, resolutionSeconds, nowMs } = facts;
  if (!word) return 'first';
  if (!isWithin(observed, word.price, rules.deviationBps)) return 'moved';
  const silentMs = nowMs - word.atMs;
  if (silentMs >= rules.heartbeatSeconds * 1_000) return 'heartbeat';
  // The oracle moves no faster than its caps: said once more in the next tick, the same word leads it further.
  const lags = standing !== undefined && !isWithin(observed, standing, rules.deviationBps);
  return lags && silentMs >= resolutionSeconds * 1_000 ? 'not-followed' : undefined;
}
