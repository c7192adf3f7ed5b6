import { type Receipt, receiptStates, type Services } from '@istsi/integration';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { Problem } from '../problems.ts';
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

const Id = z.string().regex(/^[0-9a-f]{64}$/, 'expected the id of a receipt');

const InboxReceipt = z
  .object({
    id: Id.describe('As GET /v1/operations/{id} knows it'),
    received_at: z.string(),
    from: z.string().describe('Who sent it'),
    muxed_id: z.string().nullable().describe('The 64 bits of the address (M…) that it was sent to; null: none'),
    token: z.string().describe('The contract of what was sent'),
    amount: z.string().describe('In the token’s own units'),
    amount_sats: Sats.nullable().describe('Of iSTSi; null of any other token'),
    state: z.enum(receiptStates),
    reason: z
      .object({ code: z.string(), message: z.string() })
      .nullable()
      .describe('Why it goes back, or went; null where it does not'),
    withdrawal_id: z.string().nullable().describe('What it became'),
    stellar_transaction: z.string().describe('That brought it'),
    outcome_transaction: z.string().nullable().describe('That withdrew it, and then the one that returned it'),
  })
  .meta({ id: 'InboxReceipt' });

/** What takes withdrawals as transfers: what it holds, and whose that is. */
export function inboxRoutes(scope: FastifyInstance, { inbox, inboxReceipts }: Services): void {
  const routes = typedRoutes(scope);
  routes.get(
    '/inbox/receipts',
    {
      schema: {
        ...{ tags: ['withdrawals'], summary: 'What arrived at the inbox, and where it went from there; newest first' },
        security: [{ key: [] }],
        querystring: z.strictObject({
          state: z.enum(receiptStates).optional(),
          limit: z.coerce.number().int().min(1).max(100).default(20),
          cursor: Id.optional().describe('The last receipt of the page before'),
        }),
        response: {
          ...{ 400: Problem, 401: Problem, 403: Problem },
          200: z.object({ items: z.array(InboxReceipt), next_cursor: Id.nullable() }),
        },
      },
    },
    async ({ query }) => {
      const { items, nextCursor } = await inboxReceipts(query);
      return { items: items.map(presentReceipt), next_cursor: nextCursor ?? null };
    },
  );
  routes.get(
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

function presentReceipt(receipt: Receipt): z.input<typeof InboxReceipt> {
  const { id, receivedAt, from, muxedId, token, amount, amountSats, state, reason, stellarTx } = receipt;
  return {
    ...{ id, received_at: receivedAt.toISOString(), from, muxed_id: muxedId ?? null, token, amount: String(amount) },
    ...{ amount_sats: amountSats === undefined ? null : String(amountSats), state, reason: reason ?? null },
    ...{ withdrawal_id: receipt.withdrawalId ?? null, stellar_transaction: stellarTx },
    outcome_transaction: receipt.outcomeTx ?? null,
  };
}
