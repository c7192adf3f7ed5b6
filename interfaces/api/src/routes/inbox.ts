import type { Services } from '@istsi/integration';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { Sats } from '../shapes.ts';
import { typedRoutes } from './route-scope.ts';

const Signed = z.string().regex(/^-?\d{1,20}$/);

const Inbox = z
  .object({
    address: z.string().describe('The account that withdrawals are sent to, each with an id of its own (M…)'),
    status: z.string().nullable().describe('Of its identity; null: it is not registered, and takes nothing'),
    most_held_sats: Sats.describe('So much is asked of everybody together at a time'),
    balance_sats: Sats,
    waiting_sats: Sats.describe('What arrived, and is neither withdrawn nor returned'),
    expected_sats: Sats.describe('What wallets were told to send, and did not yet'),
    unexplained_sats: Signed.describe('Balance less what is waiting; also, for a moment, what just arrives or leaves'),
    receipts: z.record(z.string(), z.number().int()).describe('By state: GET /v1/operations?kind=inbox lists them'),
  })
  .meta({ id: 'Inbox' });

/** What takes withdrawals as transfers: what it holds, and whose that is. */
export function inboxRoutes(scope: FastifyInstance, { inbox }: Services): void {
  typedRoutes(scope).get(
    '/inbox',
    {
      schema: {
        ...{ tags: ['withdrawals'], summary: 'What is in the inbox, which takes withdrawals as transfers' },
        response: { 200: z.object({ inbox: Inbox.nullable().describe('Null where there is none') }) },
      },
    },
    async () => {
      const found = await inbox();
      if (!found) return { inbox: null };
      const { address, status, receipts } = found;
      return {
        inbox: {
          ...{ address, status, receipts: receipts as Record<string, number> },
          ...{ most_held_sats: String(found.mostHeldSats), balance_sats: String(found.balanceSats) },
          ...{ waiting_sats: String(found.waitingSats), expected_sats: String(found.expectedSats) },
          unexplained_sats: String(found.unexplainedSats),
        },
      };
    },
  );
}
