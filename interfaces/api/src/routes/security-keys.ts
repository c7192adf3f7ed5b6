import type { KeyReset, SecurityKey, Services } from '@istsi/integration';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { Account, ISO_TIME } from '../admin-shapes.ts';
import { type ApiKeys, requireSession } from '../authentication.ts';
import { ApiError, Problem } from '../problems.ts';
import { refusalOfFactor, refusalOfStale, type SecondFactorPolicy, siteOf } from '../second-factor.ts';
import { typedRoutes } from './route-scope.ts';

const shared = { tags: ['sessions'], security: [{ key: [] }] };
const rateLimited = { config: { rateLimit: { max: 30, timeWindow: '1 minute' } } };
const failures = { 400: Problem, 401: Problem, 403: Problem, 404: Problem, 409: Problem, 429: Problem };

const Bytes = z
  .string()
  .min(1)
  .max(8_000)
  .regex(/^[\w-]+$/, 'expected base64url');
/** As `PublicKeyCredential.toJSON` has it (WebAuthn, level 3). */
const credential = {
  id: Bytes,
  rawId: Bytes,
  type: z.literal('public-key'),
  clientExtensionResults: z.looseObject({}),
};
const Made = z
  .looseObject({
    ...credential,
    response: z.looseObject({
      ...{ clientDataJSON: Bytes, attestationObject: Bytes },
      transports: z.array(z.string().max(20)).max(10).optional(),
    }),
  })
  .meta({ id: 'MadeCredential' });
export const Answered = z
  .looseObject({
    ...credential,
    response: z.looseObject({
      clientDataJSON: Bytes,
      authenticatorData: Bytes,
      signature: Bytes,
      userHandle: z.string().nullish(),
    }),
  })
  .meta({ id: 'AnsweredCredential' });
/** What a browser takes: `PublicKeyCredential.parseCreationOptionsFromJSON` or `parseRequestOptionsFromJSON`. */
export const Options = z.object({ options: z.looseObject({ challenge: z.string() }) });

const KeyView = z
  .object({
    ...{ id: z.string(), name: z.string(), domain: z.string().describe('The site that it is for') },
    state: z.enum(['live', 'suspended']).describe('`suspended`: it counted backwards, so there may be a copy'),
    ...{ created_at: ISO_TIME, last_used_at: ISO_TIME.nullable() },
  })
  .meta({ id: 'SecurityKey' });
const ResetView = z
  .object({
    ...{ id: z.string(), account: Account, asked_by: Account, reason: z.string() },
    ...{ asked_at: ISO_TIME, ends_at: ISO_TIME },
  })
  .meta({ id: 'SecurityKeyReset' });

/** Keys and passkeys that people of the system show besides their wallet's signature (WebAuthn). */
export function securityKeyRoutes(
  scope: FastifyInstance,
  { securityKeys }: Pick<Services, 'securityKeys'>,
  { keys, policy }: { keys: ApiKeys; policy: SecondFactorPolicy },
): void {
  const routes = typedRoutes(scope);
  routes.get(
    '/security-keys',
    {
      schema: {
        ...{ ...shared, summary: 'The security keys of who is signed in' },
        response: { ...failures, 200: z.object({ items: z.array(KeyView) }) },
      },
    },
    async (request) => {
      const { account } = await requireSession(keys, request);
      return { items: (await securityKeys.list(account)).map(presentKey) };
    },
  );
  routes.post(
    '/security-keys/challenge',
    {
      ...rateLimited,
      schema: {
        ...{ ...shared, summary: 'What a browser makes a security key with' },
        description:
          'The first one the wallet’s session adds; another one who has shown one of them within five minutes.',
        response: { ...failures, 200: Options },
      },
    },
    async (request) => {
      const session = await requireSession(keys, request);
      if (session.factor.enrolled) requireFresh(session.factor);
      const options = await securityKeys.creation(session.account, siteOf(policy, request));
      keys.sessions.hold(request, 'creation', options.challenge);
      return { options: { ...options } };
    },
  );
  routes.post(
    '/security-keys',
    {
      ...rateLimited,
      schema: {
        ...{ ...shared, summary: 'Add the key that was made' },
        body: z.strictObject({ name: z.string().trim().min(1).max(60), credential: Made }),
        response: { ...failures, 201: KeyView },
      },
    },
    async (request, reply) => {
      const { account, factor } = await requireSession(keys, request);
      const challenge = keys.sessions.take(request, 'creation');
      if (factor.enrolled) requireFresh(factor);
      const { name, credential: response } = request.body;
      const added = {
        name,
        site: siteOf(policy, request),
        challenge,
        response: response as never,
        asFirst: !factor.enrolled,
      };
      const key = await securityKeys.add(account, added);
      // Whoever made it has just shown it.
      keys.sessions.show(request, key.id);
      return reply.code(201).send(presentKey(key));
    },
  );
  routes.delete(
    '/security-keys/:id',
    {
      schema: {
        ...{ ...shared, summary: 'Remove one' },
        params: z.object({ id: Bytes.max(1_400) }),
        response: { ...failures, 204: z.null() },
      },
    },
    async (request, reply) => {
      const { account, factor } = await requireSession(keys, request);
      const { id } = request.params;
      const others = (await securityKeys.list(account)).filter((key) => key.id !== id && key.state === 'live');
      if (factor.required && others.length === 0)
        throw new ApiError('last-security-key', 'The role needs a security key, and this is the last one that counts.');
      await securityKeys.remove(account, id);
      return reply.code(204).send(null);
    },
  );
  resetRoutes(scope, securityKeys, keys);
}

/** For who has lost theirs: two others, together. */
function resetRoutes(scope: FastifyInstance, securityKeys: Services['securityKeys'], keys: ApiKeys): void {
  const routes = typedRoutes(scope);
  routes.get(
    '/security-keys/resets',
    {
      schema: {
        ...{ ...shared, summary: 'Whose keys are said to be lost, and wait for a second person' },
        response: { ...failures, 200: z.object({ items: z.array(ResetView) }) },
      },
    },
    async () => ({ items: (await securityKeys.resets()).map(presentReset) }),
  );
  routes.post(
    '/security-keys/resets',
    {
      ...rateLimited,
      schema: {
        ...{ ...shared, summary: 'Say that somebody else has lost their security keys' },
        description: 'It waits for a second person, for a day. Nobody asks for themselves.',
        body: z.strictObject({ account: Account, reason: z.string().trim().min(1).max(200) }),
        response: { ...failures, 201: ResetView },
      },
    },
    async (request, reply) => {
      const { account: by } = await requireSession(keys, request);
      const reset = await securityKeys.askReset({ ...request.body, by });
      return reply.code(201).send(presentReset(reset));
    },
  );
  routes.post(
    '/security-keys/resets/:id/approve',
    {
      ...rateLimited,
      schema: {
        ...{ ...shared, summary: 'Agree that they are lost' },
        description: 'All their keys are over at once; their wallet adds a first one again.',
        params: z.object({ id: z.coerce.bigint().min(0n).max(9_223_372_036_854_775_807n) }),
        response: { ...failures, 200: ResetView },
      },
    },
    async (request) => {
      const { account: by } = await requireSession(keys, request);
      return presentReset(await securityKeys.approveReset(request.params.id, by));
    },
  );
}

function requireFresh(factor: Parameters<typeof refusalOfStale>[0]): void {
  const refusal = refusalOfFactor(factor) ?? refusalOfStale(factor, Date.now());
  if (refusal) throw refusal;
}

const presentKey = ({ id, name, domain, state, createdAt, lastUsedAt }: SecurityKey): z.output<typeof KeyView> => ({
  ...{ id, name, domain, state, created_at: createdAt.toISOString() },
  last_used_at: lastUsedAt?.toISOString() ?? null,
});

const presentReset = ({ id, account, askedBy, reason, askedAt, endsAt }: KeyReset): z.output<typeof ResetView> => ({
  ...{ id: String(id), account, asked_by: askedBy, reason },
  ...{ asked_at: askedAt.toISOString(), ends_at: endsAt.toISOString() },
});
