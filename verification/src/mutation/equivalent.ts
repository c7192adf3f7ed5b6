import type { BuiltContractName } from '@istsi/contracts';

/** A change of the Wasm that changes nothing of what it computes: no statement could notice. */
export interface Equivalent {
  readonly contract: BuiltContractName;
  readonly function: string;
  readonly what: string;
  readonly why: string;
}

export const equivalents: readonly Equivalent[] = [
  {
    contract: 'reserve-manager',
    function: 'ratio/freeReserves',
    what: 'i64.lt_u becomes i64.le_u',
    why: 'where as much is owed as there is, total − owed is the 0 that stands for less than nothing',
  },
  {
    contract: 'integration-router',
    function: 'rate-limits/used',
    what: 'i64.lt_u becomes i64.le_u',
    why: 'a sum that is exactly the largest number is that number, whether it is added or taken for too large',
  },
  {
    contract: 'bitcoin-relay',
    function: 'target/isPossible',
    what: '8388607 before i32.gt_u becomes 8388608',
    why: 'the one mantissa between is a sign and nothing else: its target is zero, which is refused after it',
  },
  {
    contract: 'bitcoin-relay',
    function: 'difficulty/nextEpochBits',
    what: '4838400 before i64.gt_s becomes 4838399',
    why: 'an epoch of exactly eight weeks took eight weeks, whether it is cut off there or not',
  },
  ...['i64.ge_u becomes i64.gt_u', '32 before i64.ge_u becomes 33', '32 before i64.ge_u becomes 31'].map((what) => ({
    ...({ contract: 'bitcoin-relay', function: 'proof/rootOf', what } as const),
    why: 'whether the index may be shifted so far: it is shifted by 15 at most, for deeper branches are refused before',
  })),
];

export const equivalentTo = (contract: string, within: string, what: string): Equivalent | undefined =>
  equivalents.find((known) => known.contract === contract && known.function === within && known.what === what);
