import { type ApiKeyScope, apiKeyScopes, type RoleName, scopeOwners } from '@istsi/integration';
import { type Access, accessTable, mayOpen, opened, type Restricted } from './access-table.ts';
import { type Caller, unknownKey } from './callers.ts';
import { ApiError } from './problems.ts';
import { refusalOfFactor } from './second-factor.ts';
import type { Session } from './sessions.ts';

const keyMakers: readonly RoleName[] = ['super-admin', 'system-admin', 'compliance-officer'];

/** Why a caller is not let in; undefined: let in. What has no access is nobody's. */
export function refusalOf(access: Access | undefined, caller: Caller): ApiError | undefined {
  const isArriving = access === 'everybody' || access === 'arriving' || caller.kind !== 'session';
  return (isArriving ? undefined : refusalOfFactor(caller.session.factor)) ?? refusalOfCaller(access, caller);
}

function refusalOfCaller(access: Access | undefined, caller: Caller): ApiError | undefined {
  switch (access) {
    case 'everybody':
      return undefined;
    case 'arriving':
    case 'person':
      return caller.kind === 'session' ? undefined : signInFirst();
    case 'key-maker':
      return refusalOfMaker(caller);
    case 'key-resetter':
      return caller.kind === 'session' ? refusalOfRoles(caller.session, keyMakers) : signInFirst();
    case undefined:
      return new ApiError('not-allowed', 'Nobody is let in here: the table of access does not name it.');
    default:
      return refusalOfRestricted(access, caller);
  }
}

function refusalOfRestricted(access: Restricted, caller: Caller): ApiError | undefined {
  const { role, scope, keyOnly, metricsKey } = access;
  switch (caller.kind) {
    case 'public':
      return new ApiError(
        'not-authenticated',
        role === 'any' ? 'Sign in, or send a key.' : `This needs the ${role} key.`,
      );
    case 'metrics':
      return metricsKey ? undefined : unknownKey();
    case 'configured':
      if (role === 'any' || role === caller.role) return undefined;
      return new ApiError('not-allowed', `This needs the ${role} key; the key sent is for another role.`);
    case 'key':
      return refusalOfScopes(caller, scope);
    case 'session':
      if (keyOnly)
        return new ApiError(
          'not-allowed',
          `This needs the ${role} key; who is signed in signs it in their wallet instead.`,
        );
      return role === 'any' ? undefined : refusalOfRoles(caller.session, opened[role]);
  }
}

function refusalOfScopes(key: Extract<Caller, { kind: 'key' }>, scope: ApiKeyScope | undefined): ApiError | undefined {
  const { id, scopes } = key;
  if (scope === undefined)
    return new ApiError('not-allowed', 'No key that was made opens this.', { action: 'Have a person do it.' });
  if (scopes.includes(scope)) return undefined;
  const has = scopes.join(', ') || 'none';
  const action = 'Use a key with that scope.';
  return new ApiError('not-allowed', `This needs the scope ${scope}; the key ${id} has ${has}.`, { action });
}

export function refusalOfRoles(
  { account, roles }: Pick<Session, 'account' | 'roles'>,
  wanted: readonly RoleName[],
): ApiError | undefined {
  if (roles.some((held) => wanted.includes(held))) return undefined;
  return new ApiError('not-allowed', `This needs the role ${wanted.join(' or ')}; ${account} has ${roles.join(', ')}.`);
}

export const signInFirst = (): ApiError =>
  new ApiError('not-authenticated', 'Sign in first: POST /v1/sessions/challenge.');

/** Whoever may have keys of programs made or taken at all. No key makes keys. */
function refusalOfMaker(caller: Caller): ApiError | undefined {
  switch (caller.kind) {
    case 'configured':
      return undefined;
    case 'session':
      return refusalOfRoles(caller.session, keyMakers);
    case 'key':
      return new ApiError('not-allowed', 'A key makes, turns and takes no keys.');
    case 'metrics':
      return unknownKey();
    case 'public':
      return new ApiError('not-authenticated', 'Sign in, or send a configured key.');
  }
}

/**
 * Who may make or turn keys with these scopes: whoever may do what they open. What only a key opens (a pause in the name of the
 * services) no session makes one for.
 */
export function refusalToMake(caller: Caller, scopes: readonly ApiKeyScope[]): ApiError | undefined {
  const refusal = refusalOfMaker(caller);
  if (refusal) return refusal;
  const beyond = scopes.find((scope) => (caller.kind === 'session' && scope === 'pause') || !isTheirs(caller, scope));
  if (beyond === undefined) return undefined;
  return new ApiError('not-allowed', `A key with the scope ${beyond} is not for ${makerOf(caller)} to make or turn.`);
}

/** Who may take a key: whoever may do something of what it opens. Taking one has to be quick, and gives nobody anything. */
export function refusalToRevoke(caller: Caller, scopes: readonly ApiKeyScope[]): ApiError | undefined {
  const refusal = refusalOfMaker(caller);
  if (refusal || scopes.some((scope) => isTheirs(caller, scope))) return refusal;
  return new ApiError('not-allowed', `A key with ${scopes.join(', ')} is not for ${makerOf(caller)} to take.`);
}

/** What a session opens that is not everybody's, for whoever draws the controls: routes, as the API's description names them. */
export function routesOf(caller: Caller): string[] {
  const theirs = Object.entries(accessTable).filter(
    ([route, access]) => route.includes(' /v1/') && access !== 'everybody' && refusalOf(access, caller) === undefined,
  );
  return theirs.map(([route]) => route.replace(/:(\w+)/g, '{$1}'));
}

/** What they may make keys of programs for, likewise. */
export const scopesOf = (caller: Caller): ApiKeyScope[] =>
  apiKeyScopes.filter((scope) => refusalToMake(caller, [scope]) === undefined);

function isTheirs(caller: Caller, scope: ApiKeyScope): boolean {
  if (caller.kind === 'configured') return scopeOwners[scope] === caller.role;
  return caller.kind === 'session' && mayOpen(caller.session.roles, scope);
}

/** As a key has it of whoever made it. */
export function makerOf(caller: Caller): string {
  if (caller.kind === 'configured') return caller.name;
  if (caller.kind === 'session') return caller.session.account;
  throw new Error(`who is ${caller.kind} makes no keys`);
}
