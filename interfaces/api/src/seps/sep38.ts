import type { ClassicPair, SepServices } from '@istsi/integration';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { typedRoutes } from '../routes/route-scope.ts';
import { paths } from './endpoints.ts';
import {
  FirmQuoteShape,
  PriceQuery,
  PriceShape,
  PricesQuery,
  PricesShape,
  priceRequestOf,
  QuoteBody,
  QuoteInfoShape,
} from './quote-shapes.ts';
import { allowPreflight, SepError, sessionOf } from './sep-scope.ts';

const tags = ['sep38'];
const failures = { 400: SepError, 404: SepError, 409: SepError, 429: SepError };
const forSessions = { ...failures, 403: SepError };
/** Each asks the network for a price. */
const config = { rateLimit: { max: 300, timeWindow: '1 minute' } };
/** A session is not needed for a price; one that does not hold is refused all the same. */
const onlyOf = (seps: SepServices) => async (request: FastifyRequest) => void (await sessionOf(seps, request));
const ifAny = (seps: SepServices) => async (request: FastifyRequest) => {
  if (request.headers.authorization !== undefined) await sessionOf(seps, request);
};

/** SEP-38: what a classic asset costs in a currency, and quotes that hold. */
export function sep38Routes(scope: FastifyInstance, seps: SepServices): void {
  for (const path of ['info', 'prices', 'price', 'quote', 'quote/:id'])
    allowPreflight(scope, `${paths.quotes}/${path}`);
  priceRoutes(scope, seps);
  quoteRoutes(scope, seps);
}

function priceRoutes(scope: FastifyInstance, seps: SepServices): void {
  const routes = typedRoutes(scope);
  const { quotes } = seps;
  const onRequest = ifAny(seps);
  routes.get(
    `${paths.quotes}/info`,
    {
      onRequest,
      schema: {
        ...{ tags, summary: 'SEP-38: what is quoted' },
        response: { ...forSessions, 200: QuoteInfoShape },
      },
    },
    async () => infoOf(quotes.pair()),
  );
  routes.get(
    `${paths.quotes}/prices`,
    {
      ...{ onRequest, config },
      schema: {
        ...{ tags, summary: 'SEP-38: what an amount of one thing costs in all others' },
        querystring: PricesQuery,
        response: { ...forSessions, 200: PricesShape },
      },
    },
    async ({ query }) => {
      const { asset, currency } = quotes.pair();
      const isSale = query.sell_amount !== undefined;
      const [given, named] = isSale ? [query.sell_asset, query.buy_asset] : [query.buy_asset, query.sell_asset];
      const listed = named ?? (given === asset.id ? currency.id : asset.id);
      const sides = isSale ? { sell_asset: given, buy_asset: listed } : { sell_asset: listed, buy_asset: given };
      const { total_price: price } = await quotes.price(priceRequestOf({ ...query, ...sides }));
      const { decimals } = listed === asset.id ? asset : currency;
      const list = [{ asset: listed, price, decimals }];
      return isSale ? { buy_assets: list } : { sell_assets: list };
    },
  );
  routes.get(
    `${paths.quotes}/price`,
    {
      ...{ onRequest, config },
      schema: {
        ...{ tags, summary: 'SEP-38: what an amount costs now' },
        querystring: PriceQuery,
        response: { ...forSessions, 200: PriceShape },
      },
    },
    async ({ query }) => await quotes.price(priceRequestOf(query)),
  );
}

function quoteRoutes(scope: FastifyInstance, seps: SepServices): void {
  const routes = typedRoutes(scope);
  const onRequest = onlyOf(seps);
  routes.post(
    `${paths.quotes}/quote`,
    {
      ...{ onRequest, config },
      schema: {
        ...{ tags, summary: 'SEP-38: a price that holds, for an amount that is kept' },
        body: QuoteBody,
        response: { ...forSessions, 201: FirmQuoteShape },
      },
    },
    async (request, reply) => {
      const { context, expire_after: until } = request.body;
      const expireAfter = until === undefined ? undefined : new Date(until);
      const quote = await seps.quotes.quote(await sessionOf(seps, request), {
        ...{ ...priceRequestOf(request.body), context, expireAfter },
      });
      return reply.code(201).send(quote);
    },
  );
  routes.get(
    `${paths.quotes}/quote/:id`,
    {
      onRequest,
      schema: {
        ...{ tags, summary: 'SEP-38: a quote as it was given, also when it is over' },
        params: z.object({ id: z.string().max(100) }),
        response: { ...forSessions, 200: FirmQuoteShape },
      },
    },
    async (request) => await seps.quotes.find(await sessionOf(seps, request), request.params.id),
  );
}

function infoOf({
  asset,
  currency,
  sellDeliveryMethods,
  buyDeliveryMethods,
  countryCodes,
}: ClassicPair): z.output<typeof QuoteInfoShape> {
  return {
    assets: [
      { asset: asset.id },
      {
        asset: currency.id,
        ...(countryCodes.length > 0 && { country_codes: [...countryCodes] }),
        sell_delivery_methods: [...sellDeliveryMethods],
        buy_delivery_methods: [...buyDeliveryMethods],
      },
    ],
  };
}
