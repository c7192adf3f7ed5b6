import { divideUp, formatRatio, formatUnits } from './decimal.ts';

/** What a unit of one thing costs in another: `numerator` smallest units bought for `denominator` smallest units sold. */
export interface Rate {
  numerator: bigint;
  denominator: bigint;
}

export interface Side {
  id: string;
  decimals: number;
}

export type WantedAmount = { sell: bigint } | { buy: bigint };

/** Smallest units. `fee` is part of `sell`. */
export interface PricedAmounts {
  sell: bigint;
  buy: bigint;
  fee: bigint;
}

const BPS = 10_000n;

/**
 * What is got for what is given, or what has to be given; whatever does not come out even is the anchor's. The fee is taken of what is given,
 * so that it is an amount of what the customer has in hand. Undefined where nothing would be got.
 */
export function priceAmounts(wanted: WantedAmount, rate: Rate, feeBps: bigint): PricedAmounts | undefined {
  const { numerator, denominator } = rate;
  if ('sell' in wanted) {
    const { sell } = wanted;
    const fee = divideUp(sell * feeBps, BPS);
    const buy = ((sell - fee) * numerator) / denominator;
    return buy > 0n ? { sell, buy, fee } : undefined;
  }
  const { buy } = wanted;
  if (buy <= 0n) return undefined;
  const net = divideUp(buy * denominator, numerator);
  const sell = divideUp(net * BPS, BPS - feeBps);
  return { sell, buy, fee: sell - net };
}

/** SEP-38's words for it: `sell = total_price × buy`, and `sell − fee = price × buy`. */
export function presentAmounts({ sell, buy, fee }: PricedAmounts, selling: Side, buying: Side) {
  const priceOf = (amount: bigint): string => formatRatio(amount, selling.decimals, buy, buying.decimals);
  return {
    ...{ total_price: priceOf(sell), price: priceOf(sell - fee) },
    ...{ sell_amount: formatUnits(sell, selling.decimals), buy_amount: formatUnits(buy, buying.decimals) },
    fee: {
      ...{ total: formatUnits(fee, selling.decimals), asset: selling.id },
      details: [{ name: 'Service fee', amount: formatUnits(fee, selling.decimals) }],
    },
  };
}

export type PresentedAmounts = ReturnType<typeof presentAmounts>;
