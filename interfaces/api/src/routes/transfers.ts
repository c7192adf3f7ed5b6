import type { Services } from '@istsi/integration';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { Problem } from '../problems.ts';
import { Hash, Sats, SatsAmount, UserAddress } from '../shapes.ts';
import { typedRoutes } from './route-scope.ts';
import { endOf, refused } from './withdrawals.ts';

/** Each asks the network several questions. */
const QUESTIONS_PER_MINUTE = 120;
const tags = ['transfers'];
const rateLimited = { config: { rateLimit: { max: QUESTIONS_PER_MINUTE, timeWindow: '1 minute' } } };

const PreparedTransfer = z
  .object({
    envelope: z.string().describe('base64 XDR of the transaction to sign with the holder’s key (SEP-7, SEP-43)'),
    stellar_transaction: Hash,
    network_passphrase: z.string(),
    to: z.string(),
    amount_sats: Sats,
    valid_until: z.string(),
    stellar_fee_stroops: z.string().describe('What the holder’s account pays to the Stellar network at most'),
  })
  .meta({ id: 'PreparedTransfer' });

const SubmittedTransfer = z
  .object({
    stellar_transaction: Hash,
    state: z.enum(['done', 'pending']).describe('`pending`: the network has not said yet, send it again'),
    note: z.string().nullable().describe('Why a node does not take it now, while it still may happen'),
  })
  .meta({ id: 'SubmittedTransfer' });

/** From one holder to another: like any token, and the registry checks both sides. */
export function transferRoutes(scope: FastifyInstance, services: Services): void {
  const routes = typedRoutes(scope);
  routes.post(
    '/transfers/prepare',
    {
      ...rateLimited,
      schema: {
        tags,
        summary: 'A transfer as a transaction for the holder’s wallet to sign',
        description: 'Nothing has happened yet. What the contracts would refuse is refused here, with what to do.',
        body: z.strictObject({ from: UserAddress, to: UserAddress, amount_sats: SatsAmount }),
        response: { 200: PreparedTransfer, 400: Problem, 404: Problem, 409: Problem, 422: Problem, 429: Problem },
      },
    },
    async ({ body: { from, to, amount_sats } }) => {
      const outcome = await services.prepareTransfer({ from, to, amountSats: BigInt(amount_sats) });
      if (!outcome.ok) throw refused(outcome.refusal);
      const { envelope, stellarTx, networkPassphrase, amountSats, validUntil, stellarFeeStroops } = outcome.prepared;
      return {
        ...{ envelope, stellar_transaction: stellarTx, network_passphrase: networkPassphrase },
        ...{ to: outcome.prepared.to, amount_sats: String(amountSats), valid_until: validUntil.toISOString() },
        stellar_fee_stroops: String(stellarFeeStroops),
      };
    },
  );
  routes.post(
    '/transfers',
    {
      ...rateLimited,
      schema: {
        tags,
        summary: 'Send a signed transfer',
        description:
          'Only the transaction that was prepared, or one like it, is sent on. Sending it again answers the same; ' +
          '202 says that the network has not decided yet: send it again.',
        body: z.strictObject({ envelope: z.string().min(1).max(16_000).describe('base64 XDR, signed') }),
        response: {
          ...{ 200: SubmittedTransfer, 202: SubmittedTransfer },
          ...{ 400: Problem, 409: Problem, 422: Problem, 429: Problem },
        },
      },
    },
    async ({ body }, reply) => {
      const outcome = await services.submitTransfer(body.envelope, endOf(reply));
      if (outcome.status === 'refused') throw refused(outcome.refusal);
      const { status: state, stellarTx: stellar_transaction } = outcome;
      if (state === 'done') return { stellar_transaction, state, note: null };
      return reply.code(202).send({ stellar_transaction, state, note: outcome.reason ?? null });
    },
  );
}
