import type { Outpoint, TransactionOutput } from '../block/transaction.ts';
import { CustodyError } from '../errors.ts';
import { deriveOrigin, type Epochs, previousOutput } from '../withdrawal/proposal.ts';
import { dustThresholdSats, feeForWeight, frameWeight, inputWeight, outputWeight } from '../withdrawal/weight.ts';
import { deriveReclaim } from './derive-reclaim.ts';
import { reclaimBranch } from './reclaim-branch.ts';
import type { ReclaimOutput, ReclaimPlace } from './reclaim-place.ts';

/**
 * The one thing that the quorum does with a coin at a reclaim address: all of it, less the fee, to the ordinary deposit
 * address of the same user. One coin, one output; a replacement spends the same coin, so that only one is ever mined.
 */
export type ReclaimSweep = {
  /** Of the coin: which of the custody's quorums it is under. */
  readonly epoch: number;
  readonly index: number;
  readonly ownerKey: Uint8Array;
  readonly lockBlocks?: number;
  /** With the whole transaction that made it. */
  readonly coin: Outpoint & { readonly previousTransaction: Uint8Array };
  /** Of the deposit address, which is at the same index. */
  readonly toEpoch: number;
  readonly amountSats: bigint;
};

/** What the depositor bears at most, of what a coin holds, in basis points: a tenth. */
export const MOST_SWEEP_FEE_BPS = 1_000n;
const BPS = 10_000n;
/** The second leaf of the tree lengthens the control block. */
const NEIGHBOUR_BYTES = 32;

/** Where the coin of a sweep is. */
export function placeOf(
  epochs: Epochs,
  { epoch, index, ownerKey, lockBlocks }: Omit<ReclaimSweep, 'coin'>,
): ReclaimPlace {
  const descriptor = epochs[epoch];
  if (!descriptor) throw new CustodyError('withdrawal/unknown-epoch', { epoch, epochs: epochs.length });
  return { descriptor, index, ownerKey, ...(lockBlocks !== undefined && { lockBlocks }) };
}

/** The coin as its transaction has it; undefined if that is another transaction, or pays something else. */
export function sweptOutput(sweep: ReclaimSweep, { scriptPubKey }: ReclaimOutput): TransactionOutput | undefined {
  const output = previousOutput({ ...sweep.coin, index: sweep.index });
  return output && Buffer.compare(output.scriptPubKey, scriptPubKey) === 0 ? output : undefined;
}

/** The same user's ordinary deposit address: derived, and never taken from anybody. */
export const depositScript = (
  epochs: Epochs,
  { toEpoch, index }: Pick<ReclaimSweep, 'toEpoch' | 'index'>,
): Uint8Array => deriveOrigin(epochs, { index, epoch: toEpoch }).scriptPubKey;

export const sweepWeight = (epochs: Epochs, sweep: Omit<ReclaimSweep, 'coin' | 'amountSats'>): number =>
  frameWeight(1, 1) +
  inputWeight(reclaimBranch(placeOf(epochs, { ...sweep, amountSats: 0n }).descriptor)) +
  NEIGHBOUR_BYTES +
  outputWeight(depositScript(epochs, sweep));

export const mostSweepFeeSats = (coinSats: bigint): bigint => (coinSats * MOST_SWEEP_FEE_BPS) / BPS;

export type SweepFee =
  | { readonly ok: true; readonly amountSats: bigint; readonly feeSats: bigint }
  /** No sweep pays: its owner takes it back after the lock. */
  | { readonly ok: false; readonly code: 'fee-share'; readonly feeSats: bigint; readonly mostFeeSats: bigint }
  | { readonly ok: false; readonly code: 'too-small'; readonly amountSats: bigint; readonly leastSats: bigint };

/** What a sweep of a coin of this amount leaves at this rate, if it is worth it: at least `leastSats`, which a deposit takes. */
export function planSweepFee(
  epochs: Epochs,
  sweep: Omit<ReclaimSweep, 'coin' | 'amountSats'>,
  { coinSats, satsPerKvb, leastSats }: { coinSats: bigint; satsPerKvb: bigint; leastSats: bigint },
): SweepFee {
  const feeSats = feeForWeight(sweepWeight(epochs, sweep), satsPerKvb);
  const mostFeeSats = mostSweepFeeSats(coinSats);
  const amountSats = coinSats - feeSats;
  const dustSats = dustThresholdSats(depositScript(epochs, sweep));
  const least = leastSats > dustSats ? leastSats : dustSats;
  // Told apart: of a coin that is too small at any fee, waiting for lower ones would be no help.
  if (coinSats < least || (feeSats <= mostFeeSats && amountSats < least)) {
    return { ok: false, code: 'too-small', amountSats, leastSats: least };
  }
  return feeSats > mostFeeSats
    ? { ok: false, code: 'fee-share', feeSats, mostFeeSats }
    : { ok: true, amountSats, feeSats };
}

/** What a signer allows of a sweep, by its own limits. */
export type SweepRules = {
  readonly mostFeeSats: bigint;
  readonly mostSatsPerKvb: bigint;
  /** The epoch that money goes to now: of an earlier one the keys may be known to somebody. */
  readonly toEpoch: number;
};

export type ReclaimSweepRefusal =
  | { readonly code: 'foreign-input'; readonly outpoint: string }
  | { readonly code: 'other-epoch'; readonly expected: number; readonly found: number }
  | { readonly code: 'more-out-than-in'; readonly inSats: bigint; readonly outSats: bigint }
  | { readonly code: 'dust'; readonly amountSats: bigint }
  | { readonly code: 'fee-too-high'; readonly mostSats: bigint; readonly foundSats: bigint }
  | { readonly code: 'fee-rate-too-high'; readonly mostSatsPerKvb: bigint; readonly foundSatsPerKvb: bigint };

export type ReclaimSweepCheck =
  | { readonly ok: true; readonly coinSats: bigint; readonly feeSats: bigint }
  | { readonly ok: false; readonly reason: ReclaimSweepRefusal };

/**
 * Whether a signer may sign. Pure. That the coin pays the reclaim script of this index and key, and that the output is the
 * deposit script of the same index, is derived here: so whoever asks can choose no more than the fee, within the bounds.
 */
export function verifyReclaimSweep(epochs: Epochs, sweep: ReclaimSweep, rules: SweepRules): ReclaimSweepCheck {
  const refuse = (reason: ReclaimSweepRefusal): ReclaimSweepCheck => ({ ok: false, reason });
  const { coin, amountSats, toEpoch } = sweep;
  const output = sweptOutput(sweep, deriveReclaim(placeOf(epochs, sweep)));
  if (!output) return refuse({ code: 'foreign-input', outpoint: `${coin.txid}:${coin.vout}` });
  if (toEpoch !== rules.toEpoch) return refuse({ code: 'other-epoch', expected: rules.toEpoch, found: toEpoch });
  const coinSats = output.amountSats;
  if (amountSats > coinSats) return refuse({ code: 'more-out-than-in', inSats: coinSats, outSats: amountSats });
  if (amountSats < dustThresholdSats(depositScript(epochs, sweep))) return refuse({ code: 'dust', amountSats });
  const feeSats = coinSats - amountSats;
  const share = mostSweepFeeSats(coinSats);
  const mostSats = share < rules.mostFeeSats ? share : rules.mostFeeSats;
  if (feeSats > mostSats) return refuse({ code: 'fee-too-high', mostSats, foundSats: feeSats });
  const foundSatsPerKvb = (feeSats * 1000n) / BigInt(Math.ceil(sweepWeight(epochs, sweep) / 4));
  const { mostSatsPerKvb } = rules;
  return foundSatsPerKvb > mostSatsPerKvb
    ? refuse({ code: 'fee-rate-too-high', mostSatsPerKvb, foundSatsPerKvb })
    : { ok: true, coinSats, feeSats };
}
