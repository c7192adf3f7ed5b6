import { actRoles, apiKeyScopes, type RoleName, scopeOwners } from '@istsi/integration';
import { describe, expect, test } from 'vitest';
import { refusalOf, refusalToMake, refusalToRevoke, routesOf, scopesOf } from './access.ts';
import { type Access, accessTable, freshlyShown, type Restricted } from './access-table.ts';
import type { Caller } from './callers.ts';
import { describeApi } from './describe-api.ts';

const routes = Object.entries(accessTable);
const isRestricted = (access: Access): access is Restricted => typeof access === 'object';
const restricted = routes.flatMap(([route, access]) => (isRestricted(access) ? [{ route, access }] : []));

const session = (...roles: RoleName[]): Caller => ({
  kind: 'session',
  session: {
    account: `G${'A'.repeat(55)}`,
    roles,
    expiresAt: new Date(0),
    factor: { state: 'not-needed', required: false, enrolled: false, freshUntil: undefined },
  },
});
const configured = (role: 'operator' | 'compliance'): Caller => ({ kind: 'configured', role, name: `api:${role}` });
const key = (...scopes: (keyof typeof scopeOwners)[]): Caller => ({ kind: 'key', id: 'ikey_1', scopes });
const nobody: Caller = { kind: 'public' };

/** Names of the routes that somebody is let in at, of those that are not everybody's. */
const openTo = (caller: Caller): string[] =>
  routes.filter(([, access]) => access !== 'everybody' && !refusalOf(access, caller)).map(([route]) => route);

describe('every route', () => {
  test('has its line in the table, and says in OpenAPI whether it needs to be shown who asks', async () => {
    const { paths } = (await describeApi('1')) as { paths: Record<string, Record<string, { security?: unknown }>> };
    const described = Object.entries(paths)
      .filter(([path]) => path.startsWith('/v1/'))
      .flatMap(([path, methods]) =>
        Object.entries(methods).map(([method, { security }]) => ({
          route: `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`,
          needs: security !== undefined,
        })),
      );
    expect(described.map(({ route }) => route).sort()).toEqual(
      Object.keys(accessTable)
        .filter((route) => route.includes(' /v1/'))
        .sort(),
    );
    for (const { route, needs } of described) expect(needs, route).toBe(accessTable[route] !== 'everybody');
  });

  test('that no line names lets nobody in', () => {
    for (const caller of [nobody, session('super-admin'), configured('operator'), key(...apiKeyScopes)])
      expect(refusalOf(undefined, caller)?.code).toBe('not-allowed');
  });
});

/** The matrix of the design, row by row. A user holds no role, and is let in where their own signature decides. */
describe('the access matrix', () => {
  const columns = ['router admin', 'contract updates', 'emergency pause', 'user operations', 'compliance override'];
  const matrix: [string, RoleName | undefined, string[]][] = [
    ['Super Admin', 'super-admin', columns],
    ['System Admin', 'system-admin', ['router admin', 'emergency pause', 'user operations']],
    ['Compliance Officer', 'compliance-officer', ['emergency pause', 'compliance override']],
    ['Operator', 'operator', ['user operations']],
    ['User', undefined, []],
  ];
  const byRole = (role: 'operator' | 'compliance') =>
    restricted
      .filter(({ access }) => access.role === role && !access.keyOnly)
      .map(({ route, access }) => ({ what: route, admits: (caller: Caller) => !refusalOf(access, caller) }));
  const acts = (...names: (keyof typeof actRoles)[]) =>
    names.map((what) => ({
      what,
      admits: (caller: Caller) =>
        caller.kind === 'session' && caller.session.roles.some((r) => actRoles[what].includes(r)),
    }));
  const groups: Record<string, { what: string; admits(caller: Caller): boolean }[]> = {
    'router admin': apiKeyScopes
      .filter((scope) => scopeOwners[scope] === 'operator' && scope !== 'pause')
      .map((scope) => ({ what: `a key for ${scope}`, admits: (caller) => !refusalToMake(caller, [scope]) })),
    'contract updates': acts('propose', 'administer', 'approve', 'execute', 'cancel'),
    'emergency pause': acts('pause', 'ask-pause', 'set-mode'),
    'user operations': byRole('operator'),
    'compliance override': [
      ...byRole('compliance'),
      ...acts('resolve', 'propose-return', 'approve-return', 'hold-return', 'release-return'),
      ...acts('freeze', 'unfreeze', 'start-review', 'end-review', 'set-tier', 'register', 'renew'),
      ...acts('request-recovery', 'stop-recovery', 'finish-recovery'),
    ],
  };
  const cells = matrix.flatMap(([name, role, may]) =>
    columns.map((column) => ({
      name,
      role,
      column,
      allowed: may.includes(column),
      says: may.includes(column) ? '✓' : '✗',
    })),
  );
  test.each(cells)('$name, $column: $says', ({ role, column, allowed }) => {
    const caller = role ? session(role) : nobody;
    expect(groups[column]!.length).toBeGreaterThan(0);
    for (const { what, admits } of groups[column]!) expect(admits(caller), what).toBe(allowed);
  });

  test('has every act and every route of a role in one of its groups', () => {
    const named = new Set(Object.values(groups).flatMap((group) => group.map(({ what }) => what)));
    for (const act of Object.keys(actRoles)) expect(named, act).toContain(act);
    for (const { route, access } of restricted)
      if (access.role !== 'any' && !access.keyOnly) expect(named, route).toContain(route);
  });

  test('lets everybody of the system see, and nobody sign with a key of the services', () => {
    for (const [, role] of matrix) {
      const open = openTo(role ? session(role) : nobody);
      for (const { route, access } of restricted) {
        if (access.role === 'any') expect(open.includes(route), route).toBe(role !== undefined);
        if (access.keyOnly) expect(open, route).not.toContain(route);
      }
    }
  });
});

describe('who is signed in is told', () => {
  test.each<[RoleName, boolean, boolean, string[]]>([
    ['super-admin', true, true, ['read', 'customers']],
    ['system-admin', true, false, ['read']],
    ['compliance-officer', false, true, ['customers']],
    ['operator', true, false, []],
    ['guardian', false, false, []],
  ])('what a %s opens, as the description names it, and may make keys for', async (role, operates, reviews, scopes) => {
    const told = routesOf(session(role));
    const { paths } = (await describeApi('1')) as { paths: Record<string, object> };
    for (const route of told) expect(Object.keys(paths), route).toContain(route.split(' ')[1]);
    expect(told.includes('POST /v1/webhooks/{id}/keys')).toBe(operates);
    expect(told.includes('POST /v1/deposits/{outpoint}/hold')).toBe(reviews);
    expect(told).toContain('GET /v1/operations');
    const theirs = scopesOf(session(role));
    expect(theirs).toEqual(expect.arrayContaining(scopes));
    expect(theirs.includes('read')).toBe(scopes.includes('read'));
    expect(theirs.includes('customers')).toBe(scopes.includes('customers'));
    expect(theirs).not.toContain('pause');
  });
});

describe('a key that was made', () => {
  test.each(apiKeyScopes.map((scope) => [scope] as const))('opens with %s what is of it, and nothing else', (scope) => {
    const open = openTo(key(scope));
    expect(open.length).toBeGreaterThan(0);
    expect(open).toEqual(restricted.filter(({ access }) => access.scope === scope).map(({ route }) => route));
    // Whoever may have it made is let in there without it.
    for (const { route, access } of restricted)
      if (access.scope === scope) expect([scopeOwners[scope], 'any'], route).toContain(access.role);
  });

  test('opens with every scope nothing that a person decides or signs, and no other keys', () => {
    const open = openTo(key(...apiKeyScopes));
    const persons = ['POST /v1/acts', 'POST /v1/acts/prepare', 'POST /v1/keys', 'POST /v1/keys/:id/rotate'];
    const more = [
      'DELETE /v1/keys/:id',
      'POST /v1/screening/cases/:id/release',
      'POST /v1/audit/forget',
      'POST /v1/resume',
    ];
    for (const route of [...persons, ...more]) {
      expect(accessTable, route).toHaveProperty([route]);
      expect(open, route).not.toContain(route);
    }
    expect(openTo(key())).toEqual([]);
  });

  test.each<[string, Caller, (keyof typeof scopeOwners)[], boolean, boolean]>([
    ['the public', nobody, ['read'], false, false],
    ['the key of metrics', { kind: 'metrics' }, ['metrics'], false, false],
    ['a key', key(...apiKeyScopes), ['read'], false, false],
    ['an operator', session('operator'), ['read'], false, false],
    ['a guardian', session('guardian'), ['read'], false, false],
    ['a compliance officer, for operators', session('compliance-officer'), ['webhooks'], false, false],
    ['a compliance officer', session('compliance-officer'), ['identities'], true, true],
    ['a system admin, for officers', session('system-admin'), ['customers'], false, false],
    ['a system admin, partly for officers', session('system-admin'), ['customers', 'read'], false, true],
    ['a super admin', session('super-admin'), ['customers', 'payments'], true, true],
    ['a super admin, of a pause', session('super-admin'), ['pause'], false, true],
    ['the operator key, of a pause', configured('operator'), ['pause'], true, true],
    ['the operator key, for officers', configured('operator'), ['returns'], false, false],
    ['the compliance key', configured('compliance'), ['screening', 'returns'], true, true],
  ])('is made and turned, or taken, by %s', (_, caller, scopes, makes, takes) => {
    expect(!refusalToMake(caller, scopes)).toBe(makes);
    expect(!refusalToRevoke(caller, scopes)).toBe(takes);
  });
});

test('whose wallet has signed in, and whose security key is still to be shown, is let in nowhere but there', () => {
  const caller = session('super-admin');
  if (caller.kind !== 'session') throw new Error('it is one');
  const arriving: Caller = {
    kind: 'session',
    session: { ...caller.session, factor: { state: 'needed', required: true, enrolled: false, freshUntil: undefined } },
  };
  const open = openTo(arriving);
  expect(open).toEqual(routes.filter(([, access]) => access === 'arriving').map(([route]) => route));
  expect(routesOf(arriving)).not.toContain('POST /v1/acts');
  for (const route of freshlyShown) expect(accessTable, route).toHaveProperty([route]);
});

test.each<[string, Caller, (access: Restricted) => boolean]>([
  ['the operator key', configured('operator'), ({ role }) => role !== 'compliance'],
  ['the compliance key', configured('compliance'), ({ role }) => role !== 'operator'],
  ['the key of metrics', { kind: 'metrics' }, ({ metricsKey }) => metricsKey === true],
  ['nobody’s key', nobody, () => false],
])('%s opens its own routes and no other', (_, caller, isOwn) => {
  for (const { route, access } of restricted) expect(!refusalOf(access, caller), route).toBe(isOwn(access));
});
