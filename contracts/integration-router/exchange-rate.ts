import { type Address, type bool, i128, ledger, require, type u32, type u64, Vec } from '@istsi/soroban-sdk';
import { PriceOracleClient } from '../shared/clients/price-oracle.ts';
import type { PriceData } from '../shared/price-feed.ts';
import { TimeAverage } from '../shared/time-average.ts';
import { IntegrationError } from './errors.ts';
import { type ExchangeSetup, loadExchange } from './exchange-config.ts';
import { loadEcosystem } from './storage.ts';
import type { ExchangeQuote, ExchangeToken } from './types.ts';

const BPS: u32 = 10_000;

/** What the oracle says about one token: the range that its last prices span. */
class TokenPrice {
  constructor(
    public readonly lowest: i128,
    public readonly highest: i128,
    /** Ledger time, seconds, after which it is stale. */
    public readonly good_until: u64,
    public readonly decimals: u32,
  ) {}
}

/**
 * What `amount` of one token is worth in the other now. What the user gives counts at the lowest of the last prices, what
 * the user gets at the highest: whoever buys and sells within that many prices never sells at a better one than bought at,
 * however well the next prices were known.
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
    price_from: from.lowest,
    price_to: to.highest,
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
  return i128.from(amount).mulDivFloor(from.lowest * factor, to.highest * divisor);
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
  const records = inOrder(history.unwrap().unwrap(), now);
  require(isWithin(
    last.price,
    averageOf(records, now),
    config.max_deviation_bps,
  ), IntegrationError.InvalidContractResponse);
  let lowest = last.price;
  let highest = last.price;
  for (const entry of records) {
    if (entry.price < lowest) lowest = entry.price;
    if (entry.price > highest) highest = entry.price;
  }
  return new TokenPrice(lowest, highest, last.timestamp + config.max_age, decimals);
}

/** By time, oldest first. SEP-40 does not say which way around `prices` answers, and oracles differ. */
function inOrder(answer: Vec<PriceData>, now: u64): Vec<PriceData> {
  let sorted = Vec.empty<PriceData>();
  for (const entry of answer) {
    require(entry.price > i128.zero && entry.timestamp <= now, IntegrationError.InvalidContractResponse);
    let place = sorted.length;
    while (place > 0 && sorted.at(place - 1).timestamp > entry.timestamp) place -= 1;
    sorted = sorted.insert(place, entry);
  }
  return sorted;
}

/** Computed here, because SEP-40 has no average. */
function averageOf(records: Vec<PriceData>, now: u64): i128 {
  const average = TimeAverage.ofNothing();
  let until = now;
  for (let i = records.length; i > 0; i--) {
    const entry = records.at(i - 1);
    average.add(entry.price, entry.timestamp, until);
    until = entry.timestamp;
  }
  return average.mean();
}

function isWithin(price: i128, average: i128, bps: u32): bool {
  return (price - average).abs() <= average.mulDivFloor(i128.from(bps), i128.from(BPS));
}

function positionOf(tokens: Vec<ExchangeToken>, token: Address): u32 {
  for (let i: u32 = 0; i < tokens.length; i++) if (tokens.at(i).token === token) return i;
  throw IntegrationError.ContractNotFound;
}
