import type { Services, User as ServiceUser } from '@istsi/integration';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { knownAnswer } from '../known-answers.ts';
import { presentDeposit, presentPending, presentUser } from '../present.ts';
import { presentWithdrawal } from '../present-withdrawal.ts';
import { ApiError, Problem } from '../problems.ts';
import { DepositPage, PageQuery, PendingPayment, User, UserAddress } from '../shapes.ts';
import { HashPageQuery, WithdrawalPage } from '../withdrawal-shapes.ts';
import { typedRoutes } from './route-scope.ts';

const DepositAddress = z
  .object({ address: z.string(), index: z.number().int(), network: z.string() })
  .meta({ id: 'DepositAddress' });
const params = z.object({ address: UserAddress });

export function userRoutes(scope: FastifyInstance, services: Services): void {
  const routes = typedRoutes(scope);
  routes.get(
    '/users/:address',
    {
      config: { known: knownAnswer(User, ({ address = '' }) => services.knownUser(address), presentUser) },
      schema: { tags: ['users'], summary: 'KYC status and balance', params, response: { 200: User, 404: Problem } },
    },
    async (request) => presentUser(await requireUser(services, request.params.address)),
  );
  routes.get(
    '/users/:address/deposit-address',
    {
      config: {
        known: knownAnswer(
          DepositAddress,
          ({ address = '' }) => services.knownDepositAddress(address),
          (found) => found,
        ),
      },
      schema: {
        tags: ['users'],
        summary: 'The Bitcoin address that is this user’s for good',
        params,
        response: {
          200: DepositAddress,
          404: Problem,
        },
      },
    },
    async (request) => {
      const found = await services.depositAddress(request.params.address);
      if (!found) throw unknownUser(request.params.address);
      return found;
    },
  );
  routes.get(
    '/users/:address/deposits',
    {
      schema: {
        tags: ['users'],
        summary: 'The user’s deposits, newest first',
        params,
        querystring: PageQuery,
        response: { 200: DepositPage, 404: Problem },
      },
    },
    async (request) => {
      const { address } = await requireUser(services, request.params.address);
      const { limit, cursor } = request.query;
      const page = await services.deposits({ user: address, limit, ...(cursor === undefined ? {} : { cursor }) });
      return { items: page.items.map(presentDeposit), next_cursor: page.nextCursor ?? null };
    },
  );
  routes.get(
    '/users/:address/deposits/pending',
    {
      schema: {
        tags: ['users'],
        summary: 'Payments to the user that are announced and in no block yet, newest first',
        params,
        response: { 200: z.object({ items: z.array(PendingPayment) }), 404: Problem },
      },
    },
    async (request) => {
      const { address } = request.params;
      const found = await services.pendingPayments({ user: address });
      if (!found) throw unknownUser(address);
      return { items: found.map(presentPending) };
    },
  );
  routes.get(
    '/users/:address/withdrawals',
    {
      schema: {
        tags: ['users'],
        summary: 'The user’s withdrawals, newest first',
        params,
        querystring: HashPageQuery,
        response: { 200: WithdrawalPage, 404: Problem },
      },
    },
    async (request) => {
      const { address } = await requireUser(services, request.params.address);
      const { limit, cursor } = request.query;
      const page = await services.withdrawals({ user: address, limit, ...(cursor === undefined ? {} : { cursor }) });
      return { items: page.items.map(presentWithdrawal), next_cursor: page.nextCursor ?? null };
    },
  );
}

async function requireUser(services: Services, address: string): Promise<ServiceUser> {
  const user = await services.user(address);
  if (!user) throw unknownUser(address);
  return user;
}

function unknownUser(address: string): ApiError {
  return new ApiError('unknown-user', `${address} is not in the KYC registry.`);
}
