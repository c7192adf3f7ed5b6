/** A node's estimates: for a number of blocks, the rate in sat/kvB at which a transaction is mined within them. */
export type FeeEstimates = ReadonlyMap<number, bigint>;

export type FeePolicy = {
  /** Never below: what nodes relay, at least. */
  readonly floorSatsPerKvb: bigint;
  /** Never above, whatever is estimated. */
  readonly capSatsPerKvb: bigint;
  /** Added to every estimate, in basis points. */
  readonly marginBps: bigint;
  /** Where nobody has an estimate, nor had one lately (`createFeeSource`). */
  readonly fallbackSatsPerKvb: bigint;
};

/** BIP-125 rule 4: a replacement pays for its own relay on top, at this rate (Core's incrementalrelayfee). */
const INCREMENTAL_RELAY_SATS_PER_KVB = 1_000n;
/** Each step up is at least this much, so that a deadline is met in few replacements. */
const LEAST_STEP_BPS = 2_500n;
const BPS = 10_000n;

function clamp(rate: bigint, { floorSatsPerKvb, capSatsPerKvb }: FeePolicy): bigint {
  return smaller(larger(rate, floorSatsPerKvb), capSatsPerKvb);
}

/** The rate for a transaction that should be mined within `blocksLeft` blocks: the cheapest estimate that is in time. */
export function feeRateFor(estimates: FeeEstimates, blocksLeft: number, policy: FeePolicy): bigint {
  const targets = [...estimates.keys()].sort((a, b) => a - b);
  const target = targets.findLast((blocks) => blocks <= Math.max(blocksLeft, 1)) ?? targets[0];
  const estimate = (target !== undefined && estimates.get(target)) || policy.fallbackSatsPerKvb;
  return clamp((estimate * (BPS + policy.marginBps) + BPS - 1n) / BPS, policy);
}

/** A payment that waits to be mined, and what may be paid to speed it up. */
export type Waiting = {
  readonly feeSats: bigint;
  readonly vbytes: number;
  /** The height at which this version, or its child, was broadcast. */
  readonly sinceHeight: number;
  readonly deadlineHeight: number;
  /** What a replacement may cost the recipients together (`mostFeeSats`), or a cap below it. */
  readonly mostFeeSats: bigint;
  /** What a child may cost the reserve: what it holds beyond its duties, or a cap below it. */
  readonly mostChildFeeSats: bigint;
  /** Ours, spending its change. A replacement would throw it away and have to pay for that, so from then on it grows. */
  readonly child?: { readonly feeSats: bigint; readonly vbytes: number };
};

export type FeeStep =
  | { readonly do: 'wait' }
  /** Sign again with this fee: the recipients bear it. */
  | { readonly do: 'replace'; readonly feeSats: bigint }
  /** Spend its change in a transaction with this fee, which pays for both: the reserve bears it. */
  | { readonly do: 'child'; readonly feeSats: bigint }
  | { readonly do: 'replace-child'; readonly feeSats: bigint }
  /** It waits, and nothing more may be paid: a person has to raise a cap, or wait. */
  | { readonly do: 'at-cap'; readonly cap: 'rate' | 'limits' };

/**
 * What to do about a payment's fee at a new block. Waits while its rate is still what the remaining time asks for; as the
 * deadline comes nearer, the rate asked for rises, so a low fee never holds a payment for ever. The recipients pay as far
 * as each of them accepted, then the reserve as far as it has a surplus.
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
  const { feeSats, vbytes, child } = waiting;
  const rate = ((feeSats + (child?.feeSats ?? 0n)) * 1000n) / BigInt(vbytes + (child?.vbytes ?? 0));
  const blocksLeft = waiting.deadlineHeight - tipHeight;
  const isLate = blocksLeft <= 0;
  const asked = feeRateFor(estimates, blocksLeft, policy);
  if (asked <= rate && !isLate) return { do: 'wait' };
  if (rate >= policy.capSatsPerKvb) return { do: 'at-cap', cap: 'rate' };

  const step = (rate * (BPS + LEAST_STEP_BPS) + BPS - 1n) / BPS;
  const wanted = clamp(larger(asked, step), policy);
  const replacement = child ? undefined : replaceStep(waiting, wanted, policy);
  return replacement ?? childStep(waiting, wanted, policy, childVbytes);
}

const larger = (a: bigint, b: bigint): bigint => (a < b ? b : a);
const smaller = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const feeAt = (rate: bigint, vbytes: number): bigint => (rate * BigInt(vbytes) + 999n) / 1000n;

/** Undefined where the recipients accept no valid replacement. */
function replaceStep({ feeSats, vbytes, mostFeeSats }: Waiting, rate: bigint, policy: FeePolicy): FeeStep | undefined {
  const least = feeSats + feeAt(INCREMENTAL_RELAY_SATS_PER_KVB, vbytes);
  const most = smaller(mostFeeSats, feeAt(policy.capSatsPerKvb, vbytes));
  const fee = smaller(larger(feeAt(rate, vbytes), least), most);
  return fee < least ? undefined : { do: 'replace', feeSats: fee };
}

function childStep(waiting: Waiting, rate: bigint, policy: FeePolicy, newChildVbytes: number): FeeStep {
  const { feeSats, vbytes, mostChildFeeSats, child } = waiting;
  const childVbytes = child?.vbytes ?? newChildVbytes;
  // BIP-125 rules 3 and 4 for one that replaces another; the relay minimum for a first one.
  const least = (child?.feeSats ?? 0n) + feeAt(INCREMENTAL_RELAY_SATS_PER_KVB, childVbytes);
  const feeFor = (both: bigint) => feeAt(both, vbytes + childVbytes) - feeSats;
  const fee = smaller(larger(feeFor(rate), least), smaller(mostChildFeeSats, feeFor(policy.capSatsPerKvb)));
  if (fee >= least) return { do: child ? 'replace-child' : 'child', feeSats: fee };
  return { do: 'at-cap', cap: mostChildFeeSats < least ? 'limits' : 'rate' };
}
