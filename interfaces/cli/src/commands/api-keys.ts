import { scopeOwners } from '@istsi/integration';
import { z } from 'zod';
import { createApiClient } from '../api-client.ts';
import type { Command, Context } from '../context.ts';
import { CliError } from '../errors.ts';
import { makeSignKey } from '../sign-key.ts';
import { requireRunning } from '../system/find-running.ts';
import { pad, relativePath } from '../terminal/format.ts';

const Key = z.object({
  id: z.string(),
  name: z.string(),
  scopes: z.array(z.string()),
  state: z.enum(['live', 'expired', 'revoked']),
  expires_at: z.string(),
  last_used_at: z.string().nullable(),
  former_until: z.string().nullable(),
  signs_with: z.string().nullable(),
});
type Key = z.output<typeof Key>;
const WithKey = Key.extend({ key: z.string().optional() });
const KeyList = z.object({ items: z.array(Key) });

function apiOf({ configuration }: Context) {
  const { endpoints, keys } = requireRunning(configuration.dataDirectory);
  return { api: createApiClient(endpoints.apiUrl), keys: keys.api };
}

const pathOf = (id: string): string => `/v1/keys/${encodeURIComponent(id)}`;

export function listKeys(): Command {
  return async (context) => {
    const { api, keys } = apiOf(context);
    const { items } = await api.get('/v1/keys', KeyList, keys.operator);
    const none =
      '  There are none. `istsi keys make reports --scope read` makes one; its --help says what keys can open.';
    context.print(items.length === 0 ? none : tableOf(items), { step: 'api-keys', items });
    return 0;
  };
}

/** By the configured key whose business its scopes are: one key is not both. */
export function makeKey(
  name: string,
  { scope, days, signs }: { scope: string[]; days: number; signs?: string },
): Command {
  return async (context) => {
    const { api, keys } = apiOf(context);
    const make = (publicKey?: string) =>
      api.post('/v1/keys', { name, scopes: scope, days, public_key: publicKey }, WithKey, keys[ownerOf(scope)]);
    const made = signs === undefined ? await make() : await withSignKey(signs, make);
    context.print(`${tableOf([made])}\n\n${secretOf(made, signs)}`, { step: 'api-key', ...made });
    return 0;
  };
}

export function rotateKey(id: string, { overlap, signs }: { overlap: number; signs?: string }): Command {
  return async (context) => {
    const { api, keys } = apiOf(context);
    const owner = ownerOf(await scopesOf(context, id));
    const rotate = (publicKey?: string) =>
      api.post(`${pathOf(id)}/rotate`, { overlap_hours: overlap, public_key: publicKey }, WithKey, keys[owner]);
    const rotated = signs === undefined ? await rotate() : await withSignKey(signs, rotate);
    const before =
      rotated.former_until === null ? 'opens nothing any more' : `counts until ${minuteOf(rotated.former_until)}`;
    const text = `${tableOf([rotated])}\n\n${secretOf(rotated, signs)}\n  The secret before it ${before}.`;
    context.print(text, { step: 'api-key', ...rotated });
    return 0;
  };
}

export function revokeKey(id: string): Command {
  return async (context) => {
    const { api, keys } = apiOf(context);
    // Whoever may do something of what it opens may take it.
    const [scope = ''] = await scopesOf(context, id);
    await api.remove(pathOf(id), keys[ownerOf([scope])]);
    context.print(`  ${id} opens nothing any more.`, { step: 'api-key', id, revoked: true });
    return 0;
  };
}

async function scopesOf(context: Context, id: string): Promise<string[]> {
  const { api, keys } = apiOf(context);
  const { items } = await api.get('/v1/keys', KeyList, keys.operator);
  return items.find((item) => item.id === id)?.scopes ?? ['read'];
}

function ownerOf(scopes: readonly string[]): 'operator' | 'compliance' {
  const of = (owner: 'operator' | 'compliance') =>
    scopes.filter((scope) => (scopeOwners as Partial<Record<string, string>>)[scope] === owner);
  const [operator, compliance] = [of('operator'), of('compliance')];
  if (operator.length > 0 && compliance.length > 0)
    throw new CliError('cli/mixed-scopes', { operator: operator.join(', '), compliance: compliance.join(', ') });
  return compliance.length > 0 ? 'compliance' : 'operator';
}

/** A private key in a new file, which is named there once the API knows its public half. */
async function withSignKey<T extends { id: string }>(
  file: string,
  register: (publicKey: string) => Promise<T>,
): Promise<T> {
  const made = makeSignKey(file);
  const registered = await register(made.publicKey).catch((error: unknown) => {
    // An API that did not answer may know the key: then `istsi keys list` shows it, and it is revoked and made again.
    made.discard();
    throw error;
  });
  made.name(registered.id);
  return registered;
}

const secretOf = ({ key }: { key?: string | undefined }, file = ''): string =>
  key === undefined
    ? signsWith(relativePath(file))
    : `  ${key}\n\n  That is the secret, shown this once: keep it where the program reads it, which sends \`Authorization: Bearer <secret>\`.`;

const signsWith = (file: string): string =>
  `  Its private key is in ${file} alone. \`istsi --sign-key ${file} …\` signs what it asks with it; other programs sign as RFC 9421 has it.`;

const minuteOf = (time: string): string => `${time.slice(0, 16).replace('T', ' ')} UTC`;

function tableOf(items: readonly Key[]): string {
  const rows = items.map(({ id, name, state, expires_at, last_used_at, scopes }) => [
    ...[id, name, state, expires_at.slice(0, 10), last_used_at === null ? 'never' : minuteOf(last_used_at)],
    scopes.join(' '),
  ]);
  const table = [['key', 'for', 'is', 'ends', 'last used', 'opens'], ...rows];
  const widths = table[0]!.map((_, column) => Math.max(...table.map((row) => row[column]!.length)) + 2);
  return table
    .map(
      (row) =>
        `  ${row
          .map((cell, column) => pad(cell, widths[column]!))
          .join('')
          .trimEnd()}`,
    )
    .join('\n');
}
