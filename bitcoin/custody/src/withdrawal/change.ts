import type { AddressOrigin } from '../watcher/watchlist.ts';
import { deriveOrigin, descriptorOf, type Epochs, type ProposedOutput } from './proposal.ts';
import { inputWeight, outputWeight } from './weight.ts';

/** The reserve takes back no output below this, whatever its script. */
export const LEAST_CHANGE_SATS = 546n;
/** And no more outputs than this from one transaction. */
export const MOST_CHANGE_OUTPUTS = 8;

/** Into how many outputs the change of a transaction is divided, so that payments need not queue behind one coin. */
export type LanePolicy = {
  /** 1 to 8. */
  readonly mostLanes: number;
  /** An output is divided only into ones that hold at least this: several typical payments. */
  readonly leastLaneSats: bigint;
  /** Spendable coins wanted beside each other; with that many left, change stays in one piece. */
  readonly wantedCoins: number;
};

export const singleLane: LanePolicy = { mostLanes: 1, leastLaneSats: LEAST_CHANGE_SATS, wantedCoins: 0 };

/** How many outputs the change makes when `coinsLeft` coins remain beside it. */
export function laneCount(changeSats: bigint, coinsLeft: number, policy: LanePolicy): number {
  if (changeSats <= 0n) return 0;
  const least = policy.leastLaneSats > LEAST_CHANGE_SATS ? policy.leastLaneSats : LEAST_CHANGE_SATS;
  const affordable = changeSats / least;
  const most = Math.min(policy.mostLanes, MOST_CHANGE_OUTPUTS, policy.wantedCoins - coinsLeft);
  return Math.max(1, BigInt(most) < affordable ? most : Number(affordable));
}

/** The reserve's address: index 0 of the latest epoch's change branch. */
export const reserveOrigin = (epochs: Epochs): AddressOrigin => ({
  index: 0,
  branch: 'change',
  ...(epochs.length > 1 && { epoch: epochs.length - 1 }),
});

/** What one more output to the reserve adds to a transaction, and what spending it later will. */
export function reserveWeights(epochs: Epochs): { outputWeight: number; laterInputWeight: number } {
  const origin = reserveOrigin(epochs);
  const { scriptPubKey } = deriveOrigin(epochs, origin);
  return { outputWeight: outputWeight(scriptPubKey), laterInputWeight: inputWeight(descriptorOf(epochs, origin)) };
}

/** The change in equal outputs to the reserve; the first ones carry the satoshis that do not divide. */
export function changeOutputs(epochs: Epochs, changeSats: bigint, lanes: number): ProposedOutput[] {
  const change = reserveOrigin(epochs);
  const { scriptPubKey } = deriveOrigin(epochs, change);
  const count = BigInt(lanes);
  return Array.from({ length: lanes }, (_, i) => ({
    scriptPubKey,
    amountSats: changeSats / count + (BigInt(i) < changeSats % count ? 1n : 0n),
    change,
  }));
}
