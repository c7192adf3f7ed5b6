import type { Movement } from './movements.ts';

/** What of a holder's movements within a span of time is looked for. */
export type Pattern =
  /** So many deposits, each below a round amount by no more than a share of it: somebody stays below a limit. */
  | { is: 'just-below'; limitSats: bigint; withinBps: bigint; count: number }
  /** So much came in, and most of it went out again: nobody kept anything. */
  | { is: 'in-and-out'; leastSats: bigint; shareBps: bigint }
  | { is: 'burst'; count: number }
  | { is: 'many-others'; way: Movement['way']; count: number };

/** A rule, as data: a flag keeps the one that it was raised by, so that anybody can look for the same again. */
export interface PatternRule {
  name: string;
  /** What it says of somebody, for people. */
  title: string;
  /** How loud it is told that there is one. No rule ever stops anything. */
  severity: 'warning' | 'informational';
  withinSeconds: number;
  pattern: Pattern;
}

const HOUR = 3_600;
const DAY = 24 * HOUR;
const BITCOIN = 100_000_000n;

export const patternRules = [
  {
    name: 'deposits-just-below',
    title: 'Several deposits of little less than a tenth of a bitcoin within a day',
    severity: 'warning',
    withinSeconds: DAY,
    pattern: { is: 'just-below', limitSats: BITCOIN / 10n, withinBps: 1_000n, count: 3 },
  },
  {
    name: 'in-and-out',
    title: 'At least a tenth of a bitcoin came in, and nine tenths of it went out within six hours',
    severity: 'warning',
    withinSeconds: 6 * HOUR,
    pattern: { is: 'in-and-out', leastSats: BITCOIN / 10n, shareBps: 9_000n },
  },
  {
    name: 'burst',
    title: 'Fifty movements within an hour',
    severity: 'informational',
    withinSeconds: HOUR,
    pattern: { is: 'burst', count: 50 },
  },
  {
    name: 'from-many',
    title: 'Tokens of twenty holders within a day',
    severity: 'informational',
    withinSeconds: DAY,
    pattern: { is: 'many-others', way: 'in', count: 20 },
  },
  {
    name: 'to-many',
    title: 'Tokens or bitcoin to twenty addresses within a day',
    severity: 'informational',
    withinSeconds: DAY,
    pattern: { is: 'many-others', way: 'out', count: 20 },
  },
] as const satisfies PatternRule[];

/** Names of the rules that are told as loudly as this. */
export const rulesAs = (severity: PatternRule['severity']): string[] =>
  patternRules.filter((rule) => rule.severity === severity).map(({ name }) => name);

/** For so long a movement may be part of a pattern. */
export const longestSeconds = (rules: readonly PatternRule[]): number =>
  Math.max(0, ...rules.map(({ withinSeconds }) => withinSeconds));
