import { CustomerError, MOST_TIER, type Services } from '@istsi/integration';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { presentUser } from '../present.ts';
import { Problem } from '../problems.ts';
import { User, UserAddress } from '../shapes.ts';
import { typedRoutes } from './route-scope.ts';

const NewIdentity = z.strictObject({
  address: UserAddress,
  tier: z.number().int().min(0).max(4).describe('How much was verified: 0 nothing, 4 an institution'),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, 'expected two capital letters (ISO 3166-1 alpha-2)')
    .optional(),
  expires_at: z.iso.datetime().optional().describe('When the verification no longer counts; in a year if absent'),
});

export function identityRoutes(scope: FastifyInstance, services: Services): void {
  typedRoutes(scope).post(
    '/identities',
    {
      schema: {
        tags: ['compliance'],
        summary: 'Register a Stellar address with a KYC tier',
        description:
          'Answers 201 for a new address and 200 for one that is registered with this tier already. Tiers above ' +
          `${MOST_TIER} are opened by two officers, after a review.`,
        security: [{ key: [] }],
        body: NewIdentity,
        response: { 200: User, 201: User, 401: Problem, 403: Problem, 409: Problem },
      },
    },
    async (request, reply) => {
      const { address, tier, country, expires_at } = request.body;
      if (tier > MOST_TIER) throw new CustomerError('customers/two-officers', { tier });
      const { user, created } = await services.registerIdentity({
        address,
        tier,
        ...(country === undefined ? {} : { country }),
        ...(expires_at === undefined ? {} : { expiresAt: new Date(expires_at) }),
      });
      return reply.code(created ? 201 : 200).send(presentUser(user));
    },
  );
}
