import type { SepServices } from '@istsi/integration';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { typedRoutes } from '../routes/route-scope.ts';
import { paths } from './endpoints.ts';
import { allowPreflight, SepError } from './sep-scope.ts';

/** Each may ask the network, and a client's domain. */
export const QUESTIONS_PER_MINUTE = 300;
/** Whole, with what the largest challenge that is read takes as a form. */
export const BODY_LIMIT_BYTES = 160 * 1_024;
/** The longest that is looked at. */
export const MOST_CHALLENGE_CHARACTERS = 50_000;
const tags = ['web-auth'];
const config = { rateLimit: { max: QUESTIONS_PER_MINUTE, timeWindow: '1 minute' } };
const failures = { 400: SepError, 429: SepError };

const Challenge = z
  .object({ transaction: z.string().describe('base64 XDR'), network_passphrase: z.string() })
  .meta({ id: 'WebAuthChallenge' });
export const Token = z
  .object({ token: z.string().describe('Goes into `Authorization: Bearer …`') })
  .meta({ id: 'WebAuthToken' });

/** SEP-10: who asks, shown by the keys of their account. */
export function webAuthRoutes(scope: FastifyInstance, { anchor, webAuth }: SepServices): void {
  const routes = typedRoutes(scope);
  allowPreflight(scope, paths.webAuth);
  routes.get(
    paths.webAuth,
    {
      config,
      schema: {
        ...{ tags, summary: 'SEP-10: a challenge for an account to sign' },
        querystring: z.object({
          account: z.string().max(100).describe('G… or M…'),
          memo: z.string().max(100).optional().describe('An id; of a person who shares the account with others'),
          home_domain: z.string().max(300).optional(),
          client_domain: z.string().max(300).optional().describe('Of the software that asks, to be shown by its key'),
        }),
        response: { ...failures, 200: Challenge },
      },
    },
    async ({ query: { account, memo, home_domain: homeDomain, client_domain: clientDomain } }) => ({
      transaction: await webAuth.challenge({ account, memo, homeDomain, clientDomain }),
      network_passphrase: anchor.networkPassphrase,
    }),
  );
  routes.post(
    paths.webAuth,
    {
      config,
      bodyLimit: BODY_LIMIT_BYTES,
      schema: {
        ...{ tags, summary: 'SEP-10: a session for a signed challenge, once' },
        consumes: ['application/json', 'application/x-www-form-urlencoded'],
        body: z.object({ transaction: z.string().min(1).max(MOST_CHALLENGE_CHARACTERS) }),
        response: { ...failures, 200: Token },
      },
    },
    async ({ body }) => ({ token: await webAuth.token(body.transaction) }),
  );
}
