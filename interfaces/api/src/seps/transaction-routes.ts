import type { Protocol, SepServices, TransferKind, TransferView } from '@istsi/integration';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { ApiError } from '../problems.ts';
import { typedRoutes } from '../routes/route-scope.ts';
import { allowPreflight, SepError, sessionOf } from './sep-scope.ts';
import {
  presentTransfer,
  requireAsset,
  requireOwnAccount,
  TransactionQuery,
  TransactionShape,
  TransactionsQuery,
} from './transfer-shapes.ts';

const MOST_PER_PAGE = 100;
const failures = { 400: SepError, 403: SepError, 404: SepError };

/** `/transactions` and `/transaction`, which SEP-6 and SEP-24 have in common: the session's own only. */
export function transactionRoutes(scope: FastifyInstance, seps: SepServices, protocol: Protocol, base: string): void {
  const routes = typedRoutes(scope);
  const { publicUrl } = seps.anchor;
  const tags = [protocol];
  for (const path of [`${base}/transactions`, `${base}/transaction`]) allowPreflight(scope, path);
  const onRequest = async (request: Parameters<typeof sessionOf>[1]): Promise<void> =>
    void (await sessionOf(seps, request));
  routes.get(
    `${base}/transactions`,
    {
      onRequest,
      schema: {
        ...{ tags, summary: 'What was asked for, newest first' },
        querystring: TransactionsQuery,
        response: { ...failures, 200: z.object({ transactions: z.array(TransactionShape) }) },
      },
    },
    async (request) => {
      const session = await sessionOf(seps, request);
      const { asset_code, account, kind, limit, no_older_than, paging_id } = request.query;
      requireAsset(asset_code);
      requireOwnAccount(session, account);
      const kinds = kindsOf(kind);
      if (kinds.length === 0) return { transactions: [] };
      const found = await seps.transfers.list({
        ...{ subject: session.sub, protocol, limit: Math.min(limit, MOST_PER_PAGE), before: paging_id },
        kind: kinds.length === 1 ? kinds[0] : undefined,
        noOlderThan: no_older_than === undefined ? undefined : new Date(no_older_than),
      });
      return { transactions: found.map((one) => presentTransfer(publicUrl, one)) };
    },
  );
  routes.get(
    `${base}/transaction`,
    {
      onRequest,
      schema: {
        ...{ tags, summary: 'One of them, by an id' },
        querystring: TransactionQuery,
        response: { ...failures, 200: z.object({ transaction: TransactionShape }) },
      },
    },
    async (request) => {
      const { sub } = await sessionOf(seps, request);
      const found = await findBy(seps, sub, request.query);
      if (!found || (found.protocol !== null && found.protocol !== protocol))
        throw new ApiError('unknown-transfer', 'There is no such transaction of yours.');
      return { transaction: presentTransfer(publicUrl, found) };
    },
  );
}

/** A list of kinds, of which there are two here; a wallet may ask for others besides. */
function kindsOf(text: string | undefined): TransferKind[] {
  const kinds: TransferKind[] = ['deposit', 'withdrawal'];
  return text === undefined ? kinds : kinds.filter((kind) => text.split(',').includes(kind));
}

async function findBy(
  { transfers }: SepServices,
  subject: string,
  { id, stellar_transaction_id: stellarTx, external_transaction_id: externalTx }: z.output<typeof TransactionQuery>,
): Promise<TransferView | undefined> {
  if (id !== undefined) return await transfers.find(subject, { id });
  if (stellarTx !== undefined) return await transfers.find(subject, { stellarTx });
  return externalTx === undefined ? undefined : await transfers.find(subject, { externalTx });
}
