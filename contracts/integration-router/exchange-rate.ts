import { type Address, type bool, i128, ledger, require, type u32, type u64, type Vec } from '@istsi/soroban-sdk';
import { PriceOracleClient } from '../shared/clients/price-oracle.ts';
import type { PriceData } from '../shared/price-feed.ts';
import { IntegrationError } from './errors.ts';
import { type ExchangeSetup, loadExchange } from './exchange-config.ts';
import { loadEcosystem } from './storage.ts';
import type { ExchangeQuote, ExchangeToken } from './types.ts';

const BPS: u32 = 10_000;

/** What the oracle says about one token, last and on average. */
class TokenPrice {
  constructor(
    public readonly last: i128,
    public readonly average: i128,
    /** Ledger time, seconds, after which it is stale. */
    public readonly good_until: u64,
    public readonly decimals: u32,
  ) {}

  lower(): i128 {
    return this.last < this.average ? this.last : this.average;
  }

  higher(): i128 {
    return this.last < this.average ? this.average : this.last;
  }
}

/**
 * What `amount` of one token is worth in the other now. Of the last price and the average, the one that favours the
 * inventory counts, so that pushing the last price for a moment wins nothing, whichever way the exchange goes.
 */
export function quote(from_token: Address, to_token: Address, amount: u64): ExchangeQuote {
  require(amount > 0 && from_token !== to_token, IntegrationError.InvalidOperationState);
  const setup = loadExchange();
  const from = priceOf(setup, from_token);
  const to = priceOf(setup, to_token);
  const gross = convert(amount, from, to);
  const fee = gross.mulDivCeil(i128.from(setup.config.fee_bps), i128.from(BPS));
  const amount_out = (gross - fee).toU64();
  require(amount_out > 0, IntegrationError.InvalidOperationState);
  return {
    amount_in: amount,
    amount_out,
    expires_at: from.good_until < to.good_until ? from.good_until : to.good_until,
    fee: fee.toU64(),
    price_from: from.lower(),
    price_to: to.higher(),
    value: satoshisOf(setup, from_token, to_token, amount, gross, from),
  };
}

/** In satoshis, for limits: those of the side that is iSTSi, or what the amount would give in iSTSi. */
function satoshisOf(
  setup: ExchangeSetup,
  from_token: Address,
  to_token: Address,
  amount: u64,
  gross: i128,
  from: TokenPrice,
): u64 {
  const istsi = loadEcosystem().istsi_token;
  if (from_token === istsi) return amount;
  if (to_token === istsi) return gross.toU64();
  return convert(amount, from, priceOf(setup, istsi)).toU64();
}

function convert(amount: u64, from: TokenPrice, to: TokenPrice): i128 {
  const ten = i128.from(10);
  const factor = to.decimals > from.decimals ? ten.pow(to.decimals - from.decimals) : i128.from(1);
  const divisor = from.decimals > to.decimals ? ten.pow(from.decimals - to.decimals) : i128.from(1);
  return i128.from(amount).mulDivFloor(from.lower() * factor, to.higher() * divisor);
}

function priceOf(setup: ExchangeSetup, token: Address): TokenPrice {
  const position = positionOf(setup.config.tokens, token);
  const asset = setup.config.tokens.at(position).asset;
  const decimals = setup.decimals.at(position);
  const config = setup.config;
  if (setup.is_base.at(position)) {
    const one = i128.from(10).pow(setup.price_decimals);
    return new TokenPrice(one, one, ledger.timestamp() + config.max_age, decimals);
  }
  const oracle = new PriceOracleClient(config.oracle);
  const answer = oracle.try_lastprice(asset);
  require(answer.isOk, IntegrationError.ContractCallFailed);
  const price = answer.unwrap();
  // No price, an old one or one from the future is no ground to exchange on.
  require(price.isSome, IntegrationError.InvalidContractResponse);
  const last = price.unwrap();
  const now = ledger.timestamp();
  require(last.price > i128.zero && last.timestamp <= now, IntegrationError.InvalidContractResponse);
  require(last.timestamp + config.max_age >= now, IntegrationError.InvalidContractResponse);

  const history = oracle.try_prices(asset, config.twap_records);
  require(history.isOk && history.unwrap().isSome, IntegrationError.InvalidContractResponse);
  const average = averageOf(history.unwrap().unwrap(), now);
  require(isWithin(last.price, average, config.max_deviation_bps), IntegrationError.InvalidContractResponse);
  return new TokenPrice(last.price, average, last.timestamp + config.max_age, decimals);
}

/** Each price weighs as long as it held; computed here, because SEP-40 has no average. */
function averageOf(history: Vec<PriceData>, now: u64): i128 {
  let sum = i128.zero;
  let weights: u64 = 0;
  for (let i: u32 = 0; i < history.length; i++) {
    const entry = history.at(i);
    const until = i + 1 < history.length ? history.at(i + 1).timestamp : now;
    const weight = until > entry.timestamp ? until - entry.timestamp : 1;
    sum += entry.price * i128.from(weight);
    weights += weight;
  }
  require(weights > 0, IntegrationError.InvalidContractResponse);
  return sum / i128.from(weights);
}

function isWithin(price: i128, average: i128, bps: u32): bool {
  return (price - average).abs() <= average.mulDivFloor(i128.from(bps), i128.from(BPS));
}

function positionOf(tokens: Vec<ExchangeToken>, token: Address): u32 {
  for (let i: u32 = 0; i < tokens.length; i++) if (tokens.at(i).token === token) return i;
  throw IntegrationError.ContractNotFound;
}
