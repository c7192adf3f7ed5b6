import type { SepServices } from '@istsi/integration';
import { TOKEN_CODE } from '@istsi/reserves';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { typedRoutes } from '../routes/route-scope.ts';
import { paths } from './endpoints.ts';
import { allowPreflight, SepError, sessionOf } from './sep-scope.ts';
import { transactionRoutes } from './transaction-routes.ts';
import {
  instructionsFor,
  requireAsset,
  requireOwnAccount,
  satsOf,
  TransferRequest,
  trackingUrl,
} from './transfer-shapes.ts';

const tags = ['sep6'];
const failures = { 400: SepError, 403: SepError };
const Extra = z.object({ message: z.string() });

/** SEP-6: a wallet asks on behalf of its user, without a page. */
export function sep6Routes(scope: FastifyInstance, seps: SepServices): void {
  infoRoute(scope);
  askRoutes(scope, seps);
  transactionRoutes(scope, seps, 'sep6', paths.sep6);
}

function infoRoute(scope: FastifyInstance): void {
  allowPreflight(scope, `${paths.sep6}/info`);
  const withSession = { enabled: true, authentication_required: true };
  const info = {
    deposit: { [TOKEN_CODE]: { ...withSession, fee_fixed: 0, fee_percent: 0, funding_methods: ['bitcoin'] } },
    'deposit-exchange': {},
    withdraw: {
      [TOKEN_CODE]: {
        ...withSession,
        funding_methods: ['bitcoin'],
        types: { crypto: { fields: { dest: { description: 'Bitcoin address that is paid', optional: true } } } },
      },
    },
    'withdraw-exchange': {},
    fee: { enabled: false, description: 'POST /v1/withdrawals/quote says what a withdrawal costs now.' },
    transactions: withSession,
    transaction: withSession,
    features: { account_creation: false, claimable_balances: false },
  };
  typedRoutes(scope).get(
    `${paths.sep6}/info`,
    { schema: { tags, summary: 'SEP-6: what is offered', response: { 200: z.record(z.string(), z.unknown()) } } },
    async () => info,
  );
}

const DepositAnswer = z.object({
  ...{ how: z.string(), id: z.string(), fee_fixed: z.number() },
  instructions: z.record(z.string(), z.object({ value: z.string(), description: z.string() })).optional(),
  extra_info: Extra,
});

const WithdrawAnswer = z.object({
  account_id: z
    .string()
    .optional()
    .describe('Multiplexed (M…): its id is that of this withdrawal, and no memo goes with it'),
  ...{ id: z.string(), extra_info: Extra },
});

function askRoutes(scope: FastifyInstance, seps: SepServices): void {
  const routes = typedRoutes(scope);
  const { publicUrl } = seps.anchor;
  for (const path of ['deposit', 'withdraw']) allowPreflight(scope, `${paths.sep6}/${path}`);
  const onRequest = async (request: FastifyRequest): Promise<void> => void (await sessionOf(seps, request));
  routes.get(
    `${paths.sep6}/deposit`,
    {
      onRequest,
      schema: {
        ...{ tags, summary: 'SEP-6: where bitcoin is paid to that becomes iSTSi' },
        querystring: TransferRequest,
        response: { ...failures, 200: DepositAnswer },
      },
    },
    async (request) => {
      const session = await sessionOf(seps, request);
      const { asset_code, account, amount } = request.query;
      requireAsset(asset_code);
      requireOwnAccount(session, account);
      const asked = { subject: session.sub, protocol: 'sep6', kind: 'deposit', withPage: false } as const;
      const { transfer } = await seps.transfers.open({ ...asked, amountSats: satsOf(amount) });
      const { id, bitcoinAddress: address } = transfer;
      const follow = `How far it is: ${trackingUrl(publicUrl, id)}`;
      if (address === null) {
        const how = 'Identify the account first (SEP-12); then this transaction says which Bitcoin address to pay.';
        return { how, id, fee_fixed: 0, extra_info: { message: follow } };
      }
      const how = `Send bitcoin to ${address}. Each satoshi becomes one iSTSi; every payment is one transaction.`;
      return { how, id, fee_fixed: 0, instructions: instructionsFor(address), extra_info: { message: follow } };
    },
  );
  routes.get(
    `${paths.sep6}/withdraw`,
    {
      onRequest,
      schema: {
        ...{ tags, summary: 'SEP-6: how iSTSi become bitcoin' },
        querystring: TransferRequest.extend({
          dest: z.string().max(100).optional(),
          type: z.string().max(40).optional(),
        }),
        response: { ...failures, 200: WithdrawAnswer },
      },
    },
    async (request) => {
      const session = await sessionOf(seps, request);
      const { asset_code, account, amount, dest } = request.query;
      requireAsset(asset_code);
      requireOwnAccount(session, account);
      const asked = { subject: session.sub, protocol: 'sep6', kind: 'withdrawal', withPage: false } as const;
      const { transfer } = await seps.transfers.open({ ...asked, amountSats: satsOf(amount), bitcoinAddress: dest });
      const { id, inbox } = transfer;
      const signed = `have the withdrawal prepared at ${publicUrl}/v1/withdrawals/prepare, sign it, and send it to ${publicUrl}/v1/withdrawals`;
      const follow = `How far it is: ${trackingUrl(publicUrl, id)}`;
      if (!inbox) return { id, extra_info: { message: `No memo goes with a contract token: ${signed}. ${follow}` } };
      const { address, amountSats, until } = inbox;
      const message = `Transfer exactly ${amountSats} iSTSi to ${address} until ${until.toISOString()}; anything else is sent back. Or ${signed}. ${follow}`;
      return { id, account_id: address, extra_info: { message } };
    },
  );
}
