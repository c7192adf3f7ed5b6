import type { Services } from '@istsi/integration';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { presentDeposit } from '../present.ts';
import { presentPrepared } from '../present-withdrawal.ts';
import { Problem } from '../problems.ts';
import { Deposit, Hash, Outpoint, parseOutpoint, SatsAmount } from '../shapes.ts';
import { BitcoinAddress, PreparedWithdrawal } from '../withdrawal-shapes.ts';
import { unknownDeposit } from './deposits.ts';
import { typedRoutes } from './route-scope.ts';
import { endOf, refused } from './withdrawals.ts';

/** Each asks both networks several questions. */
const QUESTIONS_PER_MINUTE = 120;
const tags = ['deposits'];
const rateLimited = { config: { rateLimit: { max: QUESTIONS_PER_MINUTE, timeWindow: '1 minute' } } };

const SubmittedReturn = z
  .object({
    stellar_transaction: Hash,
    deposit: Deposit.nullable().describe('Null while the network has not said'),
    note: z.string().nullable().describe('Why a node does not take it now, while it still may happen'),
  })
  .meta({ id: 'SubmittedReturn' });

/** How a deposit that may not become tokens goes back: its owner names an address, with a wallet of theirs. */
export function returnRoutes(scope: FastifyInstance, services: Services): void {
  const routes = typedRoutes(scope);
  routes.post(
    '/returns/prepare',
    {
      ...rateLimited,
      schema: {
        tags,
        summary: 'Where a deposit is paid back to, as a transaction for its owner’s wallet to sign',
        description: 'Nothing has happened yet. Until its payment is authorized another address can be named.',
        body: z.strictObject({
          outpoint: Outpoint,
          bitcoin_address: BitcoinAddress,
          max_fee_sats: SatsAmount.optional().describe('The most that may go to the fee; what is usual now if absent'),
        }),
        response: { 200: PreparedWithdrawal, 400: Problem, 404: Problem, 409: Problem, 422: Problem, 429: Problem },
      },
    },
    async ({ body: { outpoint, bitcoin_address: address, max_fee_sats } }) => {
      const outcome = await services.prepareReturn({
        ...{ outpoint: parseOutpoint(outpoint), address },
        ...(max_fee_sats === undefined ? {} : { maxFeeSats: BigInt(max_fee_sats) }),
      });
      if (!outcome) throw unknownDeposit(outpoint);
      if (!outcome.ok) throw refused(outcome.refusal);
      return presentPrepared(outcome.prepared);
    },
  );
  routes.post(
    '/returns',
    {
      ...rateLimited,
      schema: {
        tags,
        summary: 'Send the signed address of a return',
        description:
          'Only the transaction that was prepared, or one like it, is sent on. Sending it again answers the same; ' +
          '202 says that the network has not decided yet: send it again.',
        body: z.strictObject({ envelope: z.string().min(1).max(16_000).describe('base64 XDR, signed') }),
        response: {
          ...{ 200: SubmittedReturn, 202: SubmittedReturn },
          ...{ 400: Problem, 409: Problem, 422: Problem, 429: Problem },
        },
      },
    },
    async ({ body }, reply) => {
      const outcome = await services.submitReturn(body.envelope, endOf(reply));
      if (outcome.status === 'refused') throw refused(outcome.refusal);
      const { stellarTx: stellar_transaction } = outcome;
      if (outcome.status === 'recorded')
        return { stellar_transaction, deposit: presentDeposit(outcome.deposit), note: null };
      return reply.code(202).send({ stellar_transaction, deposit: null, note: outcome.reason ?? null });
    },
  );
  officerRoutes(scope, services);
}

function officerRoutes(scope: FastifyInstance, services: Services): void {
  const routes = typedRoutes(scope);
  const shared = { tags: ['compliance'], security: [{ key: [] }], params: z.object({ outpoint: Outpoint }) };
  routes.post(
    '/deposits/:outpoint/return',
    {
      schema: {
        ...shared,
        summary: 'Have a deposit paid back that the contracts refuse',
        description:
          'Custodians decide each for itself whether it may not become tokens. Repeated, it changes nothing.',
        body: z.strictObject({}).nullish(),
        response: { 202: Deposit, 401: Problem, 403: Problem, 404: Problem, 409: Problem },
      },
    },
    async ({ params: { outpoint } }, reply) => {
      const deposit = await services.requestReturn(parseOutpoint(outpoint));
      if (!deposit) throw unknownDeposit(outpoint);
      return reply.code(202).send(presentDeposit(deposit));
    },
  );
  routes.post(
    '/deposits/:outpoint/hold',
    {
      schema: {
        ...shared,
        summary: 'Keep what is owed back from being paid, or let it be paid again',
        body: z.strictObject({ held: z.boolean() }),
        response: { 200: Deposit, 401: Problem, 403: Problem, 404: Problem, 409: Problem, 422: Problem },
      },
    },
    async ({ params: { outpoint }, body: { held } }) => {
      const deposit = await services.holdReturn(parseOutpoint(outpoint), held);
      if (!deposit) throw unknownDeposit(outpoint);
      return presentDeposit(deposit);
    },
  );
}
