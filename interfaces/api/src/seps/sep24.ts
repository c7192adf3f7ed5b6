import type { SepServices, TransferKind } from '@istsi/integration';
import { TOKEN_CODE } from '@istsi/reserves';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ApiError } from '../problems.ts';
import { typedRoutes } from '../routes/route-scope.ts';
import { endpointsOf, paths } from './endpoints.ts';
import { readSepForm } from './read-sep-form.ts';
import { allowPreflight, SepError, sessionOf } from './sep-scope.ts';
import { transactionRoutes } from './transaction-routes.ts';
import { requireAsset, requireOwnAccount, satsOf, TransferRequest } from './transfer-shapes.ts';

const tags = ['sep24'];
const Interactive = z.object({ type: z.literal('interactive_customer_info_needed'), url: z.string(), id: z.string() });
const kinds: readonly (readonly [path: string, kind: TransferKind])[] = [
  ['deposit', 'deposit'],
  ['withdraw', 'withdrawal'],
];

/** SEP-24: a wallet opens a page of ours for its user. */
export function sep24Routes(scope: FastifyInstance, seps: SepServices): void {
  allowPreflight(scope, `${paths.sep24}/info`);
  const offered = { [TOKEN_CODE]: { enabled: true } };
  const info = {
    ...{ deposit: offered, withdraw: offered, fee: { enabled: false } },
    features: { account_creation: false, claimable_balances: false },
  };
  typedRoutes(scope).get(
    `${paths.sep24}/info`,
    { schema: { tags, summary: 'SEP-24: what is offered', response: { 200: z.record(z.string(), z.unknown()) } } },
    async () => info,
  );
  for (const [path, kind] of kinds)
    interactiveRoute(scope, seps, `${paths.sep24}/transactions/${path}/interactive`, kind);
  transactionRoutes(scope, seps, 'sep24', paths.sep24);
}

function interactiveRoute(scope: FastifyInstance, seps: SepServices, path: string, kind: TransferKind): void {
  allowPreflight(scope, path);
  typedRoutes(scope).post(
    path,
    {
      onRequest: async (request: FastifyRequest): Promise<void> => void (await sessionOf(seps, request)),
      schema: {
        ...{ tags, summary: `SEP-24: a page for a ${kind}` },
        consumes: ['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data'],
        response: { 200: Interactive, 400: SepError, 403: SepError },
      },
    },
    async (request) => {
      const session = await sessionOf(seps, request);
      const { fields } = await readSepForm(request);
      const asked = TransferRequest.safeParse(fields);
      if (!asked.success) throw new ApiError('invalid-request', z.prettifyError(asked.error));
      const { asset_code, account, amount } = asked.data;
      requireAsset(asset_code);
      requireOwnAccount(session, account);
      const wanted = { subject: session.sub, protocol: 'sep24', kind, withPage: true } as const;
      const { transfer, pageToken } = await seps.transfers.open({ ...wanted, amountSats: satsOf(amount) });
      const url = `${endpointsOf(seps.anchor.publicUrl).sep24}/page?token=${pageToken}`;
      return { type: 'interactive_customer_info_needed' as const, url, id: transfer.id };
    },
  );
}
