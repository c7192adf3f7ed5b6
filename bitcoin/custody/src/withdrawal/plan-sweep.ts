import { changeOutputs, type LanePolicy, LEAST_CHANGE_SATS, laneCount, reserveWeights, singleLane } from './change.ts';
import type { LedgerCoin } from './ledger.ts';
import { orderedCoins, type Plan } from './plan.ts';
import {
  type Epochs,
  type Proposal,
  previousOutput,
  proposalFeeSats,
  proposalWeight,
  type TransactionVersion,
} from './proposal.ts';
import { MOST_CHILD_WEIGHT_V3 } from './truc.ts';
import { feeForWeight, frameWeight } from './weight.ts';

/** Every output of a sweep goes to the reserve, so its fee is the reserve's: it comes out of what backs no supply. */
export type SweepOptions = {
  readonly epochs: Epochs;
  readonly coins: readonly LedgerCoin[];
  readonly satsPerKvb: bigint;
  /** What the reserve may pay. */
  readonly feeCapSats: bigint;
  readonly lanes: LanePolicy;
  readonly mostInputs: number;
};

export type SweepRefusal =
  /** No coin holds more than moving it costs, or all together less than an output must. */
  | { readonly code: 'nothing-worth-moving' }
  | { readonly code: 'fee-over-cap'; readonly feeSats: bigint; readonly mostFeeSats: bigint };

export type SweepResult =
  | { readonly ok: true; readonly plan: Plan }
  | { readonly ok: false; readonly reason: SweepRefusal };

const nothing: SweepResult = { ok: false, reason: { code: 'nothing-worth-moving' } };
const overCap = (feeSats: bigint, mostFeeSats: bigint): { ok: false; reason: SweepRefusal } => ({
  ok: false,
  reason: { code: 'fee-over-cap', feeSats, mostFeeSats },
});

const sumOf = (coins: readonly LedgerCoin[]): bigint => coins.reduce((sum, { amountSats }) => sum + amountSats, 0n);

/**
 * Moves coins to the reserve without paying anyone: after a key rotation those of earlier epochs, and when fees are low
 * the small ones. The largest first, and as many as the fee cap covers; the rest is for another time.
 */
export function planSweep(options: SweepOptions): SweepResult {
  const { satsPerKvb, feeCapSats } = options;
  const worthMoving = options.coins
    .filter((coin) => coin.amountSats > feeForWeight(coin.inputWeight, satsPerKvb))
    .sort((a, b) => (a.amountSats < b.amountSats ? 1 : a.amountSats > b.amountSats ? -1 : 0))
    .slice(0, options.mostInputs);
  for (let count = worthMoving.length; count > 0; count--) {
    const coins = worthMoving.slice(0, count);
    const lanes = laneCount(sumOf(coins), options.coins.length - count, options.lanes);
    const plan = sweep(options.epochs, coins, lanes, (weight) => feeForWeight(weight, satsPerKvb));
    if (!plan) return nothing;
    if (plan.feeSats <= feeCapSats) return { ok: true, plan };
    if (count === 1) return overCap(plan.feeSats, feeCapSats);
  }
  return nothing;
}

/** All coins into this many outputs; undefined if they would be too small. */
function sweep(
  epochs: Epochs,
  coins: readonly LedgerCoin[],
  lanes: number,
  feeOf: (weight: number) => bigint,
): Plan | undefined {
  const { outputWeight } = reserveWeights(epochs);
  const inputsWeight = coins.reduce((sum, coin) => sum + coin.inputWeight, 0);
  const weight = frameWeight(coins.length, lanes) + inputsWeight + lanes * outputWeight;
  const feeSats = feeOf(weight);
  const outSats = sumOf(coins) - feeSats;
  if (outSats < LEAST_CHANGE_SATS * BigInt(lanes)) return undefined;
  return { coins: orderedCoins(coins), outputs: changeOutputs(epochs, outSats, lanes), feeSats, weight };
}

/** A transaction of ours that waits to be mined, as one that pays for it must know it. */
export type Parent = { readonly feeSats: bigint; readonly vbytes: number };

/**
 * Spends change of one unconfirmed payment so that both together reach a rate (child pays for parent). Takes the smallest
 * change output that bears the fee, so that the other lanes stay as they are; `change` are that payment's, all of them, and
 * `version` is that payment's.
 */
export function planChild(options: {
  epochs: Epochs;
  parent: Parent;
  version?: TransactionVersion | undefined;
  change: readonly LedgerCoin[];
  satsPerKvb: bigint;
  feeCapSats: bigint;
}): SweepResult {
  const { epochs, parent, satsPerKvb, feeCapSats } = options;
  const sorted = [...options.change].sort((a, b) => (a.amountSats < b.amountSats ? -1 : 1));
  const attempts = [...sorted.map((coin) => [coin]), ...sorted.map((_, i) => sorted.slice(i)).toReversed()];
  const plans = attempts.map((coins) => sweep(epochs, coins, singleLane.mostLanes, feeOfChild));
  const mostWeight = options.version === 3 ? MOST_CHILD_WEIGHT_V3 : Number.POSITIVE_INFINITY;
  const plan = plans.find((one) => one !== undefined && one.weight <= mostWeight);
  if (!plan) return nothing;
  return plan.feeSats <= feeCapSats ? { ok: true, plan } : overCap(plan.feeSats, feeCapSats);

  /** What both must pay less what the parent pays, and never less than the child owes for itself. */
  function feeOfChild(weight: number): bigint {
    const both = feeForWeight(weight + 4 * parent.vbytes, satsPerKvb) - parent.feeSats;
    const alone = feeForWeight(weight, LEAST_RELAY_SATS_PER_KVB);
    return both > alone ? both : alone;
  }
}

/** Core's default `minrelaytxfee` before version 30, still common; a child below it would not travel. */
const LEAST_RELAY_SATS_PER_KVB = 1_000n;

/** Virtual bytes of a transaction that spends one coin of the reserve back to it. */
export function childVbytes(epochs: Epochs): number {
  const { outputWeight, laterInputWeight } = reserveWeights(epochs);
  return Math.ceil((frameWeight(1, 1) + laterInputWeight + outputWeight) / 4);
}

export type SweepReplacement =
  | { readonly ok: true; readonly proposal: Proposal }
  | {
      readonly ok: false;
      readonly reason: SweepRefusal | { readonly code: 'fee-not-higher'; readonly feeSats: bigint };
    };

/** The same sweep or child at a higher fee: same inputs, as many outputs, each smaller. */
export function planSweepReplacement(options: {
  epochs: Epochs;
  earlier: Proposal;
  feeSats: bigint;
  feeCapSats: bigint;
}): SweepReplacement {
  const { epochs, earlier, feeSats, feeCapSats } = options;
  const before = proposalFeeSats(earlier);
  if (before === undefined) throw new RangeError('the earlier version does not come with the transactions it spends');
  if (feeSats <= before) return { ok: false, reason: { code: 'fee-not-higher', feeSats: before } };
  if (feeSats > feeCapSats) return overCap(feeSats, feeCapSats);
  const lanes = earlier.outputs.length;
  const inSats = earlier.inputs.reduce((sum, input) => sum + (previousOutput(input)?.amountSats ?? 0n), 0n);
  if (inSats - feeSats < LEAST_CHANGE_SATS * BigInt(lanes)) {
    return { ok: false, reason: { code: 'nothing-worth-moving' } };
  }
  return { ok: true, proposal: { ...earlier, outputs: changeOutputs(epochs, inSats - feeSats, lanes) } };
}

export type Cancellation =
  | { readonly ok: true; readonly proposal: Proposal; readonly feeSats: bigint; readonly weight: number }
  | { readonly ok: false; readonly reason: SweepRefusal };

/**
 * In place of a payment: the same coins, all of them back to the reserve. It costs more than every version before it
 * (`aboveSats`) by what relaying it costs, as BIP-125 asks, and at least what its rate asks for.
 */
export function planCancellation(options: {
  epochs: Epochs;
  earlier: Proposal;
  aboveSats: bigint;
  satsPerKvb: bigint;
  feeCapSats: bigint;
}): Cancellation {
  const { epochs, earlier, aboveSats, satsPerKvb, feeCapSats } = options;
  const inSats = earlier.inputs.reduce((sum, input) => sum + (previousOutput(input)?.amountSats ?? 0n), 0n);
  const withFee = (feeSats: bigint): Proposal => ({ ...earlier, outputs: changeOutputs(epochs, inSats - feeSats, 1) });
  const weight = proposalWeight(epochs, withFee(0n));
  const [least, asked] = [aboveSats + feeForWeight(weight, LEAST_RELAY_SATS_PER_KVB), feeForWeight(weight, satsPerKvb)];
  const feeSats = asked > least ? asked : least;
  if (feeSats > feeCapSats) return overCap(feeSats, feeCapSats);
  if (inSats - feeSats < LEAST_CHANGE_SATS) return { ok: false, reason: { code: 'nothing-worth-moving' } };
  return { ok: true, proposal: withFee(feeSats), feeSats, weight };
}
