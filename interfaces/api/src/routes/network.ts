import type { Services } from '@istsi/integration';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { PageNodes } from '../pages.ts';
import { presentPending } from '../present.ts';
import { Problem } from '../problems.ts';
import { PendingPayment } from '../shapes.ts';
import { typedRoutes } from './route-scope.ts';

const NetworkInfo = z
  .object({
    stellar: z.object({ network_passphrase: z.string() }),
    bitcoin: z.object({ network: z.string() }),
    contracts: z.record(z.string(), z.string()).describe('Contract ids by name'),
    descriptors: z
      .array(z.string())
      .describe('Of every epoch of the custody, oldest first: deposit addresses are of the last, by the user’s index'),
    local: z.boolean().describe('Both networks are of this machine, and the routes below /v1/local are there'),
    page_nodes: z
      .object({
        stellar: z.array(z.string()).describe('Stellar RPCs'),
        bitcoin: z.array(z.string()).describe('Esplora servers: where the paths of their API begin'),
      })
      .describe(
        'Whom the pages of this service may ask beside it; of each kind the first unless somebody names another',
      ),
  })
  .meta({ id: 'NetworkInfo' });

const Tracked = z
  .object({
    items: z.array(
      z.object({
        kind: z.enum(['deposit', 'withdrawal', 'payment']),
        id: z.string().describe('Outpoint, withdrawal id or txid: what its own route takes'),
      }),
    ),
    pending: z.array(PendingPayment).describe('What is announced under this name and in no block yet'),
  })
  .meta({ id: 'Tracked' });

/** What a page needs to know before it asks anything else, and how anybody finds again what is on its way. */
export function networkRoutes(
  scope: FastifyInstance,
  services: Services,
  { local, pageNodes }: { local: boolean; pageNodes: PageNodes },
): void {
  const routes = typedRoutes(scope);
  const tags = ['system'];
  routes.get(
    '/network',
    { schema: { tags, summary: 'Which networks and contracts these are', response: { 200: NetworkInfo } } },
    async () => {
      const { networkPassphrase, bitcoinNetwork, contracts, descriptors } = services.network;
      return {
        stellar: { network_passphrase: networkPassphrase },
        bitcoin: { network: bitcoinNetwork },
        ...{ contracts, descriptors: [...descriptors], local },
        page_nodes: { stellar: [...pageNodes.stellar], bitcoin: [...pageNodes.bitcoin] },
      };
    },
  );
  routes.get(
    '/track/:id',
    {
      schema: {
        tags,
        summary: 'What an outpoint, txid or withdrawal id is: no key is needed',
        params: z.object({
          id: z.string().regex(/^[0-9a-f]{64}(:\d{1,10})?$/, 'expected 64 hex digits, or an outpoint'),
        }),
        response: { 200: Tracked, 400: Problem },
      },
    },
    async ({ params: { id } }) => {
      const [txid = '', vout] = id.split(':');
      const announced = (await services.pendingPayments({ txid })) ?? [];
      const pending = announced.filter((payment) => vout === undefined || String(payment.vout) === vout);
      return { items: await services.track(id), pending: pending.map(presentPending) };
    },
  );
}
