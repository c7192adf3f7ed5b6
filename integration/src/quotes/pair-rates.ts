import type { SystemContracts } from '@istsi/contracts';
import type { Asset } from '@istsi/contracts/clients/price-oracle';
import { readConfig } from '../exchange/exchange-desk.ts';
import { exchangeRefusals, refusalOfExchange } from '../exchange/exchange-refusals.ts';
import type { ClassicPair } from './classic-pair.ts';
import { QuoteError } from './errors.ts';
import type { Rate } from './price-amounts.ts';

export interface PairRate {
  rate: Rate;
  /** The exchange's, where the pair has none of its own. */
  feeBps: bigint;
}

/** What is asked about is a price, whatever the amount: enough that nothing rounds to nothing. */
const BITCOIN_SATS = 100_000_000n;
const MANY_UNITS = 10n ** 13n;

/**
 * By the router's own `quote_exchange`, with all that it refuses: a price that is missing, old, or far from its average. What is given counts at the
 * lowest of the last prices, what is got at the highest, as for who exchanges on chain.
 */
export async function readPairRate(
  contracts: SystemContracts,
  pair: ClassicPair,
  sells: 'asset' | 'currency',
): Promise<PairRate> {
  const config = await readConfig({ contracts });
  if (!config) throw new QuoteError('quotes/no-price', { reason: exchangeRefusals.noExchange().message });
  const { code } = pair.currency;
  const counter = config.tokens.find(({ asset }) => isCurrency(asset, code))?.token;
  if (counter === undefined)
    throw new QuoteError('quotes/no-price', { reason: `no token of the exchange counts as ${code}.` });
  const istsi = contracts.token.contractId;
  const [from_token, to_token, amount] =
    sells === 'asset' ? [istsi, counter, BITCOIN_SATS] : [counter, istsi, MANY_UNITS];
  const quoted = await contracts.router.tryRead('quote_exchange', { from_token, to_token, amount });
  if (!quoted.ok) throw new QuoteError('quotes/no-price', { reason: refusalOfExchange(quoted.failure).message });
  const { price_from, price_to } = quoted.value;
  const feeBps = pair.feeBps ?? BigInt(config.fee_bps);
  return { feeBps, rate: rateOf(pair, sells, price_from, price_to) };
}

const isCurrency = (asset: Asset, code: string): boolean => asset.tag === 'Other' && asset.values[0] === code;

/** The oracle's prices are of a satoshi and of one of the currency; a unit of the asset is so many satoshis. */
function rateOf(
  { asset, currency, satsPerUnit }: ClassicPair,
  sells: 'asset' | 'currency',
  from: bigint,
  to: bigint,
): Rate {
  const assetUnit = 10n ** BigInt(asset.decimals);
  const currencyUnit = 10n ** BigInt(currency.decimals);
  return sells === 'asset'
    ? { numerator: satsPerUnit * from * currencyUnit, denominator: to * assetUnit }
    : { numerator: from * assetUnit, denominator: satsPerUnit * to * currencyUnit };
}
