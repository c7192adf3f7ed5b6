import { z } from 'zod';
import type { Command, Context } from '../context.ts';
import { askedApi } from '../system/asked-api.ts';
import type { Palette } from '../terminal/palette.ts';

const Case = z.object({
  id: z.string(),
  kind: z.string(),
  operation: z.string(),
  address: z.string(),
  provider: z.string(),
  reference: z.string().nullable(),
  opened_at: z.string(),
  released_at: z.string().nullable(),
  released_by: z.string().nullable(),
  reason: z.string().nullable(),
});
type Case = z.output<typeof Case>;

/** In the place of a list, where nobody could be asked. */
const NO_ADDRESS = 'no-address';

function apiOf(context: Context) {
  const { api, keys } = askedApi(context);
  return { api, key: keys.compliance };
}

export function listCases({ state, limit }: { state?: string; limit: number }): Command {
  return async (context) => {
    const { api, key } = apiOf(context);
    const asked = new URLSearchParams({ limit: String(limit), ...(state !== undefined && { state }) });
    const { items } = await api.get(`/v1/screening/cases?${asked}`, z.object({ items: z.array(Case) }), key);
    const text = items.map((item) => lineOf(context.colours, item)).join('\n') || '  No list holds anything.';
    context.print(text, { step: 'screening', items });
    return 0;
  };
}

export function releaseCase(id: string, { reason }: { reason: string }): Command {
  return async (context) => {
    const { api, key } = apiOf(context);
    const path = `/v1/screening/cases/${encodeURIComponent(id)}/release`;
    const released = await api.post(path, { reason }, Case, key);
    context.print(lineOf(context.colours, released), { step: 'screening-release', ...released });
    return 0;
  };
}

function lineOf(colours: Palette, one: Case): string {
  const { id, kind, operation, address, provider, reference, opened_at, released_at, released_by, reason } = one;
  const mark = released_at === null ? colours.warn('!') : colours.good('✓');
  const way = kind === 'deposit' ? 'comes from' : 'goes to';
  const end = released_at === null ? [] : [`released by ${released_by} at ${released_at}: ${reason}`];
  const found = provider === NO_ADDRESS ? 'on no list, as it has no address' : `on the list of ${provider}`;
  const notes = [`${found}${reference === null ? '' : ` (${reference})`}, since ${opened_at}`, ...end];
  return `  ${mark} ${id}  ${kind} ${operation}\n    ${way} ${address}\n    ${colours.faint(notes.join('; '))}`;
}
