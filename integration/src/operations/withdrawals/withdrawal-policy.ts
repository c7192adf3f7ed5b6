import type { ConsolidationPolicy, FeePolicy, LanePolicy } from '@istsi/bitcoin-custody';

/** How withdrawals are grouped and what is paid for speed. */
export interface WithdrawalPolicy {
  /** How long a withdrawal waits for others to share a transaction with. */
  batchWindowMs: number;
  /** So many pending withdrawals are looked at for one payment. */
  mostConsidered: number;
  /** How long after custodians refused to pay a withdrawal they are asked again. It is given back at its deadline. */
  refusedPauseMs: number;
  /** Within so many blocks a payment should be mined; its fee rises as they pass. */
  confirmWithinBlocks: number;
  fees: FeePolicy;
  /** The rate at which coins are usually moved: below it many are spent at once, above it few. */
  longTermSatsPerKvb: bigint;
  lanes: LanePolicy;
  mostInputs: number;
  /** When coins are moved that nobody asked to be paid: those of retired keys, and many small ones. */
  consolidation: Omit<ConsolidationPolicy, 'fees' | 'mostInputs'>;
  /** Deeper than this, a completed payment is no longer watched. */
  buryBlocks: number;
  /** A minted deposit that is in no block for this long is written off. */
  writeOffAfterBlocks: number;
  /** A deposit that the contracts refuse for so many blocks is paid back. Custodians have a number of their own. */
  returnAfterBlocks: number;
  /** Of coins that the books name and Bitcoin does not have: up to this much, others' deposits are minted all the same. */
  mostMissingSats: bigint;
}

export const defaultWithdrawalPolicy: WithdrawalPolicy = {
  batchWindowMs: 10_000,
  mostConsidered: 256,
  refusedPauseMs: 600_000,
  confirmWithinBlocks: 6,
  fees: {
    floorSatsPerKvb: 1_000n,
    capSatsPerKvb: 500_000n,
    marginBps: 1_000n,
    fallbackSatsPerKvb: 10_000n,
  },
  longTermSatsPerKvb: 10_000n,
  lanes: { mostLanes: 4, leastLaneSats: 1_000_000n, wantedCoins: 8 },
  mostInputs: 20,
  consolidation: {
    rotationBlocks: 24,
    smallCoins: { belowSats: 100_000n, leastCoins: 10, blocks: 24, mostSatsPerKvb: 3_000n, leaveCoins: 8 },
  },
  buryBlocks: 24,
  writeOffAfterBlocks: 100,
  returnAfterBlocks: 1_008,
  mostMissingSats: 100_000n,
};
