import { add, all, eq, ite, lshr, ugt, ult, zext } from '../terms/bits.ts';
import { constant, type Term, truth } from '../terms/term.ts';
import { u32 } from './ended.ts';
import type { Proof } from './proof.ts';

const n = (value: number | bigint, width: number): Term => constant(width, value);

/** How many reports are needed for a price. */
export const oracleProofs: readonly Proof[] = [
  {
    id: 'quorum-seats',
    statement:
      'The least quorum is three, or else the smallest number that is more than half of the reporters: two quorums always share a reporter.',
    bounds: 'Any number of reporters.',
    contract: 'price-oracle',
    function: 'configuration/leastQuorum',
    parameters: [['reporters', 32]],
    reaches: ['return'],
    isWhole: true,
    claim: (end) => {
      if (!end.returned) return truth(false);
      const majority = add(lshr(u32('reporters'), n(1, 32)), n(1, 32));
      const [quorum, reporters] = [zext(end.raw, 64), zext(u32('reporters'), 64)];
      return all(eq(end.raw, ite(ugt(majority, n(3, 32)), majority, n(3, 32))), ult(reporters, add(quorum, quorum)));
    },
  },
];
