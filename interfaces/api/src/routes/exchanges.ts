import type { Services } from '@istsi/integration';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import {
  Exchange,
  ExchangePage,
  ExchangePageQuery,
  ExchangeQuote,
  ExchangeQuoteRequest,
  ExchangeRecord,
  PreparedExchange,
  PrepareExchangeRequest,
  SubmittedExchange,
} from '../exchange-shapes.ts';
import {
  presentExchange,
  presentExchangeQuote,
  presentExchangeRecord,
  presentPreparedExchange,
} from '../present-exchange.ts';
import { ApiError, Problem } from '../problems.ts';
import { Hash, UserAddress } from '../shapes.ts';
import { typedRoutes } from './route-scope.ts';
import { endOf, refused } from './withdrawals.ts';

/** Each asks the network several questions. */
const QUESTIONS_PER_MINUTE = 120;
const tags = ['exchanges'];
const rateLimited = { config: { rateLimit: { max: QUESTIONS_PER_MINUTE, timeWindow: '1 minute' } } };
const problems = { 400: Problem, 404: Problem, 409: Problem, 422: Problem, 429: Problem };

/** One token for another: ask what it gives, have it prepared, sign it in a wallet, send it. */
export function exchangeRoutes(scope: FastifyInstance, services: Services): void {
  orderRoutes(scope, services);
  const routes = typedRoutes(scope);
  routes.get(
    '/exchange',
    {
      ...rateLimited,
      schema: {
        tags,
        summary: 'What is exchanged here, at what price, and who says so',
        querystring: z.strictObject({ user: UserAddress.optional().describe('Says what this one has of each token') }),
        response: { 200: Exchange, 404: Problem, 429: Problem },
      },
    },
    async ({ query: { user } }) => {
      const view = await services.exchange.show(user);
      if (!view) throw new ApiError('no-exchange', 'Governance has opened no exchange.');
      return presentExchange(view);
    },
  );
  routes.get(
    '/exchanges',
    {
      schema: {
        tags,
        summary: 'What was exchanged, newest first',
        querystring: ExchangePageQuery,
        response: { 200: ExchangePage },
      },
    },
    async ({ query }) => {
      const page = await services.exchange.list(query);
      return { items: page.items.map(presentExchangeRecord), next_cursor: page.nextCursor ?? null };
    },
  );
  routes.get(
    '/exchanges/:id',
    {
      schema: {
        tags,
        summary: 'One exchange',
        params: z.object({ id: Hash }),
        response: { 200: ExchangeRecord, 404: Problem },
      },
    },
    async ({ params: { id } }) => {
      const record = await services.exchange.find(id);
      if (!record) throw new ApiError('unknown-exchange', `Nothing was exchanged as ${id}.`);
      return presentExchangeRecord(record);
    },
  );
}

function orderRoutes(scope: FastifyInstance, services: Services): void {
  const routes = typedRoutes(scope);
  routes.post(
    '/exchanges/quote',
    {
      ...rateLimited,
      schema: {
        tags,
        summary: 'What an exchange gives now, and whether it would be taken',
        body: ExchangeQuoteRequest,
        response: { 200: ExchangeQuote, ...problems },
      },
    },
    async ({ body: { user, from_token, to_token, amount } }) => {
      const order = { user, fromToken: from_token, toToken: to_token, amount: BigInt(amount) };
      const outcome = await services.exchange.quote(order);
      if (!outcome.ok) throw refused(outcome.refusal);
      return presentExchangeQuote({ from_token, to_token }, outcome.quote);
    },
  );
  routes.post(
    '/exchanges/prepare',
    {
      ...rateLimited,
      schema: {
        tags,
        summary: 'The exchange as a transaction for the user’s wallet to sign',
        description: 'Nothing has happened yet. What the contracts would refuse is refused here, with what to do.',
        body: PrepareExchangeRequest,
        response: { 200: PreparedExchange, ...problems },
      },
    },
    async ({ body: { user, from_token, to_token, amount, min_out } }) => {
      const order = { user, fromToken: from_token, toToken: to_token, amount: BigInt(amount), minOut: BigInt(min_out) };
      const outcome = await services.exchange.prepare(order);
      if (!outcome.ok) throw refused(outcome.refusal);
      return presentPreparedExchange(outcome.prepared);
    },
  );
  routes.post(
    '/exchanges',
    {
      ...rateLimited,
      schema: {
        tags,
        summary: 'Send a signed exchange',
        description:
          'Only the transaction that was prepared, or one like it, is sent on. Sending it again answers the same; ' +
          '202 says that the network has not decided yet: send it again.',
        body: z.strictObject({ envelope: z.string().min(1).max(16_000).describe('base64 XDR, signed') }),
        response: { 200: SubmittedExchange, 202: SubmittedExchange, ...problems },
      },
    },
    async ({ body }, reply) => {
      const outcome = await services.exchange.submit(body.envelope, endOf(reply));
      if (outcome.status === 'refused') throw refused(outcome.refusal);
      const { status: state, stellarTx: stellar_transaction } = outcome;
      if (state === 'done') return { stellar_transaction, state, amount_out: String(outcome.amountOut), note: null };
      return reply.code(202).send({ stellar_transaction, state, amount_out: null, note: outcome.reason ?? null });
    },
  );
}
