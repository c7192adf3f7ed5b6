import { type FeeEstimates, type FeePolicy, feeRateFor } from './fees.ts';
import type { LedgerCoin } from './ledger.ts';
import type { Epochs } from './proposal.ts';

export type ConsolidationPolicy = {
  readonly fees: FeePolicy;
  /** Blocks within which coins under retired keys should have moved. */
  readonly rotationBlocks: number;
  readonly smallCoins: {
    /** A coin below this is small. */
    readonly belowSats: bigint;
    /** Fewer than this many are not worth a transaction. */
    readonly leastCoins: number;
    /** Only while a transaction may take this many blocks… */
    readonly blocks: number;
    /** …at no more than this rate. */
    readonly mostSatsPerKvb: bigint;
    /** Coins that stay as they are, so that payments can go on meanwhile. */
    readonly leaveCoins: number;
  };
  readonly mostInputs: number;
};

export type Consolidation =
  | { readonly do: 'nothing' }
  | {
      readonly do: 'sweep';
      readonly why: 'retired-keys' | 'small-coins';
      readonly coins: readonly LedgerCoin[];
      readonly satsPerKvb: bigint;
    };

/**
 * Which coins should be moved to the reserve at this block, and at what rate. Pure. Coins of retired keys go first and at
 * the rate their policy's time asks for; small coins wait for low fees, because spending each of them in payments later
 * would cost the recipients more.
 */
export function nextConsolidation(
  coins: readonly LedgerCoin[],
  epochs: Epochs,
  estimates: FeeEstimates,
  policy: ConsolidationPolicy,
): Consolidation {
  // The reserve counts change only once it is in a block, so nothing else can be moved.
  const confirmed = coins.filter(({ unconfirmedAncestors }) => unconfirmedAncestors === 0);
  const retired = confirmed.filter(({ epoch = 0 }) => epoch < epochs.length - 1).sort(largestFirst);
  if (retired.length > 0) {
    const satsPerKvb = feeRateFor(estimates, policy.rotationBlocks, policy.fees);
    return { do: 'sweep', why: 'retired-keys', coins: retired.slice(0, policy.mostInputs), satsPerKvb };
  }

  const { belowSats, leastCoins, blocks, mostSatsPerKvb, leaveCoins } = policy.smallCoins;
  const satsPerKvb = feeRateFor(estimates, blocks, policy.fees);
  const most = Math.min(policy.mostInputs, confirmed.length - leaveCoins);
  const small = confirmed.filter(({ amountSats }) => amountSats < belowSats).sort(largestFirst);
  const moved = small.slice(0, Math.max(most, 0));
  if (moved.length < leastCoins || satsPerKvb > mostSatsPerKvb) return { do: 'nothing' };
  return { do: 'sweep', why: 'small-coins', coins: moved, satsPerKvb };
}

const largestFirst = (a: LedgerCoin, b: LedgerCoin): number =>
  a.amountSats < b.amountSats ? 1 : a.amountSats > b.amountSats ? -1 : 0;
