import { describeSpan } from '@istsi/integration';
import { answered, type Shape } from '../api/client.ts';
import type { Command } from '../context.ts';
import { CliError } from '../errors.ts';
import { askedApi } from '../system/asked-api.ts';
import { formatCount } from '../terminal/format.ts';
import type { Palette } from '../terminal/palette.ts';

type Alert = Shape<'Alert'>;

export interface AlertQuery {
  state?: 'firing' | 'resolved';
  severity?: Alert['severity'];
  limit: number;
}

/** `istsi alerts`: exit code 1 while something is wrong. */
export function listAlerts(query: AlertQuery): Command {
  return async (context) => {
    const { operator: api } = askedApi(context);
    const { items } = await answered(api.GET('/v1/alerts', { params: { query } }));
    const none = query.state === 'firing' ? '  Nothing is wrong.' : '  No such alert.';
    context.print(items.map((item) => lineOf(context.colours, item)).join('\n') || none, { step: 'alerts', items });
    return items.some(({ state }) => state === 'firing') ? 1 : 0;
  };
}

export function showAlert(id: string): Command {
  return async (context) => {
    const { operator: api } = askedApi(context);
    const alert = await answered(api.GET('/v1/alerts/{id}', { params: { path: { id } } }));
    context.print(`${lineOf(context.colours, alert)}\n    what to do: ${alert.runbook}`, { step: 'alert', ...alert });
    return 0;
  };
}

export function acknowledgeAlert(id: string, { by }: { by: string }): Command {
  return async (context) => {
    const { operator: api } = askedApi(context);
    const alert = await answered(api.POST('/v1/alerts/{id}/acknowledge', { params: { path: { id } }, body: { by } }));
    context.print(lineOf(context.colours, alert), { step: 'alert', ...alert });
    return 0;
  };
}

export function assignAlert(id: string, body: { to: string; by: string }): Command {
  return async (context) => {
    const { operator: api } = askedApi(context);
    const alert = await answered(api.POST('/v1/alerts/{id}/assign', { params: { path: { id } }, body }));
    context.print(lineOf(context.colours, alert), { step: 'alert', ...alert });
    return 0;
  };
}

export function silenceAlert(
  id: string,
  { wholeType, ...silence }: { by: string; reason: string; until: string; wholeType?: true },
): Command {
  return async (context) => {
    const { operator: api } = askedApi(context);
    const body = { ...silence, ...(wholeType && { whole_type: true }) };
    const alert = await answered(api.POST('/v1/alerts/{id}/silence', { params: { path: { id } }, body }));
    context.print(lineOf(context.colours, alert), { step: 'alert', ...alert });
    return 0;
  };
}

export function listRules(): Command {
  return async (context) => {
    const { operator: api } = askedApi(context);
    const { items } = await answered(api.GET('/v1/alerts/rules'));
    const lines = items.map((rule) => ruleLines(context.colours, rule));
    context.print(lines.join('\n'), { step: 'alert-rules', items });
    return 0;
  };
}

export function listChannels(): Command {
  return async (context) => {
    const { operator: api } = askedApi(context);
    const { items } = await answered(api.GET('/v1/alerts/channels'));
    const lines = items.map(({ name, kind, last_delivered_at, pending, last_error }) => {
      const when = last_delivered_at === null ? 'took nothing yet' : `took something last at ${last_delivered_at}`;
      const waits = pending === 0 ? '' : `; ${formatCount(pending)} wait`;
      const why = last_error === null ? '' : `\n    ${context.colours.warn(last_error)}`;
      return `  ${name} (${kind})\n    ${context.colours.faint(`${when}${waits}`)}${why}`;
    });
    context.print(lines.join('\n') || '  Nobody is told: no channel is configured.', { step: 'alert-channels', items });
    return 0;
  };
}

export interface RuleChange {
  threshold?: string;
  for?: number;
  enable?: boolean;
  to?: string[];
}

/** `istsi alerts change <type>`: another threshold, other channels, or none at all; what is not named stays. */
export function changeRule(type: string, { threshold, for: seconds, enable, to }: RuleChange): Command {
  return async (context) => {
    const { operator: api } = askedApi(context);
    const body = {
      ...(threshold !== undefined && { threshold }),
      ...(seconds !== undefined && { for_seconds: seconds }),
      ...(enable !== undefined && { enabled: enable }),
      ...(to && { recipients: to }),
    };
    if (Object.keys(body).length === 0)
      throw new CliError('cli/bad-argument', { argument: type, problem: 'say what of the rule is to change' });
    const params = { path: { alert_type: type } };
    const rule = await answered(api.POST('/v1/alerts/rules/{alert_type}', { params, body }));
    context.print(ruleLines(context.colours, rule), { step: 'alert-rule', ...rule });
    return 0;
  };
}

/** The file alone is printed, so that it can be written where the program reads it. */
export function exportAlerts(program: 'prometheus' | 'alertmanager' | 'grafana'): Command {
  return async (context) => {
    const { operator: api } = askedApi(context);
    const file = await answered(api.GET('/v1/alerts/exports/{program}', { params: { path: { program } } }));
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

function ruleLines(colours: Palette, rule: Shape<'AlertRule'>): string {
  const { alert_type, threshold, enabled, title, severity, metric, raised_while, for_seconds } = rule;
  const bound = BigInt(threshold);
  const at = metric.endsWith('_seconds') ? describeSpan(bound) : formatCount(bound);
  const when = `${metric} ${raised_while} ${at}${for_seconds > 0 ? ` for ${describeSpan(BigInt(for_seconds))}` : ''}`;
  const off = enabled ? '' : colours.warn(' (switched off)');
  return `  ${alert_type}${off}\n    ${title}\n    ${colours.faint(`${severity}: ${when}`)}`;
}
