/** Why a figure is not what another one says: what a named operation in a named state explains, or nothing does. */
export const explanations = [
  /** A coin in a block, not deep enough to count. */
  'unconfirmed',
  /** Deep enough, and not minted yet. */
  'mint-pending',
  /** An authorized payment is in a block, and not settled on the books. */
  'payout-pending',
  /** On its way in another sense: paid back, added to the reserve, reinstated or put right. */
  'in-flight',
  /** Custodians attested that it is gone. */
  'written-off',
  'unexplained',
] as const;
export type Explanation = (typeof explanations)[number];

/** What was held against what. */
export const comparisons = ['coins', 'outputs', 'owed', 'supply', 'backing'] as const;
export type Comparison = (typeof comparisons)[number];

/** One difference, by what explains it. */
export interface Difference {
  comparison: Comparison;
  explanation: Explanation;
  /** What is there, less what the other side says: above zero is too much, below it is missing. */
  sats: bigint;
  /** The output, payment or figure that it is of. */
  subject: string;
  /** Of that operation, as it was found. */
  state: string | undefined;
  /** In words. */
  detail: string;
}

/** What could not be found out, and why: it is neither well nor wrong. */
export interface Unknown {
  what: string;
  why: string;
}

/** What two servers of one chain say of the same. */
export interface Disagreement {
  chain: 'stellar' | 'bitcoin';
  what: string;
  first: string;
  second: string;
}

export const outcomes = ['balanced', 'difference', 'unknown'] as const;
export type Outcome = (typeof outcomes)[number];

export interface Findings {
  differences: readonly Difference[];
  unknown: readonly Unknown[];
  disagreements: readonly Disagreement[];
}

/**
 * Servers that contradict each other leave nothing to be concluded; what is unexplained is said whatever else is not
 * known; and only what was found out to the end is balanced.
 */
export function outcomeOf({ differences, unknown, disagreements }: Findings): Outcome {
  if (disagreements.length > 0) return 'unknown';
  if (differences.some(({ explanation }) => explanation === 'unexplained')) return 'difference';
  return unknown.length > 0 ? 'unknown' : 'balanced';
}

/** Too much in one place makes up for nothing that is missing in another. */
export function unexplainedSats(differences: readonly Difference[]): bigint {
  return differences
    .filter(({ explanation }) => explanation === 'unexplained')
    .reduce((sum, { sats }) => sum + (sats < 0n ? -sats : sats), 0n);
}
