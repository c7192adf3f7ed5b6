import { CustomerError, MOST_TIER, type Services } from '@istsi/integration';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { presentAwaited, presentUser } from '../present.ts';
import { ApiError, Problem } from '../problems.ts';
import { AwaitedRegistration, Country, Tier, User, UserAddress } from '../shapes.ts';
import { typedRoutes } from './route-scope.ts';

const NewIdentity = z.strictObject({
  address: UserAddress,
  tier: Tier,
  country: Country.optional(),
  expires_at: z.iso.datetime().optional().describe('When the verification no longer counts; in a year if absent'),
});

export function identityRoutes(scope: FastifyInstance, services: Services): void {
  const routes = typedRoutes(scope);
  routes.post(
    '/identities',
    {
      schema: {
        tags: ['compliance'],
        summary: 'Register a Stellar address with a KYC tier',
        description:
          'Answers 201 for a new address and 200 for one that is registered with this tier already. Tiers above ' +
          `${MOST_TIER} are opened by two officers, after a review. Where the services hold no officer’s key, 202 says that an officer ` +
          'has to sign it: POST /v1/acts/prepare with `register`, or `istsi identities register`. What is sent again replaces what was asked.',
        security: [{ key: [] }],
        body: NewIdentity,
        response: { 200: User, 201: User, 202: AwaitedRegistration, 401: Problem, 403: Problem, 409: Problem },
      },
    },
    async (request, reply) => {
      const { address, tier, country, expires_at } = request.body;
      if (tier > MOST_TIER) throw new CustomerError('customers/two-officers', { tier });
      const registered = await services.registerIdentity({
        address,
        tier,
        ...(country === undefined ? {} : { country }),
        ...(expires_at === undefined ? {} : { expiresAt: new Date(expires_at) }),
      });
      if (registered.is === 'awaiting') return reply.code(202).send(presentAwaited(registered.registration));
      return reply.code(registered.created ? 201 : 200).send(presentUser(registered.user));
    },
  );
  routes.delete(
    '/registrations/:address',
    {
      schema: {
        tags: ['compliance'],
        summary: 'No longer ask officers to register an address',
        security: [{ key: [] }],
        params: z.object({ address: UserAddress }),
        response: { 204: z.null(), 401: Problem, 403: Problem, 404: Problem },
      },
    },
    async ({ params: { address } }, reply) => {
      if (await services.withdrawRegistration(address)) return reply.code(204).send(null);
      throw new ApiError('unknown-registration', `Nobody is asked to register ${address}.`);
    },
  );
}
