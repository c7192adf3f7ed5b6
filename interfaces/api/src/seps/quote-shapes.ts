import type { PriceRequest } from '@istsi/integration';
import { z } from 'zod';

const AssetId = z.string().min(1).max(150).describe('`stellar:CODE:ISSUER`, `stellar:native` or `iso4217:…`');
const Amount = z.string().max(40);
const Method = z.string().max(60);
const Context = z.enum(['sep6', 'sep24', 'sep31']);

const Named = {
  sell_amount: Amount.optional(),
  buy_amount: Amount.optional(),
  sell_delivery_method: Method.optional(),
  buy_delivery_method: Method.optional(),
  country_code: z
    .string()
    .regex(/^[A-Z]{2}(-[A-Z0-9]{1,3})?$/, 'expected ISO 3166-1 alpha-2 or 3166-2')
    .optional(),
};

/**
 * What is given and how much of it, or likewise what is got. The standard wants one asset alone; the other one beside it, as its own
 * conformance tests send it, narrows the list to itself.
 */
export const PricesQuery = z
  .object({ ...Named, sell_asset: AssetId.optional(), buy_asset: AssetId.optional() })
  .refine((query) => (query.sell_amount === undefined) !== (query.buy_amount === undefined), {
    error: 'name either sell_amount or buy_amount',
  })
  .refine((query) => (query.sell_amount === undefined ? query.buy_asset : query.sell_asset) !== undefined, {
    error: 'sell_amount goes with sell_asset, and buy_amount with buy_asset',
  });

export const PriceQuery = z.object({ ...Named, sell_asset: AssetId, buy_asset: AssetId, context: Context });

export const QuoteBody = PriceQuery.extend({
  expire_after: z.iso.datetime({ offset: true, local: true }).optional().describe('UTC'),
});

export const QuoteInfoShape = z
  .object({
    assets: z.array(
      z.object({
        asset: z.string(),
        country_codes: z.array(z.string()).optional(),
        sell_delivery_methods: z.array(z.object({ name: z.string(), description: z.string() })).optional(),
        buy_delivery_methods: z.array(z.object({ name: z.string(), description: z.string() })).optional(),
      }),
    ),
  })
  .meta({ id: 'QuoteInfo' });

const Listed = z.array(z.object({ asset: z.string(), price: z.string(), decimals: z.number().int() }));
export const PricesShape = z
  .object({ buy_assets: Listed.optional(), sell_assets: Listed.optional() })
  .meta({ id: 'QuotePrices' });

const Priced = {
  ...{ total_price: z.string(), price: z.string(), sell_amount: z.string(), buy_amount: z.string() },
  fee: z.object({
    ...{ total: z.string(), asset: z.string() },
    details: z.array(z.object({ name: z.string(), description: z.string().optional(), amount: z.string() })).optional(),
  }),
};
export const PriceShape = z.object(Priced).meta({ id: 'QuotePrice' });

export const FirmQuoteShape = z
  .object({
    ...{ id: z.string(), expires_at: z.string(), ...Priced, sell_asset: z.string(), buy_asset: z.string() },
    ...{ sell_delivery_method: z.string().optional(), buy_delivery_method: z.string().optional() },
  })
  .meta({ id: 'FirmQuote' });

type Priceable = z.output<typeof PriceQuery>;
type Asked = { [Name in keyof Priceable]?: Priceable[Name] | undefined };

export const priceRequestOf = (asked: Asked): PriceRequest => ({
  ...{ sellAsset: asked.sell_asset ?? '', buyAsset: asked.buy_asset ?? '' },
  ...{ sellAmount: asked.sell_amount, buyAmount: asked.buy_amount, countryCode: asked.country_code },
  ...{ sellDeliveryMethod: asked.sell_delivery_method, buyDeliveryMethod: asked.buy_delivery_method },
});
