import type { FeeEstimates, FeePolicy } from '../withdrawal/fees.ts';
import type { BitcoinView } from './bitcoin-view.ts';
import type { BitcoinRpc } from './rpc.ts';

/**
 * What a fee is reckoned by, and where it is from: the node, the explorer where one is configured, what one of them said
 * last, or nothing, and then it is the policy's fallback rate. A rate that turns out too low is raised at the next blocks,
 * for which `nextFeeStep` needs no estimate but the deadline.
 */
export type FeeReading = {
  readonly estimates: FeeEstimates;
  readonly source: 'node' | 'explorer' | 'remembered' | 'fallback';
  /** Of what was remembered. */
  readonly ageMs: number;
  /** What the node takes at least now, in sat/kvB; undefined while it does not say. */
  readonly relayFloorSatsPerKvb: bigint | undefined;
  /** Why the better sources gave nothing. */
  readonly missing: readonly string[];
};

export type FeeSource = { read(): Promise<FeeReading> };

/** Fees of yesterday say nothing about today's. */
const REMEMBERED_MS = 6 * 3_600_000;

/** Never fails: a node that says nothing about fees must not hold up a payment, nor a question about one. */
export function createFeeSource(sources: {
  node: BitcoinRpc;
  explorer?: BitcoinView | undefined;
  now?: () => number;
}): FeeSource {
  const { node, explorer, now = Date.now } = sources;
  let last: { estimates: FeeEstimates; at: number } | undefined;

  async function ask(
    name: 'node' | 'explorer',
    view: BitcoinView,
    missing: string[],
  ): Promise<FeeEstimates | undefined> {
    try {
      const estimates = await view.estimateFees();
      if (estimates.size > 0) return estimates;
      missing.push(`the ${name} has no estimates`);
    } catch (error) {
      missing.push(`the ${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
    return undefined;
  }

  async function readEstimates(missing: string[]): Promise<Pick<FeeReading, 'estimates' | 'source' | 'ageMs'>> {
    for (const [source, view] of [['node', node] as const, ['explorer', explorer] as const]) {
      const estimates = view && (await ask(source, view, missing));
      if (!estimates) continue;
      last = { estimates, at: now() };
      return { estimates, source, ageMs: 0 };
    }
    const ageMs = last ? Math.max(0, now() - last.at) : 0;
    if (last && ageMs <= REMEMBERED_MS) return { estimates: last.estimates, source: 'remembered', ageMs };
    return { estimates: new Map(), source: 'fallback', ageMs: 0 };
  }

  return {
    async read() {
      const missing: string[] = [];
      const [reading, relayFloorSatsPerKvb] = await Promise.all([
        readEstimates(missing),
        // A node that does not say it, or not now, refuses what pays too little when it is sent; then more is paid.
        node.readRelayFloor().catch(() => undefined),
      ]);
      return { ...reading, relayFloorSatsPerKvb, missing };
    },
  };
}

const BPS = 10_000n;

/** A policy for this moment: what pays less than the node's memory pool takes would only be refused. */
export function feePolicyAt(policy: FeePolicy, { relayFloorSatsPerKvb: relayed = 0n }: FeeReading): FeePolicy {
  const withMargin = (relayed * (BPS + policy.marginBps) + BPS - 1n) / BPS;
  // Without any rate above what is always relayed, there is nothing to keep a distance from.
  const floor = relayed <= policy.floorSatsPerKvb ? policy.floorSatsPerKvb : withMargin;
  return { ...policy, floorSatsPerKvb: floor };
}
