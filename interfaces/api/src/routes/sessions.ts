import {
  type ActName,
  type AdminServices,
  type AuthenticationResponseJSON,
  actRoles,
  type Services,
} from '@istsi/integration';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { routesOf, scopesOf } from '../access.ts';
import { Account, Session } from '../admin-shapes.ts';
import { type ApiKeys, requireSession } from '../authentication.ts';
import { ApiError, Problem } from '../problems.ts';
import { type SecondFactorPolicy, siteOf } from '../second-factor.ts';
import { type Session as OpenSession, SESSION_COOKIE, SESSION_SECONDS } from '../sessions.ts';
import { typedRoutes } from './route-scope.ts';
import { Answered, Options } from './security-keys.ts';

const tags = ['sessions'];
/** Nobody signs in more often; whoever guesses does. */
const PER_MINUTE = 30;
const rateLimited = { config: { rateLimit: { max: PER_MINUTE, timeWindow: '1 minute' } } };

/** How the people of the system sign in: their wallet signs a challenge, the router says what they may do. */
export function sessionRoutes(
  scope: FastifyInstance,
  { administration }: { administration: AdminServices },
  keys: ApiKeys,
): void {
  const { signIn } = administration;
  const routes = typedRoutes(scope);
  routes.post(
    '/sessions/challenge',
    {
      ...rateLimited,
      schema: {
        ...{ tags, summary: 'What a wallet signs to sign in' },
        description: 'A transaction that no network can include (SEP-10). It ends after five minutes and counts once.',
        body: z.strictObject({ account: Account }),
        response: {
          200: z.object({ envelope: z.string(), network_passphrase: z.string(), expires_at: z.string() }),
          429: Problem,
        },
      },
    },
    async (request) => {
      const { envelope, networkPassphrase, expiresAt } = signIn.challenge(request.body.account, domainOf(request));
      return { envelope, network_passphrase: networkPassphrase, expires_at: expiresAt.toISOString() };
    },
  );
  routes.post(
    '/sessions',
    {
      ...rateLimited,
      schema: {
        ...{ tags, summary: 'Sign in' },
        description: 'Sets a cookie for pages of this server; programs use `token` as a bearer token.',
        body: z.strictObject({ envelope: z.string().min(1).max(16_000).describe('The challenge, signed') }),
        response: { 201: Session.extend({ token: z.string() }), 401: Problem, 403: Problem, 429: Problem },
      },
    },
    async (request, reply) => {
      const admission = await signIn.admit(request.body.envelope, domainOf(request));
      if (!admission.ok) {
        const code = admission.why === 'no-role' ? 'not-allowed' : 'not-authenticated';
        const action =
          admission.why === 'no-role' ? 'Ask governance for a role.' : 'Ask for a new challenge and sign it.';
        throw new ApiError(code, `You are not signed in: ${admission.detail}.`, { action });
      }
      const { account, roles } = admission;
      const { token, expiresAt } = keys.sessions.open(account);
      setCookie(request, reply, token, SESSION_SECONDS);
      const factor = await keys.factorOf(account, roles, undefined);
      return reply.code(201).send({ ...present({ account, roles, expiresAt, factor }), token });
    },
  );
  routes.get(
    '/sessions/current',
    {
      schema: {
        ...{ tags, summary: 'Who is signed in', security: [{ key: [] }] },
        response: { 200: Session, 401: Problem, 403: Problem },
      },
    },
    async (request) => present(await requireSession(keys, request)),
  );
  routes.delete(
    '/sessions/current',
    { schema: { ...{ tags, summary: 'Sign out' }, response: { 204: z.null(), 403: Problem } } },
    async (request, reply) => {
      keys.sessions.close(request);
      setCookie(request, reply, '', 0);
      return reply.code(204).send(null);
    },
  );
  routes.get(
    '/sessions/refusals',
    {
      schema: {
        ...{ tags, summary: 'How often somebody was not let in, since the start', security: [{ key: [] }] },
        response: { 200: z.object({ refusals: z.record(z.string(), z.number().int()) }), 401: Problem, 403: Problem },
      },
    },
    async () => ({ refusals: Object.fromEntries(keys.refusals.counts) }),
  );
}

/** The second half of signing in, and what is shown again before what cannot be undone. */
export function secondFactorRoutes(
  scope: FastifyInstance,
  { securityKeys }: Pick<Services, 'securityKeys'>,
  { keys, policy }: { keys: ApiKeys; policy: SecondFactorPolicy },
): void {
  const routes = typedRoutes(scope);
  const failures = { 400: Problem, 401: Problem, 403: Problem, 404: Problem, 429: Problem };
  routes.post(
    '/sessions/current/challenge',
    {
      ...rateLimited,
      schema: {
        ...{ tags, security: [{ key: [] }], summary: 'What a security key of yours answers' },
        response: { ...failures, 200: Options },
      },
    },
    async (request) => {
      const { account } = await requireSession(keys, request);
      const options = await securityKeys.request(account, siteOf(policy, request));
      keys.sessions.hold(request, 'answer', options.challenge);
      return { options: { ...options } };
    },
  );
  routes.post(
    '/sessions/current/second-factor',
    {
      ...rateLimited,
      schema: {
        ...{ tags, security: [{ key: [] }], summary: 'Show a security key' },
        body: z.strictObject({ credential: Answered }),
        response: { ...failures, 200: Session },
      },
    },
    async (request) => {
      const { account } = await requireSession(keys, request);
      const challenge = keys.sessions.take(request, 'answer');
      const response = request.body.credential as AuthenticationResponseJSON;
      const keyId = await securityKeys.answer(account, { site: siteOf(policy, request), challenge, response });
      keys.sessions.show(request, keyId);
      return present(await requireSession(keys, request));
    },
  );
}

function present(session: OpenSession): z.output<typeof Session> {
  const { account, roles, expiresAt, factor } = session;
  const acts = (Object.keys(actRoles) as ActName[]).filter((act) => actRoles[act].some((role) => roles.includes(role)));
  const caller = { kind: 'session', session } as const;
  const may = { acts, routes: routesOf(caller), key_scopes: scopesOf(caller) };
  const { state, required, enrolled, freshUntil } = factor;
  const second_factor = { state, required, enrolled, fresh_until: freshUntil?.toISOString() ?? null };
  return { account, roles: [...roles], ...may, second_factor, expires_at: expiresAt.toISOString() };
}

/** What the wallet shows as the site that asks. */
const domainOf = ({ host }: FastifyRequest): string => host.slice(0, 50);

function setCookie(request: FastifyRequest, reply: FastifyReply, token: string, seconds: number): void {
  const secure = request.protocol === 'https' ? '; Secure' : '';
  reply.header(
    'set-cookie',
    `${SESSION_COOKIE}=${token}; Path=/v1; Max-Age=${seconds}; HttpOnly; SameSite=Strict${secure}`,
  );
  reply.header('cache-control', 'no-store');
}
