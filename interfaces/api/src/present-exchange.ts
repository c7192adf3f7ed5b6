import type {
  ExchangeQuoteView,
  ExchangeView,
  OraclePrice,
  PreparedExchange as Prepared,
  ExchangeRecord as Record,
  ReporterPart,
} from '@istsi/integration';
import type { z } from 'zod';
import type { Exchange, ExchangeQuote, ExchangeRecord, PreparedExchange } from './exchange-shapes.ts';

export function presentExchange(view: ExchangeView): z.input<typeof Exchange> {
  const { oracle, base, priceSource, price, priceMaxAgeSeconds, feeBps, tokens, reporters } = view;
  return {
    ...{ oracle, base, price_source: priceSource, price: presentPrice(price) },
    ...{ price_max_age_seconds: priceMaxAgeSeconds, fee_bps: feeBps },
    tokens: tokens.map(({ inventory, balance, ...token }) => ({
      ...token,
      ...{ inventory: String(inventory), balance: balance === null ? null : String(balance) },
    })),
    reporters: reporters.map(presentReporter),
  };
}

function presentReporter({ address, ok, error, facts }: ReporterPart) {
  const word = facts?.word;
  return {
    ...{ address, ok, problem: error ?? null, state: facts?.state ?? null, price: facts?.price ?? null },
    word: word ? { price: word.price, at: word.at, stellar_transaction: word.transaction } : null,
    sources: facts?.sources ?? [],
  };
}

const presentPrice = (price: OraclePrice | null) =>
  price && { per_bitcoin: price.perBitcoin, at: price.at.toISOString(), age_seconds: price.ageSeconds };

export function presentExchangeQuote(
  tokens: { from_token: string; to_token: string },
  quote: ExchangeQuoteView,
): z.input<typeof ExchangeQuote> {
  return {
    ...tokens,
    ...{ amount_in: String(quote.amountIn), amount_out: String(quote.amountOut), fee: String(quote.fee) },
    ...{ suggested_min_out: String(quote.suggestedMinOut), value_sats: String(quote.valueSats) },
    ...{ price: presentPrice(quote.price), price_source: quote.priceSource },
    ...{ expires_at: quote.expiresAt.toISOString(), refusal: quote.refusal },
  };
}

export function presentPreparedExchange(prepared: Prepared): z.input<typeof PreparedExchange> {
  return {
    ...{ envelope: prepared.envelope, stellar_transaction: prepared.stellarTx },
    network_passphrase: prepared.networkPassphrase,
    ...{ from_token: prepared.fromToken, to_token: prepared.toToken },
    ...{ amount_in: String(prepared.amountIn), min_out: String(prepared.minOut) },
    ...{ amount_out: String(prepared.amountOut), deadline: String(prepared.deadline) },
    valid_until: prepared.validUntil.toISOString(),
    stellar_fee_stroops: String(prepared.stellarFeeStroops),
  };
}

export function presentExchangeRecord(record: Record): z.input<typeof ExchangeRecord> {
  return {
    ...{ id: record.id, user: record.user, from_token: record.fromToken, to_token: record.toToken },
    ...{ amount_in: String(record.amountIn), amount_out: String(record.amountOut), fee: String(record.fee) },
    ...{ at: record.at.toISOString(), stellar_transaction: record.stellarTx },
  };
}
