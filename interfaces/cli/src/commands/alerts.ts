import { describeSpan } from '@istsi/integration';
import { z } from 'zod';
import type { Command, Context } from '../context.ts';
import { askedApi } from '../system/asked-api.ts';
import { formatCount } from '../terminal/format.ts';
import type { Palette } from '../terminal/palette.ts';

const Alert = z.object({
  id: z.string(),
  alert_type: z.string(),
  subject: z.string(),
  severity: z.string(),
  state: z.string(),
  summary: z.string(),
  runbook: z.string(),
  since: z.string(),
  resolved_at: z.string().nullable(),
  acknowledged_by: z.string().nullable(),
  assigned_to: z.string().nullable(),
  silenced_until: z.string().nullable(),
});
type Alert = z.output<typeof Alert>;
const Rule = z.object({
  alert_type: z.string(),
  threshold: z.string(),
  enabled: z.boolean(),
  title: z.string(),
  severity: z.string(),
  metric: z.string(),
  raised_while: z.string(),
  for_seconds: z.number(),
});

function apiOf(context: Context) {
  const { api, keys } = askedApi(context);
  return { api, key: keys.operator };
}

const pathOf = (id: string): string => `/v1/alerts/${encodeURIComponent(id)}`;

/** `istsi alerts`: exit code 1 while something is wrong. */
export function listAlerts(query: { state?: string; severity?: string; limit: number }): Command {
  return async (context) => {
    const { api, key } = apiOf(context);
    const asked = new URLSearchParams({ limit: String(query.limit) });
    if (query.state !== undefined) asked.set('state', query.state);
    if (query.severity !== undefined) asked.set('severity', query.severity);
    const { items } = await api.get(`/v1/alerts?${asked}`, z.object({ items: z.array(Alert) }), key);
    const none = query.state === 'firing' ? '  Nothing is wrong.' : '  No such alert.';
    context.print(items.map((item) => lineOf(context.colours, item)).join('\n') || none, { step: 'alerts', items });
    return items.some(({ state }) => state === 'firing') ? 1 : 0;
  };
}

export function showAlert(id: string): Command {
  return async (context) => {
    const { api, key } = apiOf(context);
    const alert = await api.get(pathOf(id), Alert, key);
    context.print(`${lineOf(context.colours, alert)}\n    what to do: ${alert.runbook}`, { step: 'alert', ...alert });
    return 0;
  };
}

export function acknowledgeAlert(id: string, { by }: { by: string }): Command {
  return async (context) => {
    const { api, key } = apiOf(context);
    const alert = await api.post(`${pathOf(id)}/acknowledge`, { by }, Alert, key);
    context.print(lineOf(context.colours, alert), { step: 'alert', ...alert });
    return 0;
  };
}

export function assignAlert(id: string, body: { to: string; by: string }): Command {
  return async (context) => {
    const { api, key } = apiOf(context);
    const alert = await api.post(`${pathOf(id)}/assign`, body, Alert, key);
    context.print(lineOf(context.colours, alert), { step: 'alert', ...alert });
    return 0;
  };
}

export function silenceAlert(
  id: string,
  { wholeType, ...silence }: { by: string; reason: string; until: string; wholeType?: true },
): Command {
  return async (context) => {
    const { api, key } = apiOf(context);
    const body = { ...silence, ...(wholeType && { whole_type: true }) };
    const alert = await api.post(`${pathOf(id)}/silence`, body, Alert, key);
    context.print(lineOf(context.colours, alert), { step: 'alert', ...alert });
    return 0;
  };
}

export function listRules(): Command {
  return async (context) => {
    const { api, key } = apiOf(context);
    const { items } = await api.get('/v1/alerts/rules', z.object({ items: z.array(Rule) }), key);
    const lines = items.map(
      ({ alert_type, threshold, enabled, title, severity, metric, raised_while, for_seconds }) => {
        const bound = BigInt(threshold);
        const at = metric.endsWith('_seconds') ? describeSpan(bound) : formatCount(bound);
        const when = `${metric} ${raised_while} ${at}${for_seconds > 0 ? ` for ${describeSpan(BigInt(for_seconds))}` : ''}`;
        const off = enabled ? '' : context.colours.warn(' (switched off)');
        return `  ${alert_type}${off}\n    ${title}\n    ${context.colours.faint(`${severity}: ${when}`)}`;
      },
    );
    context.print(lines.join('\n'), { step: 'alert-rules', items });
    return 0;
  };
}

/** The file alone is printed, so that it can be written where the program reads it. */
export function exportAlerts(program: string): Command {
  return async (context) => {
    const { api, key } = apiOf(context);
    const file = await api.get(`/v1/alerts/exports/${program}`, z.looseObject({}), key);
    context.print(JSON.stringify(file, undefined, 2), { step: 'alert-export', program, file });
    return 0;
  };
}

function lineOf(colours: Palette, alert: Alert): string {
  const { id, state, severity, summary, since, resolved_at, acknowledged_by, assigned_to, silenced_until } = alert;
  const mark =
    state === 'resolved' ? colours.good('✓') : severity === 'critical' ? colours.bad('✗') : colours.warn('!');
  const notes = [
    `${severity}, since ${since}`,
    ...(resolved_at === null ? [] : [`over since ${resolved_at}`]),
    ...(assigned_to === null || acknowledged_by !== null ? [] : [`${assigned_to} is asked to take care of it`]),
    ...(acknowledged_by === null ? [] : [`${acknowledged_by} takes care of it`]),
    ...(silenced_until === null ? [] : [`silenced until ${silenced_until}`]),
  ];
  return `  ${mark} ${id}  ${summary}\n    ${colours.faint(notes.join('; '))}`;
}
