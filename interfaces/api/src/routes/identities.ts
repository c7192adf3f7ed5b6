import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { type ApiKeys, requireRole } from '../authentication.ts';
import { presentUser } from '../present.ts';
import { Problem } from '../problems.ts';
import type { Services } from '../services.ts';
import { User, UserAddress } from '../shapes.ts';
import { typedRoutes } from './route-scope.ts';

export function identityRoutes(scope: FastifyInstance, services: Services, keys: ApiKeys): void {
  typedRoutes(scope).post(
    '/identities',
    {
      onRequest: requireRole(keys, 'compliance'),
      schema: {
        tags: ['compliance'],
        summary: 'Register a Stellar address with a KYC tier',
        description: 'Answers 201 for a new address and 200 for one that is registered with this tier already.',
        security: [{ key: [] }],
        body: z.strictObject({ address: UserAddress, tier: z.number().int().min(1).max(4) }),
        response: { 200: User, 201: User, 401: Problem, 409: Problem },
      },
    },
    async (request, reply) => {
      const { user, created } = await services.registerIdentity(request.body);
      return reply.code(created ? 201 : 200).send(presentUser(user));
    },
  );
}
