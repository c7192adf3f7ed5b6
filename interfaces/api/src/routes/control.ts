import type { Services } from '@istsi/integration';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { ApiError, Problem } from '../problems.ts';
import { typedRoutes } from './route-scope.ts';

const Outcome = z
  .object({
    paused: z.boolean(),
    stellar_transaction: z.string(),
    running: z
      .array(z.string())
      .optional()
      .describe('Registered contracts that could not be paused; the router, which does not run, calls none of them'),
  })
  .meta({ id: 'PauseOutcome' });
const responses = { 200: Outcome, 401: Problem, 403: Problem, 409: Problem };

export function controlRoutes(scope: FastifyInstance, services: Services): void {
  const routes = typedRoutes(scope);
  const shared = { tags: ['system'], security: [{ key: [] }], response: responses };
  routes.post(
    '/pause',
    {
      schema: {
        ...shared,
        summary: 'Stop every contract at once',
        body: z.strictObject({ reason: z.string().trim().min(3).max(64).describe('Recorded on chain') }),
      },
    },
    async (request) => {
      const { stellarTx, running } = await services.pause(request.body.reason);
      return { paused: true, stellar_transaction: stellarTx, running };
    },
  );
  routes.post(
    '/resume',
    {
      schema: {
        ...{ tags: shared.tags, security: shared.security, response: { 401: Problem, 403: Problem } },
        summary: 'Refused: only governance lets the contracts work again, with keys that are not here',
        body: z.strictObject({}).nullish(),
      },
    },
    async () => {
      throw new ApiError('governance-decides', 'No key that the services hold can resume the system.');
    },
  );
}
