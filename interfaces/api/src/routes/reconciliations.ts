import { comparisons, explanations, outcomes, type ReconciliationView, type Services } from '@istsi/integration';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { ApiError, Problem } from '../problems.ts';
import { Sats } from '../shapes.ts';
import { typedRoutes } from './route-scope.ts';

const SignedSats = z
  .string()
  .regex(/^-?\d+$/)
  .meta({ id: 'SignedSats', description: 'Satoshis, as text: above zero is too much, below it is missing' });

const Counted = z.object({ count: z.number().int(), sats: Sats });

const Figures = z
  .object({
    coins: Counted.describe('Unspent at the custody’s addresses, on Bitcoin'),
    books: Counted.describe('As the reserve manager counts them'),
    owed_sats: Sats.describe('To withdrawals and returns that are open, and for fees'),
    supply_sats: Sats.describe('As the token counts it'),
    balances_sats: Sats.describe('All balances, added up'),
    open_withdrawals: Counted,
    returnables: Counted,
    pending_mints: Counted.describe('Deep enough, and not minted yet'),
  })
  .meta({ id: 'ReconciliationFigures' });

const Difference = z
  .object({
    comparison: z.enum(comparisons),
    explanation: z.enum(explanations),
    sats: SignedSats,
    subject: z.string().describe('The output, or the figure, that it is of'),
    state: z.string().nullable(),
    detail: z.string(),
  })
  .meta({ id: 'ReconciliationDifference' });

const Reconciliation = z
  .object({
    id: z.string(),
    outcome: z.enum(outcomes).describe('`unknown` is neither well nor wrong: see `unknown` and `disagreements`'),
    began_at: z.string(),
    ended_at: z.string(),
    bitcoin_block: z.object({ height: z.number().int(), hash: z.string() }).nullable(),
    stellar_ledger: z.object({ sequence: z.number().int(), hash: z.string() }).nullable(),
    coin_source: z
      .enum(['scanned', 'watched'])
      .nullable()
      .describe('Searched for among all unspent outputs, or asked for one by one as the watcher has seen them'),
    views: z.object({ stellar: z.number().int(), bitcoin: z.number().int() }).describe('Servers that were asked'),
    figures: Figures.nullable(),
    unexplained_sats: Sats,
    differences: z.array(Difference).describe('What nothing explains first; the 200 most important ones'),
    differences_in_all: z.number().int(),
    unknown: z.array(z.object({ what: z.string(), why: z.string() })),
    disagreements: z.array(
      z.object({ chain: z.enum(['stellar', 'bitcoin']), what: z.string(), first: z.string(), second: z.string() }),
    ),
  })
  .meta({ id: 'Reconciliation' });

const Page = z
  .object({
    items: z.array(Reconciliation),
    next_cursor: z.string().nullable(),
    differences_in_a_row: z.number().int().describe('From two on, nothing is minted'),
    unknown_in_a_row: z.number().int(),
  })
  .meta({ id: 'ReconciliationPage' });

const Id = z.string().regex(/^[1-9]\d{0,17}$/, 'expected the number of a reconciliation');
const tags = ['reserves'];

/** Both chains held against each other, at named pairs of blocks: what came of it, and once more now. */
export function reconciliationRoutes(scope: FastifyInstance, services: Services): void {
  const { reconciliations } = services;
  const routes = typedRoutes(scope);
  const security = [{ key: [] }];
  const problems = { 400: Problem, 401: Problem, 403: Problem };
  routes.get(
    '/reconciliations',
    {
      schema: {
        ...{ tags, security, summary: 'Bitcoin held against the books, to the satoshi: newest first' },
        querystring: z.strictObject({
          limit: z.coerce.number().int().min(1).max(100).default(20),
          cursor: Id.optional(),
        }),
        response: { ...problems, 200: Page },
      },
    },
    async ({ query }) => {
      const [{ items, nextCursor }, standing] = await Promise.all([
        reconciliations.list(query),
        reconciliations.standing(),
      ]);
      return {
        ...{ items: items.map(present), next_cursor: nextCursor ?? null },
        ...{ differences_in_a_row: standing.differencesInARow, unknown_in_a_row: standing.unknownInARow },
      };
    },
  );
  routes.post(
    '/reconciliations',
    {
      schema: {
        ...{ tags, security, summary: 'Hold both chains against each other now' },
        body: z.strictObject({}).nullish(),
        response: { ...problems, 200: Reconciliation },
      },
    },
    async () => present(await reconciliations.make()),
  );
  routes.get(
    '/reconciliations/:id',
    {
      schema: {
        ...{ tags, security, summary: 'One reconciliation' },
        params: z.object({ id: Id }),
        response: { ...problems, 200: Reconciliation, 404: Problem },
      },
    },
    async ({ params }) => {
      const found = await reconciliations.find(params.id);
      if (!found) throw new ApiError('unknown-reconciliation', `There is no reconciliation ${params.id}.`);
      return present(found);
    },
  );
}

const counted = ({ count, sats }: { count: number; sats: bigint }) => ({ count, sats: String(sats) });

function present(made: ReconciliationView): z.output<typeof Reconciliation> {
  const { figures } = made;
  return {
    ...{ id: made.id, outcome: made.outcome },
    ...{ began_at: made.beganAt.toISOString(), ended_at: made.endedAt.toISOString() },
    ...{ bitcoin_block: made.block ?? null, stellar_ledger: made.ledger ?? null },
    ...{ coin_source: made.coinSource ?? null, views: made.views },
    figures: figures
      ? {
          ...{ coins: counted(figures.coins), books: counted(figures.books), owed_sats: String(figures.owedSats) },
          ...{ supply_sats: String(figures.supplySats), balances_sats: String(figures.balancesSats) },
          open_withdrawals: counted(figures.openWithdrawals),
          ...{ returnables: counted(figures.returnables), pending_mints: counted(figures.pendingMints) },
        }
      : null,
    unexplained_sats: String(made.unexplainedSats),
    differences: made.differences.map(({ sats, state, ...each }) => ({
      ...each,
      ...{ sats: String(sats), state: state ?? null },
    })),
    differences_in_all: made.differencesInAll,
    ...{ unknown: [...made.unknown], disagreements: [...made.disagreements] },
  };
}
