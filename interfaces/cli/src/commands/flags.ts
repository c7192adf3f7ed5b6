import { z } from 'zod';
import type { Command, Context } from '../context.ts';
import { askedApi } from '../system/asked-api.ts';
import { formatCount } from '../terminal/format.ts';
import type { Palette } from '../terminal/palette.ts';

const Flag = z.object({
  id: z.string(),
  user: z.string(),
  rule: z.string(),
  evidence: z.object({
    rule: z.looseObject({ title: z.string() }),
    inputs: z.array(
      z.object({
        event: z.string(),
        way: z.string(),
        kind: z.string(),
        sats: z.string().regex(/^\d+$/),
        other: z.string().nullable(),
        at: z.string(),
      }),
    ),
  }),
  at: z.string(),
  closed_at: z.string().nullable(),
  closed_by: z.string().nullable(),
  reason: z.string().nullable(),
});
type Flag = z.output<typeof Flag>;

function apiOf(context: Context) {
  const { api, keys } = askedApi(context);
  return { api, key: keys.compliance };
}

export function listFlags({ state, user, limit }: { state?: string; user?: string; limit: number }): Command {
  return async (context) => {
    const { api, key } = apiOf(context);
    const query = { limit: String(limit), ...(state !== undefined && { state }), ...(user !== undefined && { user }) };
    const { items } = await api.get(`/v1/flags?${new URLSearchParams(query)}`, z.object({ items: z.array(Flag) }), key);
    const text = items.map((item) => linesOf(context.colours, item)).join('\n') || '  Nobody is flagged.';
    context.print(text, { step: 'flags', items });
    return 0;
  };
}

export function closeFlag(id: string, { reason }: { reason: string }): Command {
  return async (context) => {
    const { api, key } = apiOf(context);
    const closed = await api.post(`/v1/flags/${encodeURIComponent(id)}/close`, { reason }, Flag, key);
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
    `    ${rule.title}, at ${at}`,
    ...[...shown, ...more, ...end].map((line) => `    ${colours.faint(line)}`),
  ].join('\n');
}
