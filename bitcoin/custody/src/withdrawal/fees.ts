/** A node's estimates: for a number of blocks, the rate in sat/kvB at which a transaction is mined within them. */
export type FeeEstimates = ReadonlyMap<number, bigint>;

export type FeePolicy = {
  /** Never below: what nodes relay, at least. */
  readonly floorSatsPerKvb: bigint;
  /** Never above, whatever is estimated. */
  readonly capSatsPerKvb: bigint;
  /** Added to every estimate, in basis points. */
  readonly marginBps: bigint;
  /** Where a node has no estimate. */
  readonly fallbackSatsPerKvb: bigint;
};

/** BIP-125 rule 4: a replacement pays for its own relay on top, at this rate (Core's incrementalrelayfee). */
const INCREMENTAL_RELAY_SATS_PER_KVB = 1_000n;
/** Each step up is at least this much, so that a deadline is met in few replacements. */
const LEAST_STEP_BPS = 2_500n;
const BPS = 10_000n;

function clamp(rate: bigint, { floorSatsPerKvb, capSatsPerKvb }: FeePolicy): bigint {
  if (rate > capSatsPerKvb) return capSatsPerKvb;
  return rate < floorSatsPerKvb ? floorSatsPerKvb : rate;
}

/** The rate for a transaction that should be mined within `blocksLeft` blocks: the cheapest estimate that is in time. */
export function feeRateFor(estimates: FeeEstimates, blocksLeft: number, policy: FeePolicy): bigint {
  const targets = [...estimates.keys()].sort((a, b) => a - b);
  const target = targets.findLast((blocks) => blocks <= Math.max(blocksLeft, 1)) ?? targets[0];
  const estimate = (target !== undefined && estimates.get(target)) || policy.fallbackSatsPerKvb;
  return clamp((estimate * (BPS + policy.marginBps) + BPS - 1n) / BPS, policy);
}

/** A transaction that waits to be mined. */
export type Waiting = {
  readonly feeSats: bigint;
  readonly vbytes: number;
  /** The height at which this version was broadcast. */
  readonly sinceHeight: number;
  readonly deadlineHeight: number;
  /** Another of our transactions spends its change: replacing it would throw that one away too. */
  readonly hasDescendants: boolean;
};

export type FeeStep =
  | { readonly do: 'wait' }
  /** Sign again, with this fee, from at least one of the same coins (BIP-125). */
  | { readonly do: 'replace'; readonly feeSats: bigint }
  /** Spend its change in a transaction of this many virtual bytes that pays for both. */
  | { readonly do: 'child'; readonly childFeeSats: bigint }
  /** It pays the cap and is still waiting: a person has to raise the cap, or wait. */
  | { readonly do: 'at-cap' };

/**
 * What to do about a transaction's fee at a new block. Waits while its rate is still what the remaining time asks for;
 * as the deadline comes nearer, the rate asked for rises, so a low fee never holds a payment for ever.
 */
export function nextFeeStep(
  waiting: Waiting,
  tipHeight: number,
  estimates: FeeEstimates,
  policy: FeePolicy,
  childVbytes: number,
): FeeStep {
  // In the block it was sent at, nothing can have been learned yet.
  if (tipHeight <= waiting.sinceHeight) return { do: 'wait' };
  const rate = (waiting.feeSats * 1000n) / BigInt(waiting.vbytes);
  const blocksLeft = waiting.deadlineHeight - tipHeight;
  const isLate = blocksLeft <= 0;
  const asked = feeRateFor(estimates, blocksLeft, policy);
  if (asked <= rate && !isLate) return { do: 'wait' };
  if (rate >= policy.capSatsPerKvb) return { do: 'at-cap' };

  const step = (rate * (BPS + LEAST_STEP_BPS) + BPS - 1n) / BPS;
  const wanted = clamp(larger(asked, step), policy);
  return waiting.hasDescendants ? childStep(waiting, wanted, childVbytes) : replaceStep(waiting, wanted, policy);
}

const larger = (a: bigint, b: bigint): bigint => (a < b ? b : a);
const feeAt = (rate: bigint, vbytes: number): bigint => (rate * BigInt(vbytes) + 999n) / 1000n;

function replaceStep({ feeSats, vbytes }: Waiting, rate: bigint, policy: FeePolicy): FeeStep {
  const least = feeSats + feeAt(INCREMENTAL_RELAY_SATS_PER_KVB, vbytes);
  const wanted = feeAt(rate, vbytes);
  const fee = larger(wanted, least);
  return fee > feeAt(policy.capSatsPerKvb, vbytes) ? { do: 'at-cap' } : { do: 'replace', feeSats: fee };
}

function childStep({ feeSats, vbytes }: Waiting, rate: bigint, childVbytes: number): FeeStep {
  return { do: 'child', childFeeSats: feeAt(rate, vbytes + childVbytes) - feeSats };
}
