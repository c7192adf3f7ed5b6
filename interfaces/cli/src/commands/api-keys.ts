import { scopeOwners } from '@istsi/integration';
import { z } from 'zod';
import { createApiClient } from '../api-client.ts';
import type { Command, Context } from '../context.ts';
import { CliError } from '../errors.ts';
import { requireRunning } from '../system/find-running.ts';

const Key = z.object({
  id: z.string(),
  name: z.string(),
  scopes: z.array(z.string()),
  state: z.enum(['live', 'expired', 'revoked']),
  expires_at: z.string(),
  last_used_at: z.string().nullable(),
});
type Key = z.output<typeof Key>;
const WithKey = Key.extend({ key: z.string() });
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
    const none = '  There are none: `istsi keys make <name> --scope read` makes one.';
    context.print(items.map(lineOf).join('\n') || none, { step: 'api-keys', items });
    return 0;
  };
}

/** By the configured key whose business its scopes are: one key is not both. */
export function makeKey(name: string, { scope, days }: { scope: string[]; days: number }): Command {
  return async (context) => {
    const { api, keys } = apiOf(context);
    const made = await api.post('/v1/keys', { name, scopes: scope, days }, WithKey, keys[ownerOf(scope)]);
    context.print(`${lineOf(made)}\n  ${made.key}\n  It is shown this once.`, { step: 'api-key', ...made });
    return 0;
  };
}

export function rotateKey(id: string, { overlap }: { overlap: number }): Command {
  return async (context) => {
    const { api, keys } = apiOf(context);
    const owner = ownerOf(await scopesOf(context, id));
    const rotated = await api.post(`${pathOf(id)}/rotate`, { overlap_hours: overlap }, WithKey, keys[owner]);
    const text = `${lineOf(rotated)}\n  ${rotated.key}\n  The one before counts beside it for ${overlap} hours.`;
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
    context.print(`  ${id} counts no more.`, { step: 'api-key', id, revoked: true });
    return 0;
  };
}

async function scopesOf(context: Context, id: string): Promise<string[]> {
  const { api, keys } = apiOf(context);
  const { items } = await api.get('/v1/keys', KeyList, keys.operator);
  return items.find((item) => item.id === id)?.scopes ?? ['read'];
}

function ownerOf(scopes: readonly string[]): 'operator' | 'compliance' {
  const owners = new Set(
    Object.entries(scopeOwners).flatMap(([scope, owner]) => (scopes.includes(scope) ? owner : [])),
  );
  const [owner = 'operator', other] = owners;
  if (other !== undefined) throw new CliError('cli/mixed-scopes', { scopes: scopes.join(', ') });
  return owner;
}

const lineOf = ({ id, name, scopes, state, expires_at, last_used_at }: Key): string =>
  `  ${id}  ${state}  until ${expires_at.slice(0, 10)}  used ${last_used_at?.slice(0, 16) ?? 'never'}  ${scopes.join(' ')}  ${name}`;
