import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { ApiError } from './problems.ts';

export type Role = 'operator' | 'compliance';
export type ApiKeys = Readonly<Record<Role, string>>;

/** A hook that lets only the named role pass. */
export function requireRole(keys: ApiKeys, role: Role): (request: FastifyRequest) => Promise<void> {
  return async (request) => {
    const presented = bearerKey(request);
    if (presented === undefined) throw new ApiError('not-authenticated', `This needs the ${role} key.`);
    if (sameSecret(presented, keys[role])) return;
    const isOtherKey = Object.values(keys).some((key) => sameSecret(presented, key));
    if (isOtherKey) throw new ApiError('not-allowed', `This needs the ${role} key; the key sent is for another role.`);
    throw new ApiError('not-authenticated', 'The key sent is not known.');
  };
}

function bearerKey(request: FastifyRequest): string | undefined {
  return /^Bearer ([\x21-\x7e]{1,200})$/i.exec(request.headers.authorization ?? '')?.[1];
}

/** Equal digests have equal length, so the time taken says nothing about the secret. */
function sameSecret(presented: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(presented), digest(expected));
}
