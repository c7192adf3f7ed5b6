import { answered } from '../api/client.ts';
import type { Command } from '../context.ts';
import { askedApi } from '../system/asked-api.ts';
import { formatCount } from '../terminal/format.ts';
import { factLine } from '../terminal/lines.ts';

export interface QuoteOptions {
  user: string;
  amount: bigint;
  to?: string;
  maxFee?: bigint;
}

const SOURCES = {
  node: 'of the Bitcoin node',
  explorer: 'of an explorer',
  remembered: 'remembered',
  fallback: 'assumed, as nobody said one',
} as const;

/** `istsi withdrawals quote`: what it costs and brings now. Exit code 1 where it would be refused. */
export function quoteWithdrawal({ user, amount, to, maxFee }: QuoteOptions): Command {
  return async (context) => {
    const { colours } = context;
    const body = {
      ...{ user, amount_sats: String(amount), ...(to !== undefined && { bitcoin_address: to }) },
      ...(maxFee !== undefined && { max_fee_sats: String(maxFee) }),
    };
    const quote = await answered(askedApi(context).anybody.POST('/v1/withdrawals/quote', { body }));
    const { limits, refusal } = quote;
    const sats = (text: string) => `${formatCount(BigInt(text))} sats`;
    const rate = `${formatCount(BigInt(quote.fee_rate_sats_per_kvb))} sats per kvB, ${SOURCES[quote.fee_rate_source]}`;
    const lines = [
      factLine(colours, 'arrives', `${sats(quote.arrives_sats)}, at least ${sats(quote.arrives_at_least_sats)}`),
      factLine(colours, 'fee', `${sats(quote.fee_sats)} of at most ${sats(quote.suggested_max_fee_sats)}`),
      factLine(colours, 'fee rate', rate),
      factLine(colours, 'balance', `${formatCount(BigInt(quote.balance_sats))} iSTSi`),
      factLine(colours, 'limits', `${sats(limits.most_now_sats)} can go now, at tier ${limits.tier}`),
      ...(refusal ? [factLine(colours, 'refused', colours.warn(`${refusal.message} ${refusal.action}`))] : []),
    ];
    context.print(lines.join('\n'), { step: 'quote', ...quote });
    return refusal ? 1 : 0;
  };
}
