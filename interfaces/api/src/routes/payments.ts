import type { Services } from '@istsi/integration';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { presentPayment, presentPaymentWithTimeline, presentPsbt } from '../present-withdrawal.ts';
import { ApiError, Problem } from '../problems.ts';
import { Hash } from '../shapes.ts';
import { HashPageQuery, Payment, PaymentPage, PaymentPsbt, PaymentWithTimeline } from '../withdrawal-shapes.ts';
import { typedRoutes } from './route-scope.ts';

/** A payment of 32 withdrawals from 64 coins, with the transactions that made them. */
const LARGEST_PSBT_BYTES = 4 * 1024 * 1024;

/** The Bitcoin transactions of the reserve, and the way to signers that are on no network. */
export function paymentRoutes(scope: FastifyInstance, services: Services): void {
  const routes = typedRoutes(scope);
  const tags = ['payments'];
  const params = z.object({ txid: Hash });
  routes.get(
    '/payments',
    {
      schema: {
        tags,
        summary: 'Bitcoin transactions of the reserve, every version, newest first',
        querystring: HashPageQuery.extend({ batch: Hash.optional().describe('The versions of this one only') }),
        response: { 200: PaymentPage },
      },
    },
    async ({ query: { limit, cursor, batch } }) => {
      const page = await services.payments({
        limit,
        ...(cursor === undefined ? {} : { cursor }),
        ...(batch === undefined ? {} : { batchId: batch }),
      });
      return { items: page.items.map(presentPayment), next_cursor: page.nextCursor ?? null };
    },
  );
  routes.get(
    '/payments/:txid',
    {
      schema: {
        tags,
        summary: 'One version of a payment, with the timeline of its batch',
        params,
        response: { 200: PaymentWithTimeline, 404: Problem },
      },
    },
    async ({ params: { txid } }) => {
      const payment = await services.payment(txid);
      if (!payment) throw unknownPayment(txid);
      return presentPaymentWithTimeline(payment);
    },
  );
  const large = { bodyLimit: LARGEST_PSBT_BYTES };
  const responses = { 200: PaymentPsbt, 401: Problem, 403: Problem, 404: Problem };
  routes.get(
    '/payments/:txid/psbt',
    {
      ...large,
      schema: {
        tags,
        summary: 'The payment for an offline signer',
        security: [{ key: [] }],
        params,
        response: responses,
      },
    },
    async ({ params: { txid } }) => {
      const exported = await services.exportPayment(txid);
      if (!exported) throw unknownPayment(txid);
      return presentPsbt(exported);
    },
  );
  routes.post(
    '/payments/:txid/cancellation',
    {
      ...large,
      schema: {
        tags,
        summary: 'Cancel an authorized payment',
        description:
          'Plans a version of it that pays only the reserve, dearer than all before, out of the reserve’s surplus. When that one confirms, the withdrawals are pending again. Answers that version; asked again, the same.',
        security: [{ key: [] }],
        params,
        response: { 200: Payment, 401: Problem, 403: Problem, 404: Problem, 409: Problem },
      },
    },
    async ({ params: { txid } }) => {
      const cancelling = await services.cancelPayment(txid);
      if (!cancelling) throw unknownPayment(txid);
      return presentPayment(cancelling);
    },
  );
  routes.post(
    '/payments/:txid/signatures',
    {
      ...large,
      schema: {
        tags,
        summary: 'Add what an offline signer has signed',
        description: 'Every signature is verified. Adding the same file again changes nothing.',
        security: [{ key: [] }],
        params,
        body: z.strictObject({ psbt: z.base64().min(1).describe('base64') }),
        response: { ...responses, 422: Problem },
      },
    },
    async ({ params: { txid }, body }) => {
      const added = await services.importSignatures(txid, Buffer.from(body.psbt, 'base64'));
      if (!added) throw unknownPayment(txid);
      return presentPsbt(added);
    },
  );
}

function unknownPayment(txid: string): ApiError {
  return new ApiError('unknown-payment', `${txid} is no payment of the reserve, or its transaction is not known here.`);
}
