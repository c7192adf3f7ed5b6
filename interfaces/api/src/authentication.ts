import { createHash, timingSafeEqual } from 'node:crypto';
import type { RoleName } from '@istsi/integration';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiError, type ProblemCode } from './problems.ts';
import type { Session, Sessions } from './sessions.ts';

export type Role = 'operator' | 'compliance';

/** What the services are configured with, for programs and the command line. */
export type ConfiguredKeys = Readonly<Record<Role, string>>;

/** Who gets in where: a configured key, or a session of somebody whom the router gives the role. */
export interface ApiKeys extends ConfiguredKeys {
  sessions: Sessions;
  refusals: RefusalCounts;
}

/** How often somebody was not let in, since the start, by what was wrong. */
export type RefusalCounts = Map<ProblemCode, number>;

/** Which roles of the router open what a configured key opens, by the access matrix. */
const opened: Record<Role, readonly RoleName[]> = {
  operator: ['super-admin', 'system-admin', 'operator'],
  compliance: ['super-admin', 'compliance-officer'],
};

type Hook = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

/** A hook that lets only the named role pass: by its key, or by a session. */
export function requireRole(keys: ApiKeys, role: Role): Hook {
  return countRefusals(keys, async (request) => {
    const session = await keys.sessions.of(request);
    if (session === undefined) return requirePresentedKey(keys, role, request);
    if (!session.roles.some((held) => opened[role].includes(held))) throw lacking(session, opened[role]);
  });
}

/** A hook that only the configured key opens: what the services then sign is nobody's own act. */
export function requireKey(keys: ApiKeys, role: Role): Hook {
  return countRefusals(keys, async (request) => {
    if ((await keys.sessions.of(request)) !== undefined)
      throw new ApiError(
        'not-allowed',
        `This needs the ${role} key; who is signed in signs it in their wallet instead.`,
      );
    requirePresentedKey(keys, role, request);
  });
}

/** A hook for what everybody of the system may see, and the public may not. */
export function requireAnyRole(keys: ApiKeys): Hook {
  return countRefusals(keys, async (request) => {
    if ((await keys.sessions.of(request)) !== undefined) return;
    const presented = bearerKey(request);
    if (presented === undefined) throw new ApiError('not-authenticated', 'Sign in, or send a key.');
    const isKnown = isEither(presented, keys);
    if (!isKnown) throw new ApiError('not-authenticated', 'The key sent is not known.');
  });
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
    throw countRefusal(keys, error);
  }
}

/** Who asks, for records: an account, or which key. */
export async function nameOfCaller(keys: ApiKeys, request: FastifyRequest): Promise<string> {
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
      throw countRefusal(keys, error);
    }
  };
}

/** Who asks, for the audit log: an account, or the role of a key; undefined for the public. */
export async function actorOf(keys: ApiKeys, request: FastifyRequest): Promise<string | undefined> {
  // Who is nobody any more is let in where everybody is.
  const session = await keys.sessions.of(request).catch(() => undefined);
  if (session) return session.account;
  const presented = bearerKey(request);
  if (presented === undefined) return undefined;
  const role = (['operator', 'compliance'] as const).find((each) => sameSecret(presented, keys[each]));
  return role && `api:${role}`;
}

export function countRefusal({ refusals }: Pick<ApiKeys, 'refusals'>, error: unknown): unknown {
  if (error instanceof ApiError) refusals.set(error.code, (refusals.get(error.code) ?? 0) + 1);
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
