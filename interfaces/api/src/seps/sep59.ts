import type { ExternalAccount, ExternalAccountServices, SepServices } from '@istsi/integration';
import { TOKEN_CODE } from '@istsi/reserves';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ApiError } from '../problems.ts';
import { typedRoutes } from '../routes/route-scope.ts';
import { paths } from './endpoints.ts';
import { allowPreflight, SepError, sessionOf } from './sep-scope.ts';
import { instructionsFor } from './transfer-shapes.ts';

const tags = ['external-accounts'];
const KIND = 'crypto_address';
const kinds = [KIND, 'virtual_account', 'bank_account'] as const;
const statuses = ['pending', 'active', 'deactivated', 'error'] as const;

const Offering = z.object({
  kind: z.literal(KIND),
  chain_id: z.string().describe('CAIP-2'),
  ...{ network: z.string(), currency: z.string(), description: z.string() },
});

const AccountShape = z
  .object({
    ...{ id: z.string(), kind: z.literal(KIND), status: z.enum(statuses) },
    ...{ chain_id: z.string(), network: z.string(), currency: z.string() },
    stellar_asset: z.string().describe('By its code alone: a contract token has no issuer, and none is made up'),
    stellar_account: z.string(),
    instructions: z.record(z.string(), z.object({ value: z.string(), description: z.string() })).optional(),
    message: z.string().optional(),
    ...{ created_at: z.string(), updated_at: z.string() },
  })
  .meta({ id: 'ExternalAccount' });

const NeedsInfo = z
  .object({ type: z.literal('non_interactive_customer_info_needed'), fields: z.array(z.string()) })
  .meta({ id: 'CustomerInfoNeeded' });

const Wanted = z.object({
  kind: z.enum(kinds),
  chain_id: z.string().max(100).optional(),
  currency: z.string().max(20).optional(),
  on_change_callback: z.string().max(2_000).optional().describe('Nobody is called: poll'),
});

/** SEP-59: an address that is its owner's for good, outside of any transaction. */
export function sep59Routes(scope: FastifyInstance, seps: SepServices): void {
  const { externalAccounts } = seps;
  const { offering } = externalAccounts;
  const routes = typedRoutes(scope);
  const base = paths.externalAccounts;
  for (const path of ['/info', '/accounts', '/accounts/:id']) allowPreflight(scope, `${base}${path}`);
  const onRequest = async (request: FastifyRequest): Promise<void> => void (await sessionOf(seps, request));
  const offerings = [{ ...common(offering), description: `Each satoshi becomes one ${TOKEN_CODE}.` }];
  routes.get(
    `${base}/info`,
    {
      schema: {
        tags,
        summary: 'SEP-59: what is offered',
        response: { 200: z.object({ offerings: z.array(Offering) }) },
      },
    },
    async () => ({ offerings }),
  );
  const OneAccount = z.object({ account: AccountShape });
  routes.post(
    `${base}/accounts`,
    {
      onRequest,
      schema: {
        ...{ tags, summary: 'SEP-59: the Bitcoin address of the account, once it is identified', body: Wanted },
        response: { 200: OneAccount, 201: OneAccount, 400: SepError, 403: z.union([NeedsInfo, SepError]) },
      },
    },
    async (request, reply) => {
      const { sub } = await sessionOf(seps, request);
      requireOffered(offering, request.body);
      const opened = await externalAccounts.open(sub);
      if (opened.is === 'unidentified') {
        const { fields } = opened;
        return reply.code(403).send({ type: 'non_interactive_customer_info_needed' as const, fields });
      }
      return reply.code(opened.isNew ? 201 : 200).send({ account: present(offering, opened.account) });
    },
  );
  routes.get(
    `${base}/accounts`,
    {
      onRequest,
      schema: {
        ...{ tags, summary: 'SEP-59: those of the session' },
        querystring: z.object({
          kind: z.string().max(40).optional(),
          country_code: z.string().max(10).optional(),
          status: z.string().max(20).optional(),
        }),
        response: { 200: z.object({ accounts: z.array(AccountShape) }), 400: SepError, 403: SepError },
      },
    },
    async (request) => {
      const { sub } = await sessionOf(seps, request);
      const { kind = KIND, country_code, status } = request.query;
      // An address of Bitcoin is in no country.
      if (kind !== KIND || country_code !== undefined) return { accounts: [] };
      const all = (await externalAccounts.list(sub)).map((account) => present(offering, account));
      return { accounts: all.filter((account) => status === undefined || account.status === status) };
    },
  );
  routes.get(
    `${base}/accounts/:id`,
    {
      onRequest,
      schema: {
        ...{ tags, summary: 'SEP-59: one of them' },
        params: z.object({ id: z.string().max(100) }),
        response: { 200: OneAccount, 403: SepError, 404: SepError },
      },
    },
    async (request) => {
      const { sub } = await sessionOf(seps, request);
      const found = await externalAccounts.find(sub, request.params.id);
      if (!found) throw new ApiError('unknown-external-account', 'There is no account of this id of yours.');
      return { account: present(offering, found) };
    },
  );
}

type Offered = ExternalAccountServices['offering'];

const common = ({ chainId, network, currency }: Offered) =>
  ({ kind: KIND, chain_id: chainId, network, currency }) as const;

function requireOffered(offering: Offered, wanted: z.output<typeof Wanted>): void {
  const { kind, chain_id, currency = offering.currency, on_change_callback: callback } = wanted;
  if (kind === KIND && chain_id === undefined) throw new ApiError('invalid-request', '`chain_id` goes with this kind.');
  if (kind !== KIND || chain_id !== offering.chainId || currency.toUpperCase() !== offering.currency)
    throw new ApiError(
      'invalid-request',
      `The offering is not supported: GET ${paths.externalAccounts}/info has those that are.`,
    );
  if (callback !== undefined && !/^https:\/\//i.test(callback))
    throw new ApiError('invalid-request', '`on_change_callback` has to begin with https://');
}

function present(offering: Offered, { id, account, status, bitcoinAddress, message, ...at }: ExternalAccount) {
  return {
    ...{ ...common(offering), id, status },
    ...{ stellar_asset: TOKEN_CODE, stellar_account: account },
    ...(bitcoinAddress !== undefined && { instructions: instructionsFor(bitcoinAddress) }),
    ...(message !== undefined && { message }),
    ...{ created_at: at.createdAt.toISOString(), updated_at: at.updatedAt.toISOString() },
  };
}
