import type { Services } from '@istsi/integration';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { PrepareExchangeRequest } from '../exchange-shapes.ts';
import { presentSponsored, presentSponsoredCall, presentSponsorship } from '../present-sponsorship.ts';
import { Problem } from '../problems.ts';
import { SatsAmount, UserAddress } from '../shapes.ts';
import {
  SponsoredCall,
  SponsoredExchange,
  SponsoredTransfer,
  SponsoredWithdrawal,
  Sponsorship,
} from '../sponsorship-shapes.ts';
import { PrepareRequest } from '../withdrawal-shapes.ts';
import { typedRoutes } from './route-scope.ts';
import { endOf, refused } from './withdrawals.ts';

/** Each asks the network several questions. */
const QUESTIONS_PER_MINUTE = 120;
const tags = ['sponsorship'];
const rateLimited = { config: { rateLimit: { max: QUESTIONS_PER_MINUTE, timeWindow: '1 minute' } } };
const problems = { 400: Problem, 404: Problem, 409: Problem, 422: Problem, 429: Problem };
const description =
  'Nothing has happened yet. The holder’s wallet signs the entry and nothing else; the transaction, and its fee, are the ' +
  'sponsor’s. What the contracts would refuse, and what nobody would pay for, is refused here, with what to do.';

/** Transfers, withdrawals and exchanges of holders without lumens: signed by them, paid for by somebody else. */
export function sponsorshipRoutes(scope: FastifyInstance, services: Services): void {
  const routes = typedRoutes(scope);
  const { sponsorship } = services;
  routes.get(
    '/sponsorship',
    {
      ...rateLimited,
      schema: {
        ...{ tags, summary: 'Whether somebody pays for holders without lumens, and what is left of it' },
        querystring: z.strictObject({ account: UserAddress.optional().describe('Says also whether this one’s are') }),
        response: { 200: Sponsorship, 400: Problem, 429: Problem },
      },
    },
    async ({ query: { account } }) => {
      const [terms, deployer] = await Promise.all([sponsorship.terms(account), sponsorship.passkeys.deployer()]);
      return presentSponsorship(terms, deployer);
    },
  );
  prepareRoutes(scope, sponsorship);
  routes.post(
    '/sponsorship/calls',
    {
      ...rateLimited,
      schema: {
        tags,
        summary: 'Have a signed call paid for and sent',
        description:
          'Only what was prepared, or one like it, is paid for: a transfer, a withdrawal or an exchange of its own signer. ' +
          'Sending it again answers the same; 202 says that the network has not decided yet: send it again.',
        body: z.strictObject({
          authorization: z.string().min(1).max(8_000).describe('base64 XDR of the SorobanAuthorizationEntry, signed'),
        }),
        response: { 200: SponsoredCall, 202: SponsoredCall, ...problems },
      },
    },
    async ({ body }, reply) => {
      const outcome = await sponsorship.submit(body.authorization, endOf(reply));
      if (outcome.status === 'refused') throw refused(outcome.refusal);
      return reply.code(outcome.status === 'done' ? 200 : 202).send(presentSponsoredCall(outcome));
    },
  );
}

function prepareRoutes(scope: FastifyInstance, sponsorship: Services['sponsorship']): void {
  const routes = typedRoutes(scope);
  routes.post(
    '/sponsorship/transfers/prepare',
    {
      ...rateLimited,
      schema: {
        ...{ tags, description, summary: 'A transfer for a holder without lumens to authorize' },
        body: z.strictObject({ from: UserAddress, to: UserAddress, amount_sats: SatsAmount }),
        response: { 200: SponsoredTransfer, ...problems },
      },
    },
    async ({ body: { from, to, amount_sats } }) => {
      const outcome = await sponsorship.prepareTransfer({ from, to, amountSats: BigInt(amount_sats) });
      if (!outcome.ok) throw refused(outcome.refusal);
      return { ...presentSponsored(outcome.prepared), to, amount_sats };
    },
  );
  routes.post(
    '/sponsorship/withdrawals/prepare',
    {
      ...rateLimited,
      schema: {
        ...{ tags, description, summary: 'A withdrawal for a holder without lumens to authorize' },
        body: PrepareRequest,
        response: { 200: SponsoredWithdrawal, ...problems },
      },
    },
    async ({ body: { user, amount_sats, bitcoin_address: address, max_fee_sats } }) => {
      const order = { user, address, amountSats: BigInt(amount_sats) };
      const limit = max_fee_sats === undefined ? {} : { maxFeeSats: BigInt(max_fee_sats) };
      const outcome = await sponsorship.prepareWithdrawal({ ...order, ...limit });
      if (!outcome.ok) throw refused(outcome.refusal);
      const { withdrawalId: withdrawal_id, maxFeeSats } = outcome.prepared;
      return {
        ...{ ...presentSponsored(outcome.prepared), withdrawal_id, amount_sats },
        ...{ max_fee_sats: String(maxFeeSats), arrives_at_least_sats: String(order.amountSats - maxFeeSats) },
      };
    },
  );
  routes.post(
    '/sponsorship/exchanges/prepare',
    {
      ...rateLimited,
      schema: {
        ...{ tags, description, summary: 'An exchange for a holder without lumens to authorize' },
        body: PrepareExchangeRequest,
        response: { 200: SponsoredExchange, ...problems },
      },
    },
    async ({ body: { user, from_token, to_token, amount, min_out } }) => {
      const tokens = { fromToken: from_token, toToken: to_token };
      const order = { user, ...tokens, amount: BigInt(amount), minOut: BigInt(min_out) };
      const outcome = await sponsorship.prepareExchange(order);
      if (!outcome.ok) throw refused(outcome.refusal);
      const { amountOut, deadline } = outcome.prepared;
      return {
        ...{ ...presentSponsored(outcome.prepared), from_token, to_token, amount_in: amount, min_out },
        ...{ amount_out: String(amountOut), deadline: String(deadline) },
      };
    },
  );
}
