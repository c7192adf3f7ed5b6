import { answered, type Shape } from '../api/client.ts';
import type { Command } from '../context.ts';
import { askedApi } from '../system/asked-api.ts';
import type { Palette } from '../terminal/palette.ts';

type Case = Shape<'ScreeningCase'>;

/** In the place of a list, where nobody could be asked. */
const NO_ADDRESS = 'no-address';

export function listCases(query: { state?: 'open' | 'released'; limit: number }): Command {
  return async (context) => {
    const { compliance: api } = askedApi(context);
    const { items } = await answered(api.GET('/v1/screening/cases', { params: { query } }));
    const text = items.map((item) => lineOf(context.colours, item)).join('\n') || '  No list holds anything.';
    context.print(text, { step: 'screening', items });
    return 0;
  };
}

export function releaseCase(id: string, { reason }: { reason: string }): Command {
  return async (context) => {
    const { compliance: api } = askedApi(context);
    const params = { path: { id } };
    const released = await answered(api.POST('/v1/screening/cases/{id}/release', { params, body: { reason } }));
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
