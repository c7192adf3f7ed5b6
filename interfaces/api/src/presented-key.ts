import { type ApiKey, type ApiKeyScope, type RoleName, type Services, scopeOwners } from '@istsi/integration';
import type { FastifyRequest } from 'fastify';
import { ApiError } from './problems.ts';

export type Role = 'operator' | 'compliance';

/** Which roles of the router open what a configured key opens, by the access matrix. */
export const opened: Record<Role, readonly RoleName[]> = {
  operator: ['super-admin', 'system-admin', 'operator'],
  compliance: ['super-admin', 'compliance-officer'],
};

/** Reads the key of a program that a request presents. */
export interface PresentedKeys {
  /** Undefined where it presents none that is made here; refused where that is over, or where its maker may do this no more. */
  of(request: FastifyRequest): Promise<ApiKey | undefined>;
}

const PATTERN = /^Bearer (ikey_[\w-]{1,100})$/i;

export function createPresentedKeys({ apiKeys, administration }: Services): PresentedKeys {
  /** One question per request, however many hooks ask. */
  const asked = new WeakMap<FastifyRequest, Promise<ApiKey | undefined>>();

  async function read(request: FastifyRequest): Promise<ApiKey | undefined> {
    const presented = PATTERN.exec(request.headers.authorization ?? '')?.[1];
    if (presented === undefined) return undefined;
    const found = await apiKeys.present(presented);
    if (!found) throw new ApiError('not-authenticated', 'The key sent is not known.');
    if (found.state !== 'live')
      throw new ApiError('not-authenticated', `The key ${found.id} is ${found.state}.`, { action: 'Get another one.' });
    // A key is worth what its maker may do now: with the role goes what was made with it.
    const roles = isAccount(found.madeBy) ? await administration.rolesOf(found.madeBy) : undefined;
    const scopes = roles ? found.scopes.filter((scope) => mayOpen(roles, scope)) : found.scopes;
    return { ...found, scopes };
  }

  return {
    of(request) {
      const known = asked.get(request) ?? read(request);
      asked.set(request, known);
      return known;
    },
  };
}

/** Whether who has these roles may have a key with this scope. */
export const mayOpen = (roles: readonly RoleName[], scope: ApiKeyScope): boolean =>
  roles.some((role) => opened[scopeOwners[scope]].includes(role));

export function requireScope({ id, scopes }: ApiKey, scope: ApiKeyScope): void {
  if (scopes.includes(scope)) return;
  throw new ApiError(
    'not-allowed',
    `This needs the scope ${scope}; the key ${id} has ${scopes.join(', ') || 'none'}.`,
    {
      action: 'Use a key with that scope.',
    },
  );
}

const isAccount = (maker: string): boolean => maker.startsWith('G');
