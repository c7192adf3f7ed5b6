import type { Outpoint } from '../block/transaction.ts';
import { feeForWeight, frameWeight } from './weight.ts';

/** A coin that may be spent now, and what spending it adds to a transaction. */
export type Candidate = Outpoint & { readonly amountSats: bigint; readonly inputWeight: number };

export type SelectionRequest<C extends Candidate> = {
  readonly candidates: readonly C[];
  /** Sum of all payments. */
  readonly targetSats: bigint;
  readonly paymentOutputs: number;
  readonly paymentWeight: number;
  readonly satsPerKvb: bigint;
  /** The change output: its weight, the least worth making, and what spending it later will cost. */
  readonly change: { readonly weight: number; readonly leastSats: bigint; readonly laterInputWeight: number };
  /** The rate at which coins are usually moved; spending many coins is good below it and bad above it. */
  readonly longTermSatsPerKvb: bigint;
  readonly mostInputs: number;
};

export type Selection<C extends Candidate> = {
  readonly inputs: readonly C[];
  /** 0 when there is no change output; the rest then goes to the fee. */
  readonly changeSats: bigint;
  readonly feeSats: bigint;
  readonly weight: number;
};

export type SelectionResult<C extends Candidate> =
  | { readonly ok: true; readonly selection: Selection<C> }
  /** Also when enough coins exist but not within the allowed number of inputs. */
  | { readonly ok: false; readonly neededSats: bigint; readonly availableSats: bigint };

const MOST_SEARCH_STEPS = 100_000;

/** A coin's worth at this rate: what is left of it once its own input is paid for. */
const effectiveSats = (coin: Candidate, rate: bigint): bigint => coin.amountSats - feeForWeight(coin.inputWeight, rate);

/**
 * Chooses coins for a payment. Looks for a set that needs no change first (branch and bound, as Bitcoin Core does), then
 * takes the largest coins; of the two, and of every variant, the one that wastes least is returned. Deterministic: the
 * same request gives the same selection on every machine.
 */
export function selectCoins<C extends Candidate>(request: SelectionRequest<C>): SelectionResult<C> {
  const rate = request.satsPerKvb;
  const useful = request.candidates
    .filter((coin) => effectiveSats(coin, rate) > 0n)
    .sort((a, b) => compare(effectiveSats(b, rate), effectiveSats(a, rate)) || compareOutpoints(a, b));

  const found = [findExact(useful, request), takeSmallestEnough(useful, request), takeLargest(useful, request)]
    .filter((inputs) => inputs !== undefined)
    .map((inputs) => complete(inputs, request))
    .filter((selection) => selection !== undefined)
    .sort((a, b) => compare(waste(a, request), waste(b, request)));
  const [best] = found;
  if (best) return { ok: true, selection: best };

  const available = useful.slice(0, request.mostInputs).reduce((sum, coin) => sum + coin.amountSats, 0n);
  return { ok: false, neededSats: request.targetSats + leastFee(useful, request), availableSats: available };
}

const compare = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);
function compareOutpoints(a: Outpoint, b: Outpoint): number {
  if (a.txid !== b.txid) return a.txid < b.txid ? -1 : 1;
  return a.vout - b.vout;
}

/** The exact weight of a transaction with these inputs, with or without a change output. */
function weightOf(inputs: readonly Candidate[], request: SelectionRequest<Candidate>, hasChange: boolean): number {
  const outputs = request.paymentOutputs + (hasChange ? 1 : 0);
  const inputsWeight = inputs.reduce((sum, coin) => sum + coin.inputWeight, 0);
  return (
    frameWeight(inputs.length, outputs) + inputsWeight + request.paymentWeight + (hasChange ? request.change.weight : 0)
  );
}

/** Settles change and fee for a set of inputs; undefined if they do not suffice. */
function complete<C extends Candidate>(inputs: readonly C[], request: SelectionRequest<C>): Selection<C> | undefined {
  const rest = inputs.reduce((sum, coin) => sum + coin.amountSats, 0n) - request.targetSats;
  const weightWithChange = weightOf(inputs, request, true);
  const feeWithChange = feeForWeight(weightWithChange, request.satsPerKvb);
  if (rest - feeWithChange >= request.change.leastSats) {
    return { inputs, changeSats: rest - feeWithChange, feeSats: feeWithChange, weight: weightWithChange };
  }
  const weight = weightOf(inputs, request, false);
  return rest >= feeForWeight(weight, request.satsPerKvb)
    ? { inputs, changeSats: 0n, feeSats: rest, weight }
    : undefined;
}

/**
 * What a selection costs beyond need: paying for inputs now instead of at the usual rate, and the change (made now,
 * spent later) or else the satoshis given away.
 */
function waste(selection: Selection<Candidate>, request: SelectionRequest<Candidate>): bigint {
  const { satsPerKvb, longTermSatsPerKvb, change } = request;
  const timing = selection.inputs.reduce(
    (sum, coin) =>
      sum + feeForWeight(coin.inputWeight, satsPerKvb) - feeForWeight(coin.inputWeight, longTermSatsPerKvb),
    0n,
  );
  const changeCost =
    feeForWeight(change.weight, satsPerKvb) + feeForWeight(change.laterInputWeight, longTermSatsPerKvb);
  const given = selection.feeSats - feeForWeight(selection.weight, satsPerKvb);
  return timing + (selection.changeSats > 0n ? changeCost : given);
}

function leastFee(useful: readonly Candidate[], request: SelectionRequest<Candidate>): bigint {
  return feeForWeight(weightOf(useful.slice(0, 1), request, false), request.satsPerKvb);
}

function takeLargest<C extends Candidate>(
  sorted: readonly C[],
  request: SelectionRequest<C>,
): readonly C[] | undefined {
  for (let count = 1; count <= Math.min(sorted.length, request.mostInputs); count++) {
    const inputs = sorted.slice(0, count);
    if (complete(inputs, request)) return inputs;
  }
  return undefined;
}

/** The one smallest coin that is enough by itself: leaves the large coins for large payments. */
function takeSmallestEnough<C extends Candidate>(
  sorted: readonly C[],
  request: SelectionRequest<C>,
): readonly C[] | undefined {
  const coin = sorted.findLast((one) => complete([one], request) !== undefined);
  return coin && [coin];
}

/** Branch and bound: a set whose worth lies between the target and the target plus the cost of change. */
function findExact<C extends Candidate>(sorted: readonly C[], request: SelectionRequest<C>): readonly C[] | undefined {
  // In 4000ths of a satoshi, where a weight unit's fee is a whole number and nothing is rounded per coin.
  const rate = request.satsPerKvb;
  const worth = sorted.map((coin) => coin.amountSats * 4000n - BigInt(coin.inputWeight) * rate);
  const target = request.targetSats * 4000n + BigInt(weightOf([], request, false)) * rate;
  const tolerance =
    BigInt(request.change.weight) * rate + BigInt(request.change.laterInputWeight) * request.longTermSatsPerKvb;
  const remaining = new Array<bigint>(sorted.length + 1).fill(0n);
  for (let i = sorted.length - 1; i >= 0; i--) remaining[i] = (remaining[i + 1] ?? 0n) + (worth[i] ?? 0n);

  // The whole fee is rounded up once, which can make a set a few satoshis short after all.
  const suffices = (indices: readonly number[]) =>
    complete(
      indices.map((i) => sorted[i] as C),
      request,
    ) !== undefined;
  // Depth first, taking a coin before leaving it out; `chosen` is the path, so nothing recurses.
  const chosen: number[] = [];
  let best: { indices: number[]; excess: bigint } | undefined;
  let sum = 0n;
  let at = 0;
  for (let steps = 0; steps < MOST_SEARCH_STEPS && best?.excess !== 0n; steps++) {
    const isDead =
      sum + (remaining[at] ?? 0n) < target || sum > target + tolerance || chosen.length > request.mostInputs;
    const isHit = !isDead && sum >= target;
    if (isHit && (!best || sum - target < best.excess) && suffices(chosen)) {
      best = { indices: [...chosen], excess: sum - target };
    }
    if (!isDead && !isHit) {
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
  return best?.indices.map((i) => sorted[i] as C);
}
