import type { Services } from '@istsi/integration';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { STREAM_DESCRIPTION, StreamHeaders, type Streams } from '../event-stream.ts';
import { sendWritten, writtenOnce } from '../known-answers.ts';
import { presentDeposit, presentDepositWithTimeline, presentTimeline } from '../present.ts';
import { ApiError, Problem } from '../problems.ts';
import {
  Deposit,
  DepositPage,
  DepositState,
  DepositWithTimeline,
  Outpoint,
  PageQuery,
  parseOutpoint,
} from '../shapes.ts';
import { typedRoutes } from './route-scope.ts';

/** Looking at Bitcoin costs more than reading a row. */
const CHECKS_PER_MINUTE = 60;

const FINAL = new Set(['minted', 'written-off', 'too-small', 'returned']);

export function depositRoutes(scope: FastifyInstance, services: Services, streams: Streams): void {
  const routes = typedRoutes(scope);
  const write = writtenOnce(DepositWithTimeline, presentDepositWithTimeline);
  routes.get(
    '/deposits',
    {
      schema: {
        tags: ['deposits'],
        summary: 'Deposits, newest first',
        querystring: PageQuery.extend({ state: DepositState.optional() }),
        response: { 200: DepositPage },
      },
    },
    async (request) => {
      const { limit, cursor, state } = request.query;
      const page = await services.deposits({
        limit,
        ...(cursor === undefined ? {} : { cursor }),
        ...(state === undefined ? {} : { state }),
      });
      return { items: page.items.map(presentDeposit), next_cursor: page.nextCursor ?? null };
    },
  );
  routes.get(
    '/deposits/:outpoint',
    {
      schema: {
        tags: ['deposits'],
        summary: 'One deposit with its timeline',
        params: z.object({ outpoint: Outpoint }),
        response: { 200: DepositWithTimeline, 404: Problem },
      },
    },
    async (request, reply) => {
      const deposit = await services.deposit(parseOutpoint(request.params.outpoint));
      if (!deposit) throw unknownDeposit(request.params.outpoint);
      return sendWritten(reply, write(deposit));
    },
  );
  routes.get(
    '/deposits/:outpoint/events',
    {
      schema: {
        tags: ['deposits'],
        summary: 'One deposit, live',
        description: STREAM_DESCRIPTION,
        params: z.object({ outpoint: Outpoint }),
        headers: StreamHeaders,
        response: { 204: z.null().describe('Nothing is left'), 404: Problem, 429: Problem },
      },
    },
    async (request, reply) => {
      const { outpoint } = request.params;
      const followed = await streams.follow(request, reply, async () => {
        const deposit = await services.deposit(parseOutpoint(outpoint));
        if (!deposit) return undefined;
        const state = presentDeposit(deposit);
        return { state, timeline: presentTimeline(deposit.timeline), isFinal: FINAL.has(state.state) };
      });
      if (followed === undefined) throw unknownDeposit(outpoint);
      return reply;
    },
  );
  routes.post(
    '/deposits',
    {
      config: { rateLimit: { max: CHECKS_PER_MINUTE, timeWindow: '1 minute' } },
      schema: {
        tags: ['deposits'],
        summary: 'Look again at a payment now',
        description:
          'Deposits are found without this. It only hurries the next look, and changes nothing when repeated.',
        body: z.strictObject({ outpoint: Outpoint }),
        response: { 202: Deposit, 404: Problem },
      },
    },
    async (request, reply) => {
      const deposit = await services.recheckDeposit(parseOutpoint(request.body.outpoint));
      if (!deposit) throw unknownDeposit(request.body.outpoint);
      return reply.code(202).send(presentDeposit(deposit));
    },
  );
}

export function unknownDeposit(outpoint: string): ApiError {
  return new ApiError('unknown-deposit', `${outpoint} pays no deposit address in any block that was searched.`);
}
