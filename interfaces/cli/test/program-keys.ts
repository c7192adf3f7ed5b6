import { expect } from 'vitest';
import type { Running } from './returned-deposits.ts';

/** A key for a program, from the command that makes it to the one that ends it. */
export async function expectProgramKeys({ act, apiUrl }: Pick<Running, 'act' | 'apiUrl'>): Promise<void> {
  const opens = async (key: unknown, path: string): Promise<number> =>
    (await fetch(`${apiUrl}/v1${path}`, { headers: { authorization: `Bearer ${key}` } })).status;

  const mixed = await act('keys', 'make', 'both', '--scope', 'read', 'customers');
  expect(mixed).toMatchObject({
    exit: 1,
    code: 'cli/mixed-scopes',
    message: expect.stringMatching(/read .*customers/),
  });
  expect((await act('keys', 'make', 'wrong', '--scope', 'everything')).exit).toBe(2);
  expect(await act('keys', 'list')).toMatchObject({ exit: 0, items: [] });

  const made = await act('keys', 'make', 'reviews', '--scope', 'customers', '--days', '7');
  expect(made).toMatchObject({ exit: 0, name: 'reviews', state: 'live', scopes: ['customers'] });
  const { id, key } = made as unknown as { id: string; key: string };
  expect([await opens(key, '/customers'), await opens(key, '/webhooks')]).toEqual([200, 403]);
  const turned = await act('keys', 'rotate', id, '--overlap', '0');
  expect(turned).toMatchObject({ exit: 0, id, former_until: null });
  expect([await opens(key, '/customers'), await opens(turned.key, '/customers')]).toEqual([401, 200]);
  expect(await act('keys', 'list')).toMatchObject({ exit: 0, items: [{ id, state: 'live' }] });
  expect(await act('keys', 'revoke', id)).toMatchObject({ exit: 0, id, revoked: true });
  expect(await opens(turned.key, '/customers')).toBe(401);
  expect(await act('keys', 'rotate', id)).toMatchObject({ exit: 1, message: expect.stringContaining('revoked') });
}

/** Whatever the API can do is done from the command line: as it answers, by whose key was named, and once by name. */
export async function expectAnyRoute(act: Running['act']): Promise<void> {
  expect(await act('api', 'GET', '/v1/health', '--as', 'nobody')).toMatchObject({ exit: 0, status: 'ok' });
  expect(await act('api', 'GET', '/v1/operations', '--as', 'nobody')).toMatchObject({
    ...{ exit: 1, code: 'cli/api-refused', message: expect.stringMatching(/401/) },
  });
  const asked = ['api', 'POST', '/v1/keys', '--body', '{"name":"reports","scopes":["read"],"days":1}'];
  const named = [...asked, '--idempotency-key', '8e03978e-40d5-43e8-bc93-6894a57f9324'];
  const first = await act(...named);
  expect(first).toMatchObject({ exit: 0, key: expect.stringMatching(/^ikey_/) });
  expect(await act(...named)).toEqual(first);
  expect(await act('api', 'POST', '/v1/keys', '--body', '{')).toMatchObject({
    ...{ exit: 1, code: 'cli/bad-argument', message: expect.stringMatching(/^--body: it is not JSON/) },
  });
  expect(await act('keys', 'revoke', String(first.id))).toMatchObject({ exit: 0 });
}
