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
];

export const equivalentTo = (contract: string, within: string, what: string): Equivalent | undefined =>
  equivalents.find((known) => known.contract === contract && known.function === within && known.what === what);
