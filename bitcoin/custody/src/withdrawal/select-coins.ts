import type { Outpoint } from '../block/transaction.ts';
import { feeForWeight, frameWeight } from './weight.ts';

/** A coin that may be spent now, and what spending it adds to a transaction. */
export type Candidate = Outpoint & { readonly amountSats: bigint; readonly inputWeight: number };

export type SelectionRequest<C extends Candidate> = {
  readonly candidates: readonly C[];
  /** Sum of all payments before their shares of the fee: the recipients bear it, so coins need only hold this. */
  readonly targetSats: bigint;
  readonly paymentOutputs: number;
  readonly paymentWeight: number;
  readonly satsPerKvb: bigint;
  /** What the recipients together accept to bear, or a cap below it. */
  readonly mostFeeSats: bigint;
  readonly change: {
    /** Of one output. */
    readonly weight: number;
    /** The least worth making. Change between 1 satoshi and this is not possible, since nobody could take it. */
    readonly leastSats: bigint;
    readonly laterInputWeight: number;
    /** How many outputs an amount of change should make, given the coins that remain; 0 for no change. */
    readonly lanes: (changeSats: bigint, coinsLeft: number) => number;
  };
  /** The rate at which coins are usually moved; spending many coins is good below it and bad above it. */
  readonly longTermSatsPerKvb: bigint;
  readonly mostInputs: number;
};

export type Selection<C extends Candidate> = {
  readonly inputs: readonly C[];
  /** Inputs less payments, exactly; 0 when there is no change output. */
  readonly changeSats: bigint;
  readonly lanes: number;
  readonly feeSats: bigint;
  readonly weight: number;
};

export type SelectionResult<C extends Candidate> =
  | { readonly ok: true; readonly selection: Selection<C> }
  /** Also when enough coins exist but not within the allowed number of inputs. */
  | {
      readonly ok: false;
      readonly code: 'insufficient-funds';
      readonly neededSats: bigint;
      readonly availableSats: bigint;
    }
  /** Coins suffice, but even the cheapest selection found costs more than the recipients bear. */
  | { readonly ok: false; readonly code: 'fee-too-high'; readonly cheapest: Selection<C> };

const MOST_SEARCH_STEPS = 100_000;

/**
 * Chooses coins for payments. Looks for a set that needs no change first (branch and bound), then takes the smallest coin
 * that is enough, or the largest coins; of those whose fee is accepted, the one that wastes least is returned.
 * Deterministic: the same request gives the same selection on every machine.
 */
export function selectCoins<C extends Candidate>(request: SelectionRequest<C>): SelectionResult<C> {
  const sorted = [...request.candidates].sort((a, b) => compare(b.amountSats, a.amountSats) || compareOutpoints(a, b));
  const found = [findExact(sorted, request), takeSmallestEnough(sorted, request), takeLargest(sorted, request)]
    .filter((inputs) => inputs !== undefined)
    .map((inputs) => complete(inputs, request))
    .filter((selection) => selection !== undefined);
  const [best] = found
    .filter(({ feeSats }) => feeSats <= request.mostFeeSats)
    .sort((a, b) => compare(waste(a, request), waste(b, request)));
  if (best) return { ok: true, selection: best };

  const [cheapest] = found.sort((a, b) => compare(a.feeSats, b.feeSats));
  if (cheapest) return { ok: false, code: 'fee-too-high', cheapest };
  const availableSats = sumOf(sorted.slice(0, request.mostInputs));
  const { targetSats, change } = request;
  const neededSats = availableSats < targetSats ? targetSats : targetSats + change.leastSats;
  return { ok: false, code: 'insufficient-funds', neededSats, availableSats };
}

const sumOf = (coins: readonly Candidate[]): bigint => coins.reduce((sum, coin) => sum + coin.amountSats, 0n);
const compare = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);
function compareOutpoints(a: Outpoint, b: Outpoint): number {
  if (a.txid !== b.txid) return a.txid < b.txid ? -1 : 1;
  return a.vout - b.vout;
}

/** The exact weight of a transaction with these inputs and this many change outputs. */
function weightOf(inputs: readonly Candidate[], request: SelectionRequest<Candidate>, lanes: number): number {
  const inputsWeight = inputs.reduce((sum, coin) => sum + coin.inputWeight, 0);
  const { paymentOutputs, paymentWeight, change } = request;
  return frameWeight(inputs.length, paymentOutputs + lanes) + inputsWeight + paymentWeight + lanes * change.weight;
}

/** Whether what remains after the payments is nothing, or enough to be an output. */
function suffices(inputs: readonly Candidate[], { targetSats, change }: SelectionRequest<Candidate>): boolean {
  const rest = sumOf(inputs) - targetSats;
  return rest === 0n || rest >= change.leastSats;
}

/** Settles change and fee for a set of inputs; undefined if they do not suffice. */
function complete<C extends Candidate>(inputs: readonly C[], request: SelectionRequest<C>): Selection<C> | undefined {
  if (inputs.length === 0 || !suffices(inputs, request)) return undefined;
  const changeSats = sumOf(inputs) - request.targetSats;
  const wanted = request.change.lanes(changeSats, request.candidates.length - inputs.length);
  const settle = (lanes: number): Selection<C> => {
    const weight = weightOf(inputs, request, lanes);
    return { inputs, changeSats, lanes, feeSats: feeForWeight(weight, request.satsPerKvb), weight };
  };
  // More outputs than one are a convenience for later payments; they must not make this one too dear.
  for (let lanes = wanted; lanes > 1; lanes--) {
    const selection = settle(lanes);
    if (selection.feeSats <= request.mostFeeSats) return selection;
  }
  return settle(Math.min(wanted, 1));
}

/** What a selection costs beyond need: paying for inputs now instead of at the usual rate, and the change, now and later. */
function waste(selection: Selection<Candidate>, request: SelectionRequest<Candidate>): bigint {
  const { satsPerKvb, longTermSatsPerKvb, change } = request;
  const timing = selection.inputs.reduce(
    (sum, coin) =>
      sum + feeForWeight(coin.inputWeight, satsPerKvb) - feeForWeight(coin.inputWeight, longTermSatsPerKvb),
    0n,
  );
  const changeCost =
    feeForWeight(change.weight, satsPerKvb) + feeForWeight(change.laterInputWeight, longTermSatsPerKvb);
  return selection.changeSats > 0n ? timing + changeCost : timing;
}

function takeLargest<C extends Candidate>(
  sorted: readonly C[],
  request: SelectionRequest<C>,
): readonly C[] | undefined {
  for (let count = 1; count <= Math.min(sorted.length, request.mostInputs); count++) {
    const inputs = sorted.slice(0, count);
    if (suffices(inputs, request)) return inputs;
  }
  return undefined;
}

/** The one smallest coin that is enough by itself: leaves the large coins for large payments. */
function takeSmallestEnough<C extends Candidate>(
  sorted: readonly C[],
  request: SelectionRequest<C>,
): readonly C[] | undefined {
  const coin = sorted.findLast((one) => suffices([one], request));
  return coin && [coin];
}

/** Branch and bound: the first set found that holds exactly the target, so that no change is made. */
function findExact<C extends Candidate>(sorted: readonly C[], request: SelectionRequest<C>): readonly C[] | undefined {
  const { targetSats, mostInputs } = request;
  const worth = sorted.map(({ amountSats }) => amountSats);
  const remaining = new Array<bigint>(sorted.length + 1).fill(0n);
  for (let i = sorted.length - 1; i >= 0; i--) remaining[i] = (remaining[i + 1] ?? 0n) + (worth[i] ?? 0n);

  // Depth first, taking a coin before leaving it out; `chosen` is the path, so nothing recurses.
  const chosen: number[] = [];
  let sum = 0n;
  let at = 0;
  for (let steps = 0; steps < MOST_SEARCH_STEPS; steps++) {
    const isDead = sum + (remaining[at] ?? 0n) < targetSats || sum > targetSats || chosen.length > mostInputs;
    if (!isDead && sum === targetSats) return chosen.map((i) => sorted[i] as C);
    if (!isDead) {
      chosen.push(at);
      sum += worth[at++] ?? 0n;
      continue;
    }
    const last = chosen.pop();
    if (last === undefined) break;
    sum -= worth[last] ?? 0n;
    // Taking an equal coin instead of this one would only repeat what was just searched.
    for (at = last + 1; worth[at] === worth[last]; at++);
  }
  return undefined;
}
