import { answered, type Shape } from '../api/client.ts';
import type { Command } from '../context.ts';
import { askedApi } from '../system/asked-api.ts';
import { formatCount } from '../terminal/format.ts';
import type { Palette } from '../terminal/palette.ts';

type Flag = Shape<'Flag'>;

export interface FlagQuery {
  state?: 'open' | 'closed';
  user?: string;
  limit: number;
}

export function listFlags(query: FlagQuery): Command {
  return async (context) => {
    const { compliance: api } = askedApi(context);
    const { items } = await answered(api.GET('/v1/flags', { params: { query } }));
    const text = items.map((item) => linesOf(context.colours, item)).join('\n') || '  Nobody is flagged.';
    context.print(text, { step: 'flags', items });
    return 0;
  };
}

export function closeFlag(id: string, { reason }: { reason: string }): Command {
  return async (context) => {
    const { compliance: api } = askedApi(context);
    const closed = await answered(api.POST('/v1/flags/{id}/close', { params: { path: { id } }, body: { reason } }));
    context.print(linesOf(context.colours, closed), { step: 'flag-close', ...closed });
    return 0;
  };
}

/** So many movements say what it is about; `--json` has them all. */
const MOST_SHOWN = 5;

function linesOf(colours: Palette, { id, user, evidence, at, closed_at, closed_by, reason }: Flag): string {
  const { inputs, rule } = evidence;
  const mark = closed_at === null ? colours.warn('!') : colours.good('✓');
  const shown = inputs
    .slice(-MOST_SHOWN)
    .map(
      ({ way, kind, sats, other }) =>
        `${way}  ${kind} of ${formatCount(BigInt(sats))} sats${other ? `, ${other}` : ''}`,
    );
  const more = inputs.length > shown.length ? [`and ${inputs.length - shown.length} before`] : [];
  const end = closed_at === null ? [] : [`closed by ${closed_by} at ${closed_at}: ${reason}`];
  return [
    `  ${mark} ${id}  ${user}`,
    `    ${String(rule.title)}, at ${at}`,
    ...[...shown, ...more, ...end].map((line) => `    ${colours.faint(line)}`),
  ].join('\n');
}
