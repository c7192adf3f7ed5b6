import type { ProposedInput, TransactionVersion } from './proposal.ts';

/**
 * What nodes relay as version 3 (BIP-431, Bitcoin Core from 28.0 on), in weight units: a transaction that waits has at most
 * one parent and one child that wait, both of version 3 too, and the child is small.
 */
export const MOST_WEIGHT_V3 = 40_000;
export const MOST_CHILD_WEIGHT_V3 = 4_000;

/** The version of the transaction that this input spends; undefined where that does not come with it. */
function previousVersion({ previousTransaction }: ProposedInput): number | undefined {
  if (!previousTransaction || previousTransaction.length < 4) return undefined;
  return Buffer.from(previousTransaction).readUInt32LE(0);
}

export type FamilyRefusal =
  | {
      readonly code: 'parent-of-other-version';
      readonly parent: string;
      readonly required: number;
      readonly found: number;
    }
  | { readonly code: 'too-many-parents'; readonly most: number; readonly found: number }
  | { readonly code: 'child-too-heavy'; readonly mostWeight: number; readonly weight: number };

/**
 * Why no node relays a transaction of this version and weight beside what it spends that is in no block yet (`waiting`).
 * Undefined if nothing of that speaks against it.
 */
export function checkFamily(
  version: TransactionVersion | undefined = 2,
  weight: number,
  waiting: readonly ProposedInput[],
): FamilyRefusal | undefined {
  for (const input of waiting) {
    const found = previousVersion(input);
    if (found !== undefined && (found === 3) !== (version === 3)) {
      return { code: 'parent-of-other-version', parent: input.txid, required: version, found };
    }
  }
  const parents = new Set(waiting.map(({ txid }) => txid)).size;
  if (version !== 3 || parents === 0) return undefined;
  if (parents > 1) return { code: 'too-many-parents', most: 1, found: parents };
  return weight > MOST_CHILD_WEIGHT_V3
    ? { code: 'child-too-heavy', mostWeight: MOST_CHILD_WEIGHT_V3, weight }
    : undefined;
}
