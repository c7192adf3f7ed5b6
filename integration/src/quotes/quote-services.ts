import { randomUUID } from 'node:crypto';
import type { SystemContracts } from '@istsi/contracts';
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { findUser } from '../services/identities.ts';
import type { Session } from '../web-auth/session-token.ts';
import { isSoleOwner } from '../web-auth/subject.ts';
import { type ClassicPair, openPair, type PairAsset, type PairSettings } from './classic-pair.ts';
import { parseUnits } from './decimal.ts';
import { QuoteError } from './errors.ts';
import { type PairRate, readPairRate } from './pair-rates.ts';
import { type PresentedAmounts, type PricedAmounts, presentAmounts, priceAmounts } from './price-amounts.ts';
import { findQuote, reserveQuote, STRANGERS } from './quote-store.ts';
import type { FirmQuote } from './quote-tables.ts';

/** What a price is asked of; how it is delivered, and where, changes nothing of it here. */
export interface PriceRequest {
  sellAsset: string;
  buyAsset: string;
  /** Decimal texts; one of the two. */
  sellAmount?: string | undefined;
  buyAmount?: string | undefined;
  sellDeliveryMethod?: string | undefined;
  buyDeliveryMethod?: string | undefined;
  countryCode?: string | undefined;
}

export interface QuoteRequest extends PriceRequest {
  context: 'sep6' | 'sep24' | 'sep31';
  /** The quote is to hold until then at least. */
  expireAfter?: Date | undefined;
}

/** Prices of the asset in the currency and back (SEP-38). Everything fails with `quotes/none` where no pair is configured. */
export interface QuoteServices {
  /** Whether there is anything to quote, and so a server of quotes. */
  hasPair: boolean;
  pair(): ClassicPair;
  /** Indicative: nothing is kept for it. */
  price(request: PriceRequest): Promise<PresentedAmounts>;
  /** Firm: what it promises is kept until it is over. */
  quote(session: Session, request: QuoteRequest): Promise<FirmQuote>;
  find(session: Session, id: string): Promise<FirmQuote>;
}

export interface QuoteWorld {
  db: Kysely<Schema>;
  contracts: SystemContracts;
  now: () => Date;
}

export function quoteServices({ db, contracts, now }: QuoteWorld, settings: PairSettings | undefined): QuoteServices {
  const opened = settings && openPair(settings);
  const pair = (): ClassicPair => {
    if (!opened) throw new QuoteError('quotes/none', {});
    return opened;
  };
  const readRate = (sells: 'asset' | 'currency'): Promise<PairRate> => readPairRate(contracts, pair(), sells);
  return {
    hasPair: opened !== undefined,
    pair,
    async price(request) {
      const { selling, buying, amounts } = await priceOf(pair(), readRate, request);
      return presentAmounts(amounts, selling, buying);
    },
    async quote({ sub, baseAccount, ...subject }, request) {
      requireMethods(pair(), request);
      const expiresAt = endOf(pair(), request.expireAfter, now());
      const { selling, buying, amounts } = await priceOf(pair(), readRate, request);
      const { sellDeliveryMethod, buyDeliveryMethod } = request;
      const quote: FirmQuote = {
        ...{ id: randomUUID(), expires_at: expiresAt.toISOString() },
        ...presentAmounts(amounts, selling, buying),
        ...{ sell_asset: selling.id, buy_asset: buying.id },
        ...(sellDeliveryMethod !== undefined && { sell_delivery_method: sellDeliveryMethod }),
        ...(buyDeliveryMethod !== undefined && { buy_delivery_method: buyDeliveryMethod }),
      };
      const isKnown = isSoleOwner({ ...subject, sub, baseAccount }) && (await isActive(contracts, baseAccount));
      await reserveQuote(db, {
        ...{ subject: sub, holder: isKnown ? baseAccount : STRANGERS, context: request.context },
        ...{ buying, buyUnits: amounts.buy, quote, expiresAt, now: now() },
      });
      return quote;
    },
    async find({ sub }, id) {
      pair();
      const found = await findQuote(db, sub, id);
      if (!found) throw new QuoteError('quotes/unknown', { id: id.slice(0, MOST_SHOWN) });
      return found;
    },
  };
}

const MOST_SHOWN = 60;

const isActive = async (contracts: SystemContracts, account: string): Promise<boolean> =>
  (await findUser(contracts, account))?.status === 'active';

async function priceOf(
  pair: ClassicPair,
  readRate: (sells: 'asset' | 'currency') => Promise<PairRate>,
  request: PriceRequest,
): Promise<{ selling: PairAsset; buying: PairAsset; amounts: PricedAmounts }> {
  const { selling, buying, sells } = sidesOf(pair, request);
  requireKnown(pair, request);
  const { sellAmount, buyAmount } = request;
  if ((sellAmount === undefined) === (buyAmount === undefined))
    throw refused('Name either `sell_amount` or `buy_amount`.');
  const wanted =
    sellAmount === undefined
      ? { buy: unitsOf('buy_amount', buyAmount ?? '', buying) }
      : { sell: unitsOf('sell_amount', sellAmount, selling) };
  const { rate, feeBps } = await readRate(sells);
  const amounts = priceAmounts(wanted, rate, feeBps);
  if (!amounts) throw refused('So little is exchanged for nothing: ask for more.');
  return { selling, buying, amounts };
}

function sidesOf(
  { asset, currency }: ClassicPair,
  { sellAsset, buyAsset }: PriceRequest,
): { selling: PairAsset; buying: PairAsset; sells: 'asset' | 'currency' } {
  if (sellAsset === asset.id && buyAsset === currency.id) return { selling: asset, buying: currency, sells: 'asset' };
  if (sellAsset === currency.id && buyAsset === asset.id)
    return { selling: currency, buying: asset, sells: 'currency' };
  const short = (text: string) => text.slice(0, 2 * MOST_SHOWN);
  throw new QuoteError('quotes/unsupported-pair', { sell: short(sellAsset), buy: short(buyAsset) });
}

function unitsOf(name: string, text: string, { decimals, id }: PairAsset): bigint {
  const units = parseUnits(text, decimals);
  if (units !== undefined && units > 0n) return units;
  throw refused(`\`${name}\` is no amount of ${id} above zero, with ${decimals} places behind the point at most.`);
}

/** What is named has to be what `/info` lists, whether it is needed or not. */
function requireKnown(
  { sellDeliveryMethods, buyDeliveryMethods, countryCodes, currency }: ClassicPair,
  { sellDeliveryMethod, buyDeliveryMethod, countryCode, sellAsset }: PriceRequest,
): void {
  const sellsCurrency = sellAsset === currency.id;
  if (sellDeliveryMethod !== undefined && buyDeliveryMethod !== undefined)
    throw refused('Name either `sell_delivery_method` or `buy_delivery_method`: one of the two is no delivery.');
  if (sellDeliveryMethod !== undefined && !(sellsCurrency && has(sellDeliveryMethods, sellDeliveryMethod)))
    throw refused('`sell_delivery_method` is none of what is sold: see GET /info.');
  if (buyDeliveryMethod !== undefined && !(!sellsCurrency && has(buyDeliveryMethods, buyDeliveryMethod)))
    throw refused('`buy_delivery_method` is none of what is bought: see GET /info.');
  if (countryCode !== undefined && countryCodes.length > 0 && !countryCodes.some((code) => isWithin(countryCode, code)))
    throw refused(`\`country_code\` is none of ${countryCodes.join(', ')}.`);
}

const has = (methods: readonly { name: string }[], name: string): boolean => methods.some((one) => one.name === name);

/** A part of a country is in the country, and whoever names the country alone may be in any part of it. */
const isWithin = (asked: string, served: string): boolean =>
  asked === served || asked.startsWith(`${served}-`) || served.startsWith(`${asked}-`);

/** A firm quote says how the currency comes or goes, where there is a choice. */
function requireMethods(pair: ClassicPair, request: QuoteRequest): void {
  const { sellAsset, sellDeliveryMethod, buyDeliveryMethod } = request;
  const sellsCurrency = sellAsset === pair.currency.id;
  const [methods, named, field] = sellsCurrency
    ? ([pair.sellDeliveryMethods, sellDeliveryMethod, 'sell_delivery_method'] as const)
    : ([pair.buyDeliveryMethods, buyDeliveryMethod, 'buy_delivery_method'] as const);
  if (methods.length > 1 && named === undefined) throw refused(`Name \`${field}\`: GET /info lists them.`);
}

function endOf({ validSeconds }: ClassicPair, expireAfter: Date | undefined, now: Date): Date {
  const end = new Date(now.getTime() + validSeconds * 1_000);
  if (expireAfter !== undefined && expireAfter > end)
    throw refused(`\`expire_after\` is too late: a quote holds for ${validSeconds} seconds.`);
  return end;
}

const refused = (reason: string): QuoteError => new QuoteError('quotes/refused', { reason });
