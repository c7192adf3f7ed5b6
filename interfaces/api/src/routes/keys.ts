import {
  type ApiKey,
  apiKeyScopes,
  MOST_PUBLIC_KEY,
  parsePublicKey,
  readPublicKey,
  type Services,
  scopeOwners,
} from '@istsi/integration';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { makerOf, refusalToMake, refusalToRevoke } from '../access.ts';
import type { Caller, Callers } from '../callers.ts';
import { Problem } from '../problems.ts';
import { typedRoutes } from './route-scope.ts';

const MOST_DAYS = 365;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const Id = z.string().regex(/^ikey_[0-9a-f]{16}$/, 'expected the id of a key, `ikey_` and 16 hex digits');

const KeyView = z
  .object({
    id: Id.describe('What the key begins with'),
    name: z.string(),
    scopes: z.array(z.enum(apiKeyScopes)),
    made_by: z
      .string()
      .describe('Who made it or turned it last: an account, or a configured key with the beginning of its hash'),
    state: z.enum(['live', 'expired', 'revoked']),
    created_at: z.string(),
    expires_at: z.string(),
    last_used_at: z.string().nullable().describe('To the minute'),
    former_until: z.string().nullable().describe('Until then the key before counts as well'),
    signs_with: z
      .enum(['ed25519', 'ecdsa-p256-sha256'])
      .nullable()
      .describe('It signs requests (RFC 9421) with this; null: it is sent as a bearer token'),
    public_key: z.string().nullable().describe('What verifies its signatures: SubjectPublicKeyInfo, base64'),
    may: z.object({ rotate: z.boolean(), revoke: z.boolean() }).describe('What who asks may do with it'),
  })
  .meta({ id: 'ApiKey' });
const WithKey = KeyView.extend({
  key: z.string().optional().describe('Told this once; absent of one that signs'),
}).meta({ id: 'ApiKeyWithSecret' });
const PublicKey = z
  .string()
  .min(1)
  .max(MOST_PUBLIC_KEY)
  .describe(
    'Of Ed25519 or P-256: PEM, or base64 of its SubjectPublicKeyInfo. The key signs requests, and is told to nobody',
  );
const problems = { 400: Problem, 401: Problem, 403: Problem, 404: Problem, 409: Problem };
const params = z.object({ id: Id });
const shared = { tags: ['system'], security: [{ key: [] }] };

/** Keys of programs. Who makes, turns or takes one must be allowed what it opens; no key makes keys. */
export function keyRoutes(scope: FastifyInstance, { apiKeys }: Services, callers: Callers): void {
  const routes = typedRoutes(scope);
  routes.get(
    '/keys',
    {
      schema: {
        ...shared,
        summary: 'Keys of programs',
        response: { ...problems, 200: z.object({ items: z.array(KeyView) }) },
      },
    },
    async (request) => {
      const caller = await callers.of(request);
      return { items: (await apiKeys.list()).map((key) => present(key, caller)) };
    },
  );
  routes.post(
    '/keys',
    {
      schema: {
        ...{ ...shared, summary: 'Makes one' },
        description: `Scopes: ${apiKeyScopes.map((name) => `\`${name}\` (${scopeOwners[name]})`).join(', ')}.`,
        body: z.strictObject({
          name: z.string().trim().min(1).max(60),
          scopes: z.array(z.enum(apiKeyScopes)).min(1).max(apiKeyScopes.length),
          days: z.number().int().min(1).max(MOST_DAYS).default(90).describe('After so many it is over'),
          public_key: PublicKey.optional(),
        }),
        response: { ...problems, 201: WithKey },
      },
    },
    async (request, reply) => {
      const { name, days } = request.body;
      const scopes = [...new Set(request.body.scopes)];
      const caller = await callers.of(request);
      const refusal = refusalToMake(caller, scopes);
      if (refusal) throw refusal;
      const expiresAt = new Date(Date.now() + days * DAY_MS);
      const publicKey = keptOf(request.body.public_key);
      const { key, ...made } = await apiKeys.add({ name, scopes, expiresAt, madeBy: makerOf(caller), publicKey });
      return reply
        .code(201)
        .header('cache-control', 'no-store')
        .send({ ...present(made, caller), ...(key !== undefined && { key }) });
    },
  );
  changeRoutes(scope, apiKeys, callers);
}

function changeRoutes(scope: FastifyInstance, apiKeys: Services['apiKeys'], callers: Callers): void {
  const routes = typedRoutes(scope);
  routes.post(
    '/keys/:id/rotate',
    {
      schema: {
        ...{ ...shared, summary: 'A new key; the one before counts beside it for a while' },
        description: 'The new one is yours, and worth what you may do; the one before stays its maker’s.',
        params,
        body: z.strictObject({
          overlap_hours: z.number().int().min(0).max(168).default(24),
          public_key: PublicKey.optional().describe('The one that comes after, of a key that signs'),
        }),
        response: { ...problems, 200: WithKey },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const caller = await callers.of(request);
      const refusal = refusalToMake(caller, (await apiKeys.get(id)).scopes);
      if (refusal) throw refusal;
      const { overlap_hours, public_key } = request.body;
      const turn = { by: makerOf(caller), overlapMs: overlap_hours * HOUR_MS, publicKey: keptOf(public_key) };
      const { key, ...rotated } = await apiKeys.rotate(id, turn);
      const view = present(rotated, caller);
      return reply.header('cache-control', 'no-store').send({ ...view, ...(key !== undefined && { key }) });
    },
  );
  routes.delete(
    '/keys/:id',
    {
      schema: {
        ...shared,
        summary: 'Revokes one, at once and for good',
        params,
        response: { ...problems, 200: KeyView },
      },
    },
    async (request) => {
      const { id } = request.params;
      const caller = await callers.of(request);
      const refusal = refusalToRevoke(caller, (await apiKeys.get(id)).scopes);
      if (refusal) throw refusal;
      return present(await apiKeys.revoke(id), caller);
    },
  );
}

const keptOf = (text: string | undefined): string | undefined =>
  text === undefined ? undefined : parsePublicKey(text);

function present(key: ApiKey, caller: Caller): z.output<typeof KeyView> {
  const { id, name, scopes, madeBy, state, createdAt, expiresAt, lastUsedAt, formerUntil, publicKey } = key;
  return {
    ...{ id, name, scopes, state, made_by: madeBy },
    created_at: createdAt.toISOString(),
    expires_at: expiresAt.toISOString(),
    last_used_at: lastUsedAt?.toISOString() ?? null,
    former_until: formerUntil?.toISOString() ?? null,
    signs_with: publicKey === undefined ? null : readPublicKey(publicKey).algorithm,
    public_key: publicKey ?? null,
    may: {
      rotate: state === 'live' && refusalToMake(caller, scopes) === undefined,
      revoke: state === 'live' && refusalToRevoke(caller, scopes) === undefined,
    },
  };
}
