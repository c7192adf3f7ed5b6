import { scopeOwners } from '@istsi/integration';
import { answered, openApi, type Shape } from '../api/client.ts';
import type { Command, Context } from '../context.ts';
import { CliError } from '../errors.ts';
import { makeSignKey } from '../sign-key.ts';
import { requireRunning } from '../system/find-running.ts';
import { relativePath } from '../terminal/format.ts';
import { tableOf } from '../terminal/table.ts';

type Key = Shape<'ApiKey'>;
type Scope = Key['scopes'][number];

/** By whose business a key is: those that are configured make keys, and no key of theirs does. */
function apiOf({ configuration }: Context) {
  const { endpoints, keys } = requireRunning(configuration.dataDirectory);
  const by = (credential: string) => openApi(endpoints.apiUrl, { credential });
  return { operator: by(keys.api.operator), compliance: by(keys.api.compliance) };
}

export function listKeys(): Command {
  return async (context) => {
    const { items } = await answered(apiOf(context).operator.GET('/v1/keys'));
    const none =
      '  There are none. `istsi keys make reports --scope read` makes one; its --help says what keys can open.';
    context.print(items.length === 0 ? none : keyTable(items), { step: 'api-keys', items });
    return 0;
  };
}

/** By the configured key whose business its scopes are: one key is not both. */
export function makeKey(
  name: string,
  { scope, days, signs }: { scope: Scope[]; days: number; signs?: string },
): Command {
  return async (context) => {
    const api = apiOf(context)[ownerOf(scope)];
    const make = (publicKey?: string) =>
      answered(api.POST('/v1/keys', { body: { name, scopes: scope, days, ...withPublicKey(publicKey) } }));
    const made = signs === undefined ? await make() : await withSignKey(signs, make);
    context.print(`${keyTable([made])}\n\n${secretOf(made, signs)}`, { step: 'api-key', ...made });
    return 0;
  };
}

export function rotateKey(id: string, { overlap, signs }: { overlap: number; signs?: string }): Command {
  return async (context) => {
    const api = apiOf(context)[ownerOf(await scopesOf(context, id))];
    const rotate = (publicKey?: string) => {
      const body = { overlap_hours: overlap, ...withPublicKey(publicKey) };
      return answered(api.POST('/v1/keys/{id}/rotate', { params: { path: { id } }, body }));
    };
    const rotated = signs === undefined ? await rotate() : await withSignKey(signs, rotate);
    const before =
      rotated.former_until === null ? 'opens nothing any more' : `counts until ${minuteOf(rotated.former_until)}`;
    const text = `${keyTable([rotated])}\n\n${secretOf(rotated, signs)}\n  The secret before it ${before}.`;
    context.print(text, { step: 'api-key', ...rotated });
    return 0;
  };
}

export function revokeKey(id: string): Command {
  return async (context) => {
    // Whoever may do something of what it opens may take it.
    const [scope = 'read'] = await scopesOf(context, id);
    const api = apiOf(context)[ownerOf([scope])];
    await answered(api.DELETE('/v1/keys/{id}', { params: { path: { id } } }));
    context.print(`  ${id} opens nothing any more.`, { step: 'api-key', id, revoked: true });
    return 0;
  };
}

async function scopesOf(context: Context, id: string): Promise<Scope[]> {
  const { items } = await answered(apiOf(context).operator.GET('/v1/keys'));
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

const withPublicKey = (key: string | undefined) => (key === undefined ? {} : { public_key: key });

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

function keyTable(items: readonly Key[]): string {
  const rows = items.map(({ id, name, state, expires_at, last_used_at, scopes }) => [
    ...[id, name, state, expires_at.slice(0, 10), last_used_at === null ? 'never' : minuteOf(last_used_at)],
    scopes.join(' '),
  ]);
  return tableOf(['key', 'for', 'is', 'ends', 'last used', 'opens'], rows);
}
