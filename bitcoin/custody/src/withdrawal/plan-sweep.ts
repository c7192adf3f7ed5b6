import { changeOutputs, type LanePolicy, LEAST_CHANGE_SATS, laneCount, reserveWeights } from './change.ts';
import type { LedgerCoin } from './ledger.ts';
import { orderedCoins, type Plan } from './plan.ts';
import type { Epochs } from './proposal.ts';
import { feeForWeight, frameWeight } from './weight.ts';

export type SweepOptions = {
  readonly epochs: Epochs;
  readonly coins: readonly LedgerCoin[];
  readonly satsPerKvb: bigint;
  readonly lanes: LanePolicy;
  readonly mostInputs: number;
};

/**
 * Moves coins to the reserve without paying anyone: after a key rotation those of earlier epochs, and when fees are low
 * the small ones. Undefined if what they hold would not outlast the fee.
 */
export function planSweep(options: SweepOptions): Plan | undefined {
  const { epochs, satsPerKvb } = options;
  const coins = orderedCoins(
    options.coins.filter((coin) => coin.amountSats > feeForWeight(coin.inputWeight, satsPerKvb)),
  ).slice(0, options.mostInputs);
  const { outputWeight } = reserveWeights(epochs);
  const inSats = coins.reduce((sum, { amountSats }) => sum + amountSats, 0n);
  const lanes = laneCount(inSats, 0, options.lanes);
  const inputsWeight = coins.reduce((sum, coin) => sum + coin.inputWeight, 0);
  const weight = frameWeight(coins.length, lanes) + inputsWeight + lanes * outputWeight;
  const feeSats = feeForWeight(weight, satsPerKvb);
  if (coins.length === 0 || inSats - feeSats < LEAST_CHANGE_SATS * BigInt(lanes)) return undefined;
  return { coins, outputs: changeOutputs(epochs, inSats - feeSats, lanes), feeSats, weight };
}
