import {
  type Descriptor,
  type FeeEstimates,
  type FeePolicy,
  feeForWeight,
  feeRateFor,
  frameWeight,
  inputWeight,
  outputWeight,
} from '@istsi/bitcoin-custody';

export interface FeeQuote {
  satsPerKvb: bigint;
  feeSats: bigint;
  suggestedMaxFeeSats: bigint;
  leastMaxFeeSats: bigint;
}

/** Fees double within hours now and then; three times today's leaves room for that and for a replacement. */
const HEADROOM = 3n;
const ROUND_TO_SATS = 100n;

/** What a payment to this script would cost that spends so many coins and takes change. */
export function quoteFee(options: {
  descriptor: Descriptor;
  /** Where change goes. */
  reserveScript: Uint8Array;
  script: Uint8Array;
  coins: number;
  estimates: FeeEstimates;
  confirmWithinBlocks: number;
  policy: FeePolicy;
  /** Of the reserve, on one transaction. */
  feeCapSats: bigint;
}): FeeQuote {
  const { descriptor, reserveScript, script, coins, estimates, policy, feeCapSats } = options;
  const weight =
    frameWeight(coins, 2) + coins * inputWeight(descriptor) + outputWeight(script) + outputWeight(reserveScript);
  const satsPerKvb = feeRateFor(estimates, options.confirmWithinBlocks, policy);
  const feeSats = feeForWeight(weight, satsPerKvb);
  const urgent = feeForWeight(weight, feeRateFor(estimates, 1, policy));
  const wanted = HEADROOM * (urgent > feeSats ? urgent : feeSats);
  const rounded = ((wanted + ROUND_TO_SATS - 1n) / ROUND_TO_SATS) * ROUND_TO_SATS;
  return {
    ...{ satsPerKvb, feeSats },
    suggestedMaxFeeSats: rounded < feeCapSats ? rounded : feeCapSats,
    leastMaxFeeSats: feeForWeight(weight, policy.floorSatsPerKvb),
  };
}
