import type { ScreeningCase, Services } from '@istsi/integration';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { type ApiKeys, nameOfCaller } from '../authentication.ts';
import { Problem } from '../problems.ts';
import { typedRoutes } from './route-scope.ts';

const Case = z
  .object({
    id: z.string(),
    kind: z.enum(['deposit', 'withdrawal']),
    operation: z.string().describe('Outpoint of the deposit, or id of the withdrawal'),
    address: z
      .string()
      .describe(
        'The one that is listed: the deposit comes from it, or the withdrawal goes there. `script …` for one that has no address',
      ),
    provider: z.string().describe('Whose list it is; `no-address` where nobody can be asked'),
    reference: z.string().nullable(),
    opened_at: z.string(),
    released_at: z.string().nullable().describe('Null while the operation is held'),
    released_by: z.string().nullable(),
    reason: z.string().nullable(),
  })
  .meta({ id: 'ScreeningCase' });

const problems = { 400: Problem, 401: Problem, 403: Problem, 404: Problem, 409: Problem };

/** What is held because of whom it comes from or goes to: compliance officers see it and decide, and nobody else. */
export function screeningRoutes(scope: FastifyInstance, { screening }: Services, keys: ApiKeys): void {
  const routes = typedRoutes(scope);
  const common = { tags: ['screening'], security: [{ key: [] }] };
  routes.get(
    '/screening/cases',
    {
      schema: {
        ...{ ...common, summary: 'Deposits and withdrawals that somebody’s list holds or held; newest first' },
        querystring: z.strictObject({
          state: z.enum(['open', 'released']).optional(),
          limit: z.coerce.number().int().min(1).max(100).default(50),
        }),
        response: { ...problems, 200: z.object({ items: z.array(Case) }) },
      },
    },
    async ({ query: { state, limit } }) => {
      const asked = { limit, ...(state && { open: state === 'open' }) };
      return { items: (await screening.cases(asked)).map(present) };
    },
  );
  routes.post(
    '/screening/cases/:id/release',
    {
      schema: {
        ...{ ...common, summary: 'Lets the operation go on, as far as this case held it' },
        description: 'Who decides it, and why, is in the audit log for good.',
        params: z.object({ id: z.string().regex(/^sc_[0-9a-f]{24}$/, 'expected the id of a case') }),
        body: z.strictObject({ reason: z.string().trim().min(3).max(500) }),
        response: { ...problems, 200: Case },
      },
    },
    async (request) => {
      const by = await nameOfCaller(keys, request);
      return present(await screening.release(request.params.id, { by, reason: request.body.reason }));
    },
  );
}

function present({ openedAt, released, reference, ...rest }: ScreeningCase): z.input<typeof Case> {
  return {
    ...{ ...rest, reference: reference ?? null, opened_at: openedAt.toISOString() },
    released_at: released?.at.toISOString() ?? null,
    ...{ released_by: released?.by ?? null, reason: released?.reason ?? null },
  };
}
