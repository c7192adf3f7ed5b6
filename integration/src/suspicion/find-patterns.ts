import type { Movement } from './movements.ts';
import type { Pattern, PatternRule } from './pattern-rules.ts';

/** That a rule holds of somebody, and of which movements. */
export interface Finding {
  rule: PatternRule;
  /** Oldest first. */
  inputs: Movement[];
}

const BPS = 10_000n;

/** Until which place of the bus an officer has judged somebody by a rule. */
export type Judged = ReadonlyMap<string, bigint>;

/**
 * Pure: which rules hold when the newest of somebody's movements is there. `movements`: of one holder. The clock is that
 * of the chain, so that whoever reads the same events finds the same. What was judged is part of no further pattern.
 */
export function findPatterns(
  rules: readonly PatternRule[],
  movements: readonly Movement[],
  judged: Judged = new Map(),
): Finding[] {
  const ordered = movements.toSorted((one, other) => (one.seq < other.seq ? -1 : 1));
  const newest = ordered.at(-1);
  if (!newest) return [];
  return rules.flatMap((rule) => {
    const since = newest.at.getTime() - rule.withinSeconds * 1_000;
    const fresh = ordered.filter(({ at, seq }) => at.getTime() > since && seq > (judged.get(rule.name) ?? 0n));
    const inputs = inputsOf(rule.pattern, fresh);
    // A pattern that was whole before is not found again for what has nothing to do with it.
    return inputs.includes(newest) ? [{ rule, inputs }] : [];
  });
}

/** The movements that make up the pattern; none where it does not hold. */
function inputsOf(pattern: Pattern, movements: readonly Movement[]): Movement[] {
  switch (pattern.is) {
    case 'just-below': {
      const { limitSats, withinBps, count } = pattern;
      const least = limitSats - (limitSats * withinBps) / BPS;
      const near = movements.filter(({ kind, sats }) => kind === 'deposit' && sats >= least && sats < limitSats);
      return near.length >= count ? near : [];
    }
    case 'in-and-out': {
      const [came, went] = (['in', 'out'] as const).map((way) => sumOf(movements.filter((each) => each.way === way)));
      const { leastSats, shareBps } = pattern;
      const isThrough = came! >= leastSats && went! * BPS >= came! * shareBps;
      // What goes out completes it: money that comes to somebody who paid before is nobody's passing it on.
      return isThrough && movements.at(-1)?.way === 'out' ? [...movements] : [];
    }
    case 'burst':
      return movements.length >= pattern.count ? [...movements] : [];
    case 'many-others': {
      const own = movements.filter(({ way, other }) => way === pattern.way && other !== null);
      return new Set(own.map(({ other }) => other)).size >= pattern.count ? own : [];
    }
  }
}

const sumOf = (movements: readonly Movement[]): bigint => movements.reduce((sum, { sats }) => sum + sats, 0n);
