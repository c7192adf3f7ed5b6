import type { Flag, Services } from '@istsi/integration';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { type ApiKeys, nameOfCaller } from '../authentication.ts';
import { Problem } from '../problems.ts';
import { UserAddress } from '../shapes.ts';
import { typedRoutes } from './route-scope.ts';

const FlagShape = z
  .object({
    id: z.string(),
    user: z.string(),
    rule: z.string(),
    evidence: z
      .object({
        rule: z.record(z.string(), z.unknown()).describe('The whole rule as it was; amounts as text'),
        inputs: z.array(
          z.object({
            event: z.string().describe('`sequence` of GET /v1/events'),
            ...{ way: z.string(), kind: z.string(), sats: z.string(), other: z.string().nullable(), at: z.string() },
          }),
        ),
      })
      .describe('Enough to look for the same again'),
    at: z.string().describe('When the movement was that completed it, by the chain'),
    closed_at: z.string().nullable().describe('Null while no officer has looked at it'),
    closed_by: z.string().nullable(),
    reason: z.string().nullable(),
  })
  .meta({ id: 'Flag' });

const problems = { 400: Problem, 401: Problem, 403: Problem, 404: Problem, 409: Problem };

/** Whose movements looked like a pattern: compliance officers see it, and nobody else. Nothing is stopped by it. */
export function flagRoutes(scope: FastifyInstance, { suspicion }: Services, keys: ApiKeys): void {
  const routes = typedRoutes(scope);
  const common = { tags: ['flags'], security: [{ key: [] }] };
  routes.get(
    '/flags',
    {
      schema: {
        ...{ ...common, summary: 'Holders whose movements a rule finds suspicious; newest first' },
        querystring: z.strictObject({
          state: z.enum(['open', 'closed']).optional(),
          user: UserAddress.optional(),
          limit: z.coerce.number().int().min(1).max(100).default(50),
        }),
        response: { ...problems, 200: z.object({ items: z.array(FlagShape) }) },
      },
    },
    async ({ query: { state, user, limit } }) => {
      const asked = { limit, ...(user !== undefined && { user }), ...(state && { open: state === 'open' }) };
      return { items: (await suspicion.flags(asked)).map(present) };
    },
  );
  routes.post(
    '/flags/:id/close',
    {
      schema: {
        ...{ ...common, summary: 'An officer has looked at it' },
        description:
          'What was looked at is part of no further flag. The audit log, which is public, has who did, and not of whom, nor why.',
        params: z.object({ id: z.string().regex(/^fl_[0-9a-f]{24}$/, 'expected the id of a flag') }),
        body: z.strictObject({ reason: z.string().trim().min(3).max(500) }),
        response: { ...problems, 200: FlagShape },
      },
    },
    async (request) => {
      const by = await nameOfCaller(keys, request);
      return present(await suspicion.close(request.params.id, { by, reason: request.body.reason }));
    },
  );
}

function present({ at, closed, ...rest }: Flag): z.input<typeof FlagShape> {
  return {
    ...{ ...rest, at: at.toISOString(), closed_at: closed?.at.toISOString() ?? null },
    ...{ closed_by: closed?.by ?? null, reason: closed?.reason ?? null },
  };
}
