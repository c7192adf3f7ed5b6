import type { Services } from '@istsi/integration';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import {
  Operation,
  OperationDetail,
  OperationId,
  OperationPage,
  OperationsQuery,
  SearchResult,
  Volumes,
} from '../admin-shapes.ts';
import { type ApiKeys, nameOfCaller } from '../authentication.ts';
import { presentOperation, presentOperationDetail } from '../present-admin.ts';
import { ApiError, Problem } from '../problems.ts';
import { typedRoutes } from './route-scope.ts';

const tags = ['operations'];
const problems = { 401: Problem, 403: Problem };

/** Every operation under one roof, for the people of the system. */
export function operationRoutes(scope: FastifyInstance, { operations }: Services, keys: ApiKeys): void {
  const routes = typedRoutes(scope);
  const shared = { tags, security: [{ key: [] }] };
  routes.get(
    '/operations',
    {
      schema: {
        ...{
          ...shared,
          summary: 'Deposits, withdrawals, returns, exchanges and payments of the reserve, newest first',
        },
        ...{ querystring: OperationsQuery, response: { ...problems, 200: OperationPage } },
      },
    },
    async ({ query }) => {
      const page = await operations.list(query);
      return { items: page.items.map(presentOperation), next_cursor: page.nextCursor ?? null };
    },
  );
  routes.get(
    '/operations/volumes',
    {
      schema: {
        ...{ ...shared, summary: 'What came in and went out, by day (UTC)' },
        querystring: z.strictObject({ days: z.coerce.number().int().min(1).max(90).default(30) }),
        response: { ...problems, 200: Volumes },
      },
    },
    async ({ query }) => ({
      days: (await operations.volumes(query.days)).map(({ day, deposits, withdrawals, ...sats }) => ({
        ...{ day, deposits, withdrawals, deposited_sats: String(sats.depositedSats) },
        withdrawn_sats: String(sats.withdrawnSats),
      })),
    }),
  );
  routes.get(
    '/operations/:id',
    {
      schema: {
        ...{
          ...shared,
          summary: 'One operation over both chains, the services and the signers, and what happens next',
        },
        params: z.object({ id: OperationId }),
        response: { ...problems, 200: OperationDetail, 404: Problem },
      },
    },
    async ({ params: { id } }) => {
      const found = await operations.find(id);
      if (!found) throw unknown(id);
      return presentOperationDetail(found);
    },
  );
  routes.post(
    '/operations/:id/retry',
    {
      schema: {
        ...{ ...shared, summary: 'Have it looked at now; the reason stands in its timeline' },
        params: z.object({ id: OperationId }),
        body: z.strictObject({ reason: z.string().trim().min(3).max(200) }),
        response: { ...problems, 202: Operation, 404: Problem, 409: Problem },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const retried = await operations.retry(id, await nameOfCaller(keys, request), request.body.reason);
      if (!retried) throw unknown(id);
      return reply.code(202).send(presentOperation(retried));
    },
  );
  routes.get(
    '/search',
    {
      schema: {
        ...{ ...shared, summary: 'Whatever a text names: operation, outpoint, transaction, address, proposal, proof' },
        querystring: z.strictObject({ q: z.string().min(1).max(120) }),
        response: { ...problems, 200: SearchResult },
      },
    },
    async ({ query }) => ({ items: await operations.search(query.q) }),
  );
}

const unknown = (id: string): ApiError => new ApiError('unknown-operation', `No operation is known as ${id}.`);
