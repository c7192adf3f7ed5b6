import { type Address, type bool, contracttype, persistent, publish, require, type u32, Vec } from '@istsi/soroban-sdk';
import { FungibleTokenClient } from '../shared/clients/fungible-token.ts';
import { PriceOracleClient } from '../shared/clients/price-oracle.ts';
import type { Asset } from '../shared/price-feed.ts';
import { touch } from '../shared/ttl.ts';
import { isToken } from './contracts.ts';
import { IntegrationError } from './errors.ts';
import type { ExchangeConfigured } from './events.ts';
import { DataKey } from './storage.ts';
import type { ExchangeConfig } from './types.ts';

const MAX_FEE_BPS: u32 = 1_000;
const BPS: u32 = 10_000;
const MAX_TOKENS: u32 = 16;
/** The best-known SEP-40 oracle answers no question for more. */
const MAX_RECORDS: u32 = 20;

/** The configuration with what never changes about the contracts it names, so that an exchange need not ask them. */
@contracttype
export class ExchangeSetup {
  config!: ExchangeConfig;
  /** Decimals of each token, in the order of the configuration. */
  decimals!: Vec<u32>;
  /** Which of the tokens are what the oracle's prices are in, and so have the price 1. */
  is_base!: Vec<bool>;
  price_decimals!: u32;
}

/** What governance decides about exchanges. Until it has, there are none. */
export function setExchangeConfig(config: ExchangeConfig): void {
  const key = DataKey.Exchange();
  persistent.set<DataKey, ExchangeSetup>(key, setupOf(config));
  touch<DataKey>(key);
  publish<ExchangeConfigured>({
    fee_bps: config.fee_bps,
    max_age: config.max_age,
    max_deviation_bps: config.max_deviation_bps,
    oracle: config.oracle,
    tokens: config.tokens.length,
  });
}

/**
 * Asks the contracts for it: what is no oracle has no answers. The tokens must be registered: one that does not obey the
 * router could neither be paused nor trusted to move what it says.
 */
export function setupOf(config: ExchangeConfig): ExchangeSetup {
  require(config.fee_bps <= MAX_FEE_BPS, IntegrationError.InvalidOperationState);
  require(config.max_age > 0, IntegrationError.InvalidOperationState);
  require(config.max_deviation_bps > 0 && config.max_deviation_bps < BPS, IntegrationError.InvalidOperationState);
  require(config.twap_records > 0 && config.twap_records <= MAX_RECORDS, IntegrationError.InvalidOperationState);
  require(config.tokens.length <= MAX_TOKENS, IntegrationError.InvalidOperationState);
  const oracle = new PriceOracleClient(config.oracle);
  const base = Vec.of<Asset>(oracle.base());
  let decimals = Vec.empty<u32>();
  let is_base = Vec.empty<bool>();
  let seen = Vec.empty<Address>();
  for (const line of config.tokens) {
    require(isToken(line.token), IntegrationError.ContractNotFound);
    require(!seen.includes(line.token), IntegrationError.InvalidOperationState);
    seen = seen.push(line.token);
    decimals = decimals.push(new FungibleTokenClient(line.token).decimals());
    is_base = is_base.push(base.includes(line.asset));
  }
  return { config, decimals, is_base, price_decimals: oracle.decimals() };
}

export function loadExchange(): ExchangeSetup {
  const key = DataKey.Exchange();
  require(persistent.has<DataKey>(key), IntegrationError.ContractNotFound);
  touch<DataKey>(key);
  return persistent.get<DataKey, ExchangeSetup>(key);
}
