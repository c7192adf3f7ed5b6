import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';

/** Where routes are declared: their zod schemas give the types of what the handlers see. */
export function typedRoutes(scope: FastifyInstance) {
  return scope.withTypeProvider<ZodTypeProvider>();
}
