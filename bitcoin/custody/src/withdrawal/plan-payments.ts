import { changeOutputs, type LanePolicy, LEAST_CHANGE_SATS, laneCount, reserveWeights } from './change.ts';
import { mostFeeSats, netPayments, overLimit } from './fee-shares.ts';
import type { LedgerCoin } from './ledger.ts';
import type { AuthorizedPayment, Payment } from './payment.ts';
import { orderedCoins, type Plan } from './plan.ts';
import { type Epochs, type Proposal, type ProposedOutput, proposalFeeSats } from './proposal.ts';
import { type SelectionResult, selectCoins } from './select-coins.ts';
import { outputWeight } from './weight.ts';

export type PlanOptions = {
  readonly epochs: Epochs;
  readonly coins: readonly LedgerCoin[];
  /** At least one; they become the first outputs, in this order. */
  readonly payments: readonly AuthorizedPayment[];
  readonly satsPerKvb: bigint;
  readonly longTermSatsPerKvb: bigint;
  /** A limit on the whole transaction's fee, beside those of the payments. */
  readonly feeCapSats: bigint;
  readonly lanes: LanePolicy;
  readonly mostInputs: number;
};

export type FeeRefusal =
  /** At this fee the payments named would bear more than their limit: leave them out, or pay a lower rate. */
  | {
      readonly code: 'fee-over-limit';
      readonly feeSats: bigint;
      readonly mostFeeSats: bigint;
      readonly withdrawalIds: readonly string[];
    }
  | { readonly code: 'fee-over-cap'; readonly feeSats: bigint; readonly mostFeeSats: bigint };

export type PlanRefusal =
  | FeeRefusal
  | { readonly code: 'insufficient-funds'; readonly neededSats: bigint; readonly availableSats: bigint };

export type PlanResult =
  | { readonly ok: true; readonly plan: Plan }
  | { readonly ok: false; readonly reason: PlanRefusal };

/**
 * Chooses coins and change for a batch of payments. The recipients bear the fee, so the change is exactly what the coins
 * hold beyond the payments' gross amounts, and the reserve owns as much afterwards as it still owes.
 */
export function planPayments(options: PlanOptions): PlanResult {
  const { epochs, payments, feeCapSats } = options;
  const accepted = mostFeeSats(payments);
  const { outputWeight: changeWeight, laterInputWeight } = reserveWeights(epochs);
  const result: SelectionResult<LedgerCoin> = selectCoins({
    candidates: options.coins,
    targetSats: sumOf(payments),
    paymentOutputs: payments.length,
    paymentWeight: payments.reduce((sum, { scriptPubKey }) => sum + outputWeight(scriptPubKey), 0),
    satsPerKvb: options.satsPerKvb,
    longTermSatsPerKvb: options.longTermSatsPerKvb,
    mostFeeSats: accepted < feeCapSats ? accepted : feeCapSats,
    change: {
      weight: changeWeight,
      leastSats: LEAST_CHANGE_SATS,
      laterInputWeight,
      lanes: (changeSats, coinsLeft) => laneCount(changeSats, coinsLeft, options.lanes),
    },
    mostInputs: options.mostInputs,
  });
  if (!result.ok) {
    if (result.code === 'fee-too-high') {
      return { ok: false, reason: feeRefusal(payments, result.cheapest.feeSats, feeCapSats) };
    }
    const { neededSats, availableSats } = result;
    return { ok: false, reason: { code: 'insufficient-funds', neededSats, availableSats } };
  }
  const { inputs, changeSats, lanes, feeSats, weight } = result.selection;
  const outputs = [...netPayments(payments, feeSats).map(toOutput), ...changeOutputs(epochs, changeSats, lanes)];
  return { ok: true, plan: { coins: orderedCoins(inputs), outputs, feeSats, weight } };
}

export type ReplacementResult =
  | { readonly ok: true; readonly proposal: Proposal }
  | { readonly ok: false; readonly reason: FeeRefusal | { readonly code: 'fee-not-higher'; readonly feeSats: bigint } };

/**
 * The same payments at a higher fee: same inputs, anchor first, and same change; only what the recipients get shrinks.
 * `payments` are those of the earlier version, in its order and at their gross amounts.
 */
export function planReplacement(options: {
  earlier: Proposal;
  payments: readonly AuthorizedPayment[];
  feeSats: bigint;
  feeCapSats: bigint;
}): ReplacementResult {
  const { earlier, payments, feeSats, feeCapSats } = options;
  const before = proposalFeeSats(earlier);
  if (before === undefined) throw new RangeError('the earlier version does not come with the transactions it spends');
  if (feeSats <= before) return { ok: false, reason: { code: 'fee-not-higher', feeSats: before } };
  if (feeSats > feeCapSats || overLimit(payments, feeSats).length > 0) {
    return { ok: false, reason: feeRefusal(payments, feeSats, feeCapSats) };
  }
  const outputs = [...netPayments(payments, feeSats).map(toOutput), ...earlier.outputs.slice(payments.length)];
  return { ok: true, proposal: { ...earlier, outputs } };
}

const sumOf = (payments: readonly Payment[]): bigint => payments.reduce((sum, { amountSats }) => sum + amountSats, 0n);
const toOutput = ({ scriptPubKey, amountSats }: Payment): ProposedOutput => ({ scriptPubKey, amountSats });

function feeRefusal(payments: readonly AuthorizedPayment[], feeSats: bigint, feeCapSats: bigint): FeeRefusal {
  const refusing = overLimit(payments, feeSats);
  if (refusing.length === 0) return { code: 'fee-over-cap', feeSats, mostFeeSats: feeCapSats };
  return {
    code: 'fee-over-limit',
    feeSats,
    mostFeeSats: mostFeeSats(payments),
    withdrawalIds: refusing.map(({ withdrawalId }) => withdrawalId),
  };
}
