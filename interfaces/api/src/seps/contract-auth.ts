import type { ContractAuthServices, SepServices } from '@istsi/integration';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { ApiError } from '../problems.ts';
import { typedRoutes } from '../routes/route-scope.ts';
import { paths } from './endpoints.ts';
import { allowPreflight, SepError } from './sep-scope.ts';
import { BODY_LIMIT_BYTES, MOST_CHALLENGE_CHARACTERS, QUESTIONS_PER_MINUTE, Token } from './web-auth.ts';

const tags = ['web-auth'];
const config = { rateLimit: { max: QUESTIONS_PER_MINUTE, timeWindow: '1 minute' } };
const failures = { 400: SepError, 404: SepError, 429: SepError };

const Challenge = z
  .object({
    authorization_entries: z.string().describe('base64 XDR of SorobanAuthorizationEntries; the first is the server’s'),
    network_passphrase: z.string(),
  })
  .meta({ id: 'ContractAuthChallenge' });

/** SEP-45: who asks, shown by the code of an account that is a contract. */
export function contractAuthRoutes(scope: FastifyInstance, seps: SepServices): void {
  const routes = typedRoutes(scope);
  allowPreflight(scope, paths.contractAuth);
  routes.get(
    paths.contractAuth,
    {
      config,
      schema: {
        ...{ tags, summary: 'SEP-45: a challenge for a contract account to authorize' },
        querystring: z.object({
          account: z.string().max(100).describe('C…'),
          home_domain: z.string().max(300).optional(),
          client_domain: z.string().max(300).optional().describe('Of the software that asks, to be shown by its key'),
        }),
        response: { ...failures, 200: Challenge },
      },
    },
    async ({ query: { account, home_domain: homeDomain, client_domain: clientDomain } }) => ({
      authorization_entries: await required(seps).challenge({ account, homeDomain, clientDomain }),
      network_passphrase: seps.anchor.networkPassphrase,
    }),
  );
  routes.post(
    paths.contractAuth,
    {
      config,
      bodyLimit: BODY_LIMIT_BYTES,
      schema: {
        ...{ tags, summary: 'SEP-45: a session for an authorized challenge, once' },
        consumes: ['application/json', 'application/x-www-form-urlencoded'],
        body: z.object({ authorization_entries: z.string().min(1).max(MOST_CHALLENGE_CHARACTERS) }),
        response: { ...failures, 200: Token },
      },
    },
    async ({ body }) => ({ token: await required(seps).token(body.authorization_entries) }),
  );
}

function required({ contractAuth }: SepServices): ContractAuthServices {
  if (contractAuth) return contractAuth;
  throw new ApiError('no-such-route', 'This server names no web authentication contract (SEP-45).');
}
