import { createHash, timingSafeEqual } from 'node:crypto';
import { type ApiKeyScope, type RoleName, scopeOwners } from '@istsi/integration';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { mayOpen, opened, type PresentedKeys, type Role, requireScope } from './presented-key.ts';
import { ApiError } from './problems.ts';
import type { RefusalLog } from './refusal-log.ts';
import type { Session, Sessions } from './sessions.ts';

/** What the services are configured with, for programs and the command line. */
export type ConfiguredKeys = Readonly<Record<Role, string>>;

/** Who gets in where: a configured key, a key that was made with scopes, or a session of somebody whom the router gives the role. */
export interface ApiKeys extends ConfiguredKeys {
  sessions: Sessions;
  presented: PresentedKeys;
  refusals: RefusalLog;
}

type Hook = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

/** A hook that lets only the named role pass, by its key or by a session, and keys with the scope. */
export function requireRole(keys: ApiKeys, role: Role, scope: ApiKeyScope): Hook {
  return countRefusals(keys, async (request) => {
    const key = await keys.presented.of(request);
    if (key) return requireScope(key, scope);
    const session = await keys.sessions.of(request);
    if (session === undefined) return requirePresentedKey(keys, role, request);
    if (!session.roles.some((held) => opened[role].includes(held))) throw lacking(session, opened[role]);
  });
}

/** A hook that only a key opens: what the services then sign is nobody's own act. */
export function requireKey(keys: ApiKeys, role: Role, scope: ApiKeyScope): Hook {
  return countRefusals(keys, async (request) => {
    const key = await keys.presented.of(request);
    if (key) return requireScope(key, scope);
    if ((await keys.sessions.of(request)) !== undefined)
      throw new ApiError(
        'not-allowed',
        `This needs the ${role} key; who is signed in signs it in their wallet instead.`,
      );
    requirePresentedKey(keys, role, request);
  });
}

/** A hook for what everybody of the system may see, and the public may not. */
export function requireAnyRole(keys: ApiKeys, scope: ApiKeyScope): Hook {
  return countRefusals(keys, async (request) => {
    const key = await keys.presented.of(request);
    if (key) return requireScope(key, scope);
    if ((await keys.sessions.of(request)) !== undefined) return;
    const presented = bearerKey(request);
    if (presented === undefined) throw new ApiError('not-authenticated', 'Sign in, or send a key.');
    const isKnown = isEither(presented, keys);
    if (!isKnown) throw new ApiError('not-authenticated', 'The key sent is not known.');
  });
}

/**
 * Who may make keys with these scopes: whoever may do what they open, by a session or a configured key. What only a key opens
 * (a pause in the name of the services) no session makes one for.
 */
export async function requireKeyMaker(
  keys: ApiKeys,
  request: FastifyRequest,
  scopes: readonly ApiKeyScope[],
): Promise<string> {
  try {
    if (await keys.presented.of(request)) throw new ApiError('not-allowed', 'A key makes, turns and takes no keys.');
    const session = await keys.sessions.of(request);
    if (session === undefined) return requireConfiguredMaker(keys, request, scopes);
    if (!session.roles.some((held) => keyMakers.includes(held))) throw lacking(session, keyMakers);
    const beyond = scopes.find((scope) => scope === 'pause' || !mayOpen(session.roles, scope));
    if (beyond !== undefined)
      throw new ApiError('not-allowed', `A key with the scope ${beyond} is not for ${session.account} to make.`);
    return session.account;
  } catch (error) {
    throw await countRefusal(keys, request, error);
  }
}

const keyMakers: readonly RoleName[] = ['super-admin', 'system-admin', 'compliance-officer'];

function requireConfiguredMaker(keys: ApiKeys, request: FastifyRequest, scopes: readonly ApiKeyScope[]): string {
  const role = configuredRole(keys, request);
  if (role === undefined) {
    const isSent = bearerKey(request) !== undefined;
    throw new ApiError(
      'not-authenticated',
      isSent ? 'The key sent is not known.' : 'Sign in, or send a configured key.',
    );
  }
  const beyond = scopes.find((scope) => scopeOwners[scope] !== role);
  if (beyond !== undefined) throw new ApiError('not-allowed', `The ${role} key makes no key with the scope ${beyond}.`);
  return `the ${role} key`;
}

/** Who is signed in, with the roles of now; refused without a session or without any of these roles. */
export async function requireSession(
  keys: ApiKeys,
  request: FastifyRequest,
  roles?: readonly RoleName[],
): Promise<Session> {
  try {
    const session = await keys.sessions.of(request);
    if (session === undefined) throw new ApiError('not-authenticated', 'Sign in first: POST /v1/sessions/challenge.');
    if (roles && !session.roles.some((held) => roles.includes(held))) throw lacking(session, roles);
    return session;
  } catch (error) {
    throw await countRefusal(keys, request, error);
  }
}

/** Who asks, for records: an account, or which key. */
export async function nameOfCaller(keys: ApiKeys, request: FastifyRequest): Promise<string> {
  const key = await keys.presented.of(request);
  if (key) return `the key ${key.id}`;
  const session = await keys.sessions.of(request);
  if (session) return session.account;
  const presented = bearerKey(request) ?? '';
  return sameSecret(presented, keys.operator) ? 'the operator key' : 'the compliance key';
}

function requirePresentedKey(keys: ApiKeys, role: Role, request: FastifyRequest): void {
  const presented = bearerKey(request);
  if (presented === undefined) throw new ApiError('not-authenticated', `This needs the ${role} key.`);
  if (sameSecret(presented, keys[role])) return;
  if (isEither(presented, keys))
    throw new ApiError('not-allowed', `This needs the ${role} key; the key sent is for another role.`);
  throw new ApiError('not-authenticated', 'The key sent is not known.');
}

const isEither = (presented: string, { operator, compliance }: ConfiguredKeys): boolean =>
  [operator, compliance].some((key) => sameSecret(presented, key));

const lacking = ({ account, roles }: Session, wanted: readonly RoleName[]): ApiError =>
  new ApiError('not-allowed', `This needs the role ${wanted.join(' or ')}; ${account} has ${roles.join(', ')}.`);

function countRefusals(keys: ApiKeys, admit: Hook): Hook {
  return async (request, reply) => {
    try {
      await admit(request, reply);
    } catch (error) {
      throw await countRefusal(keys, request, error);
    }
  };
}

/** Who asks, for the audit log: an account, a key, or the role of a configured one; undefined for the public. */
export async function actorOf(keys: ApiKeys, request: FastifyRequest): Promise<string | undefined> {
  // Who is nobody any more is let in where everybody is.
  const key = await keys.presented.of(request).catch(() => undefined);
  if (key) return `api-key:${key.id}`;
  const session = await keys.sessions.of(request).catch(() => undefined);
  if (session) return session.account;
  const role = configuredRole(keys, request);
  return role && `api:${role}`;
}

function configuredRole(keys: ConfiguredKeys, request: FastifyRequest): Role | undefined {
  const presented = bearerKey(request);
  if (presented === undefined) return undefined;
  return (['operator', 'compliance'] as const).find((each) => sameSecret(presented, keys[each]));
}

/** Counts it, and has the audit log say who was refused what, and where. */
export async function countRefusal(keys: ApiKeys, request: FastifyRequest, error: unknown): Promise<unknown> {
  if (error instanceof ApiError) {
    const actor = (await actorOf(keys, request).catch(() => undefined)) ?? 'public';
    keys.refusals.note(error.code, actor, `${request.method} ${request.routeOptions.url ?? ''}`);
  }
  return error;
}

/** Whether the key that is sent is this one. */
export function presentsKey(request: FastifyRequest, key: string): boolean {
  const presented = bearerKey(request);
  return presented !== undefined && sameSecret(presented, key);
}

export function bearerKey(request: FastifyRequest): string | undefined {
  return /^Bearer ([\x21-\x7e]{1,200})$/i.exec(request.headers.authorization ?? '')?.[1];
}

/** Equal digests have equal length, so the time taken says nothing about the secret. */
function sameSecret(presented: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(presented), digest(expected));
}
