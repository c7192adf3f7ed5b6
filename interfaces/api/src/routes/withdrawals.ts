import type { Services, WithdrawalRefusal } from '@istsi/integration';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { STREAM_DESCRIPTION, StreamHeaders, type Streams } from '../event-stream.ts';
import { sendWritten, writtenOnce } from '../known-answers.ts';
import { presentTimeline } from '../present.ts';
import {
  presentPrepared,
  presentQuote,
  presentWithdrawal,
  presentWithdrawalWithTimeline,
} from '../present-withdrawal.ts';
import { ApiError, Problem } from '../problems.ts';
import { Hash } from '../shapes.ts';
import {
  HashPageQuery,
  PreparedWithdrawal,
  PrepareRequest,
  QuoteRequest,
  SubmittedWithdrawal,
  WithdrawalPage,
  WithdrawalQuote,
  WithdrawalState,
  WithdrawalWithTimeline,
} from '../withdrawal-shapes.ts';
import { typedRoutes } from './route-scope.ts';

/** Each asks both networks several questions. */
const QUESTIONS_PER_MINUTE = 120;
const tags = ['withdrawals'];
const rateLimited = { config: { rateLimit: { max: QUESTIONS_PER_MINUTE, timeWindow: '1 minute' } } };

/** How a holder gets bitcoin: ask what it costs, have it prepared, sign it in a wallet, send it, follow it. */
export function withdrawalRequestRoutes(scope: FastifyInstance, services: Services): void {
  const routes = typedRoutes(scope);
  routes.post(
    '/withdrawals/quote',
    {
      ...rateLimited,
      schema: {
        tags,
        summary: 'What a withdrawal costs and brings now, and whether it would be taken',
        body: QuoteRequest,
        response: { 200: WithdrawalQuote, 404: Problem },
      },
    },
    async ({ body }) => {
      const quote = await services.quoteWithdrawal({
        ...{ user: body.user, amountSats: BigInt(body.amount_sats) },
        ...(body.bitcoin_address === undefined ? {} : { address: body.bitcoin_address }),
        ...(body.max_fee_sats === undefined ? {} : { maxFeeSats: BigInt(body.max_fee_sats) }),
      });
      if (!quote) throw new ApiError('unknown-user', `${body.user} is not in the KYC registry.`);
      return presentQuote(quote);
    },
  );
  routes.post(
    '/withdrawals/prepare',
    {
      ...rateLimited,
      schema: {
        tags,
        summary: 'The withdrawal as a transaction for the user’s wallet to sign',
        description: 'Nothing has happened yet. What the contracts would refuse is refused here, with what to do.',
        body: PrepareRequest,
        response: { 200: PreparedWithdrawal, 400: Problem, 404: Problem, 409: Problem, 422: Problem, 429: Problem },
      },
    },
    async ({ body }) => {
      const outcome = await services.prepareWithdrawal({
        ...{ user: body.user, amountSats: BigInt(body.amount_sats), address: body.bitcoin_address },
        ...(body.max_fee_sats === undefined ? {} : { maxFeeSats: BigInt(body.max_fee_sats) }),
      });
      if (!outcome.ok) throw refused(outcome.refusal);
      return presentPrepared(outcome.prepared);
    },
  );
  routes.post(
    '/withdrawals',
    {
      ...rateLimited,
      schema: {
        tags,
        summary: 'Send a signed withdrawal',
        description:
          'Only the transaction that was prepared, or one like it, is sent on. Sending it again answers the same; ' +
          '202 says that the network has not decided yet: send it again.',
        body: z.strictObject({ envelope: z.string().min(1).max(16_000).describe('base64 XDR, signed') }),
        response: {
          ...{ 200: SubmittedWithdrawal, 202: SubmittedWithdrawal },
          ...{ 400: Problem, 409: Problem, 422: Problem, 429: Problem },
        },
      },
    },
    async ({ body }, reply) => {
      const outcome = await services.submitWithdrawal(body.envelope, endOf(reply));
      if (outcome.status === 'refused') throw refused(outcome.refusal);
      const { stellarTx: stellar_transaction } = outcome;
      if (outcome.status === 'recorded')
        return { stellar_transaction, withdrawal: presentWithdrawal(outcome.withdrawal), note: null };
      return reply.code(202).send({ stellar_transaction, withdrawal: null, note: outcome.reason ?? null });
    },
  );
}

/** When the answer is out, or nobody waits for it any more. */
export function endOf(reply: FastifyReply): AbortSignal {
  const ended = new AbortController();
  reply.raw.once('close', () => ended.abort());
  return ended.signal;
}

export function withdrawalRoutes(scope: FastifyInstance, services: Services, streams: Streams): void {
  const routes = typedRoutes(scope);
  const params = z.object({ id: Hash });
  const write = writtenOnce(WithdrawalWithTimeline, presentWithdrawalWithTimeline);
  routes.get(
    '/withdrawals',
    {
      schema: {
        tags,
        summary: 'Withdrawals, newest first',
        querystring: HashPageQuery.extend({ state: WithdrawalState.optional() }),
        response: { 200: WithdrawalPage },
      },
    },
    async ({ query: { limit, cursor, state } }) => {
      const page = await services.withdrawals({
        limit,
        ...(cursor === undefined ? {} : { cursor }),
        ...(state === undefined ? {} : { state }),
      });
      return { items: page.items.map(presentWithdrawal), next_cursor: page.nextCursor ?? null };
    },
  );
  routes.get(
    '/withdrawals/:id',
    {
      schema: {
        tags,
        summary: 'One withdrawal with its timeline',
        params,
        response: { 200: WithdrawalWithTimeline, 404: Problem },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const withdrawal = await services.withdrawal(id);
      if (!withdrawal) throw unknownWithdrawal(id);
      return sendWritten(reply, write(withdrawal));
    },
  );
  routes.get(
    '/withdrawals/:id/events',
    {
      schema: {
        tags,
        summary: 'One withdrawal, live',
        description: STREAM_DESCRIPTION,
        params,
        headers: StreamHeaders,
        response: { 204: z.null().describe('Nothing is left'), 404: Problem, 429: Problem },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const followed = await streams.follow(request, reply, async () => {
        const withdrawal = await services.withdrawal(id);
        if (!withdrawal) return undefined;
        const state = presentWithdrawal(withdrawal);
        return {
          state,
          timeline: presentTimeline(withdrawal.timeline),
          isFinal: state.state === 'settled' || state.state === 'refunded',
        };
      });
      if (followed === undefined) throw unknownWithdrawal(id);
      return reply;
    },
  );
}

export function refused({ code, message, remedy }: WithdrawalRefusal): ApiError {
  return new ApiError(code, message, { action: remedy });
}

function unknownWithdrawal(id: string): ApiError {
  return new ApiError('unknown-withdrawal', `Neither the router nor the reserve knows ${id}.`);
}
