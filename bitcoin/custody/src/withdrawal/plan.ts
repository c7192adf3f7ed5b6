import { outpointKey } from '../block/transaction.ts';
import type { AddressOrigin } from '../watcher/watchlist.ts';
import type { LedgerCoin } from './ledger.ts';
import { deriveOrigin, descriptorOf, type Epochs, type Proposal, type ProposedOutput } from './proposal.ts';
import { type SelectionResult, selectCoins } from './select-coins.ts';
import type { AuthorizedPayment } from './verify-proposal.ts';
import { dustThresholdSats, feeForWeight, frameWeight, inputWeight, outputWeight } from './weight.ts';

export type PlanOptions = {
  readonly epochs: Epochs;
  readonly coins: readonly LedgerCoin[];
  readonly payments: readonly AuthorizedPayment[];
  readonly satsPerKvb: bigint;
  readonly longTermSatsPerKvb: bigint;
  /** Which change address of the latest epoch receives the rest. */
  readonly changeLane: number;
  readonly mostInputs: number;
};

/** Coins and outputs chosen; the transactions that made the coins are fetched next. */
export type Plan = {
  readonly coins: readonly LedgerCoin[];
  readonly outputs: readonly ProposedOutput[];
  readonly feeSats: bigint;
  readonly weight: number;
};

export type PlanResult =
  | { readonly ok: true; readonly plan: Plan }
  | { readonly ok: false; readonly neededSats: bigint; readonly availableSats: bigint };

const latestChange = (epochs: Epochs, index: number): AddressOrigin => ({
  index,
  branch: 'change',
  ...(epochs.length > 1 && { epoch: epochs.length - 1 }),
});

/** Chooses coins and change for a batch of payments, one transaction with one output each. */
export function planPayments(options: PlanOptions): PlanResult {
  const { epochs, payments } = options;
  const change = latestChange(epochs, options.changeLane);
  const { scriptPubKey: changeScript } = deriveOrigin(epochs, change);
  const result: SelectionResult<LedgerCoin> = selectCoins({
    candidates: options.coins,
    targetSats: payments.reduce((sum, { amountSats }) => sum + amountSats, 0n),
    paymentOutputs: payments.length,
    paymentWeight: payments.reduce((sum, { scriptPubKey }) => sum + outputWeight(scriptPubKey), 0),
    satsPerKvb: options.satsPerKvb,
    longTermSatsPerKvb: options.longTermSatsPerKvb,
    change: {
      weight: outputWeight(changeScript),
      leastSats: dustThresholdSats(changeScript),
      laterInputWeight: inputWeight(descriptorOf(epochs, change)),
    },
    mostInputs: options.mostInputs,
  });
  if (!result.ok) return result;
  const { inputs, changeSats, feeSats, weight } = result.selection;
  const paid = payments.map(({ scriptPubKey, amountSats }): ProposedOutput => ({ scriptPubKey, amountSats }));
  const rest = changeSats > 0n ? [{ scriptPubKey: changeScript, amountSats: changeSats, change }] : [];
  return { ok: true, plan: { coins: ordered(inputs), outputs: orderedOutputs([...paid, ...rest]), feeSats, weight } };
}

/**
 * Moves coins to the latest epoch's change without paying anyone: after a key rotation those of earlier epochs, and when
 * fees are low the small ones. Undefined if what they hold would not outlast the fee.
 */
export function planSweep(options: Omit<PlanOptions, 'payments' | 'longTermSatsPerKvb'>): Plan | undefined {
  const { epochs, satsPerKvb } = options;
  const coins = ordered(
    options.coins.filter((coin) => coin.amountSats > feeForWeight(coin.inputWeight, satsPerKvb)),
  ).slice(0, options.mostInputs);
  const change = latestChange(epochs, options.changeLane);
  const { scriptPubKey } = deriveOrigin(epochs, change);
  const inputsWeight = coins.reduce((sum, coin) => sum + coin.inputWeight, 0);
  const weight = frameWeight(coins.length, 1) + inputsWeight + outputWeight(scriptPubKey);
  const feeSats = feeForWeight(weight, satsPerKvb);
  const amountSats = coins.reduce((sum, coin) => sum + coin.amountSats, 0n) - feeSats;
  if (coins.length === 0 || amountSats < dustThresholdSats(scriptPubKey)) return undefined;
  return { coins, outputs: [{ scriptPubKey, amountSats, change }], feeSats, weight };
}

/**
 * The same payments at a higher fee, from the same coins: the difference comes out of the change. Undefined if the change
 * cannot bear it; then add coins by planning anew with these ones among them.
 */
export function planReplacement(epochs: Epochs, earlier: Plan, feeSats: bigint): Plan | undefined {
  const at = earlier.outputs.findIndex(({ change }) => change);
  const change = earlier.outputs[at];
  const extra = feeSats - earlier.feeSats;
  if (!change || extra <= 0n) return undefined;
  const amountSats = change.amountSats - extra;
  if (amountSats < dustThresholdSats(deriveOrigin(epochs, change.change ?? { index: 0 }).scriptPubKey))
    return undefined;
  const outputs = earlier.outputs.map((output, i) => (i === at ? { ...output, amountSats } : output));
  return { ...earlier, outputs, feeSats };
}

/** A plan with the transactions that made its coins, ready to be signed. */
export function toProposal(
  plan: Plan,
  previousTransactions: ReadonlyMap<string, Uint8Array>,
  lockTime: number,
): Proposal {
  const inputs = plan.coins.map(({ txid, vout, index, epoch, branch }) => {
    const previousTransaction = previousTransactions.get(txid);
    if (!previousTransaction) throw new RangeError(`transaction ${txid} was not given`);
    return { txid, vout, index, previousTransaction, ...(epoch !== undefined && { epoch }), ...(branch && { branch }) };
  });
  return { inputs, outputs: plan.outputs, lockTime };
}

/** BIP-69 order: says nothing about which output is change, and is the same on every machine. */
function ordered(coins: readonly LedgerCoin[]): LedgerCoin[] {
  return [...coins].sort((a, b) => (a.txid === b.txid ? a.vout - b.vout : outpointKey(a) < outpointKey(b) ? -1 : 1));
}

function orderedOutputs(outputs: readonly ProposedOutput[]): ProposedOutput[] {
  return [...outputs].sort((a, b) =>
    a.amountSats === b.amountSats
      ? Buffer.compare(a.scriptPubKey, b.scriptPubKey)
      : a.amountSats < b.amountSats
        ? -1
        : 1,
  );
}
