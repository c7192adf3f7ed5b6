import { createHash, timingSafeEqual } from 'node:crypto';
import type { ApiKey, ApiKeyScope, Services } from '@istsi/integration';
import type { FastifyRequest } from 'fastify';
import { mayOpen, type Role } from './access-table.ts';
import { ApiError } from './problems.ts';
import type { Session, Sessions } from './sessions.ts';
import { isSigned, keyOfSignature } from './signatures/signed-requests.ts';

/** What the services are configured with, for programs and the command line. */
export type ConfiguredKeys = Readonly<Record<Role, string>>;

/** Who asks, as far as the request shows it. */
export type Caller =
  | { kind: 'public' }
  /** `name`: with the beginning of the key's hash, so that another key in its place is somebody else. */
  | { kind: 'configured'; role: Role; name: string }
  | { kind: 'metrics' }
  /** `scopes`: what is left of them now. */
  | { kind: 'key'; id: string; scopes: readonly ApiKeyScope[] }
  | { kind: 'session'; session: Session };

export interface Callers {
  /** Refused where something is presented that does not count. Asked of a request once, however many ask. */
  of(request: FastifyRequest): Promise<Caller>;
  /** As `of`, of a request that was asked already; undefined: nobody looked yet at what it presents. */
  known(request: FastifyRequest): Promise<Caller> | undefined;
}

export interface CallersWorld {
  services: Pick<Services, 'apiKeys' | 'administration'>;
  configured: ConfiguredKeys;
  metricsKey: string | undefined;
  sessions: Sessions;
}

const MADE_KEY = /^ikey_[\w-]{1,100}$/;

export function createCallers(world: CallersWorld): Callers {
  const asked = new WeakMap<FastifyRequest, Promise<Caller>>();
  return {
    of(request) {
      const known = asked.get(request) ?? read(world, request);
      asked.set(request, known);
      return known;
    },
    known: (request) => asked.get(request),
  };
}

async function read(world: CallersWorld, request: FastifyRequest): Promise<Caller> {
  if (isSigned(request)) return await ofMadeKey(world, await keyOfSignature(world.services.apiKeys, request));
  const presented = bearerKey(request);
  if (presented !== undefined && MADE_KEY.test(presented)) {
    const found = await world.services.apiKeys.present(presented);
    if (!found) throw unknownKey();
    return await ofMadeKey(world, found);
  }
  const session = await world.sessions.of(request);
  if (session) return { kind: 'session', session };
  if (presented === undefined) return { kind: 'public' };
  const { configured, metricsKey } = world;
  for (const role of ['operator', 'compliance'] as const)
    if (sameSecret(presented, configured[role]))
      return { kind: 'configured', role, name: nameOfConfigured(role, presented) };
  if (metricsKey !== undefined && sameSecret(presented, metricsKey)) return { kind: 'metrics' };
  throw unknownKey();
}

/** A key is worth what its maker may do now: with the role, or the configured key, goes what was made with it. */
async function ofMadeKey({ services, configured }: CallersWorld, found: ApiKey): Promise<Caller> {
  const { id, state, madeBy, scopes } = found;
  const another = { action: 'Get another one.' };
  if (state !== 'live') throw new ApiError('not-authenticated', `The key ${id} is ${state}.`, another);
  if (isAccount(madeBy)) {
    const roles = await services.administration.rolesOf(madeBy);
    return { kind: 'key', id, scopes: scopes.filter((scope) => mayOpen(roles, scope)) };
  }
  const isOfNow = (['operator', 'compliance'] as const).some(
    (role) => nameOfConfigured(role, configured[role]) === madeBy,
  );
  if (!isOfNow)
    throw new ApiError('not-authenticated', `The configured key that made ${id} is there no more.`, another);
  return { kind: 'key', id, scopes };
}

const isAccount = (maker: string): boolean => /^[GC][A-Z2-7]{55}$/.test(maker);

const nameOfConfigured = (role: Role, key: string): string => `api:${role}:${digestOf(key).toString('hex', 0, 8)}`;

export const unknownKey = (): ApiError => new ApiError('not-authenticated', 'The key sent is not known.');

function bearerKey(request: FastifyRequest): string | undefined {
  return /^Bearer ([\x21-\x7e]{1,200})$/i.exec(request.headers.authorization ?? '')?.[1];
}

const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Equal digests have equal length, so the time taken says nothing about the secret. */
const sameSecret = (presented: string, expected: string): boolean =>
  timingSafeEqual(digestOf(presented), digestOf(expected));
