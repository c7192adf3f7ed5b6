import {
  type Alert,
  type AlertRule,
  exportPrograms,
  type IncidentReport,
  runbookOf,
  type Services,
  severities,
} from '@istsi/integration';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type ApiKeys, nameOfCaller } from '../authentication.ts';
import { Problem } from '../problems.ts';
import { typedRoutes } from './route-scope.ts';

const Id = z.string().regex(/^al_[0-9a-f]{24}$/, 'expected the id of an alert');
const AlertType = z.string().regex(/^[a-z][a-z-]{1,60}$/, 'expected the name of a rule');
const Severity = z.enum(severities);
const Time = z.iso.datetime({ offset: true });
const Who = z.string().trim().min(1).max(100);

const AlertView = z
  .object({
    id: Id,
    alert_type: AlertType,
    subject: z.string().describe('Labels of what it is about; empty where there is only one'),
    severity: Severity,
    state: z.enum(['pending', 'firing', 'resolved']),
    value: z.string().describe('Of the metric, with every digit'),
    summary: z.string(),
    runbook: z.string().describe('Page that says what to do'),
    since: z.string(),
    fired_at: z.string().nullable(),
    cleared_at: z.string().nullable().describe('Its condition holds no longer since then; over a minute later'),
    resolved_at: z.string().nullable(),
    acknowledged_at: z.string().nullable(),
    acknowledged_by: z.string().nullable(),
    assigned_to: z.string().nullable().describe('Who was asked last to take care of it'),
    assigned_by: z.string().nullable(),
    assigned_at: z.string().nullable(),
    escalations: z.number().int().describe('How often it was told again because nobody acknowledged it'),
    silenced_until: z.string().nullable(),
  })
  .meta({ id: 'Alert' });

const RuleView = z
  .object({
    alert_type: AlertType,
    threshold: z.string().describe('In whole units of the metric'),
    recipients: z.array(z.string()).describe('Channels; empty for those that the severity has'),
    enabled: z.boolean(),
    title: z.string(),
    severity: Severity,
    metric: z.string(),
    labels: z.record(z.string(), z.array(z.string())).describe('Only series with one of these values'),
    raised_while: z.enum(['above', 'below']),
    for_seconds: z.number().int(),
    runbook: z.string(),
  })
  .meta({ id: 'AlertRule' });

const ChannelView = z
  .object({
    name: z.string(),
    kind: z.enum(['webhook', 'email', 'dead-man']),
    last_delivered_at: z.string().nullable().describe('When the receiver itself took something last'),
    pending: z.number().int(),
    last_error: z.string().nullable(),
  })
  .meta({ id: 'AlertChannel' });

const Span = z
  .object({
    ...{ from: z.string(), through: z.string() },
    from_hash: z.string().nullable().describe('As the node has it when the report is made; null where it does not say'),
    through_hash: z.string().nullable(),
  })
  .nullable()
  .describe('Null where nobody looked');

const IncidentView = z
  .object({
    alert: AlertView,
    from: z.string(),
    through: z.string(),
    timeline: z
      .array(
        z.object({
          at: z.string(),
          source: z.enum(['alert', 'message', 'audit', 'operation']),
          what: z.string(),
          subject: z.string().nullable().describe('The alert, channel, operation or correlation id that it is about'),
          detail: z.record(z.string(), z.string()),
        }),
      )
      .describe('Oldest first'),
    operations: z.array(z.string()).describe('Those that the timeline names'),
    chains: z.object({ stellar: Span.describe('Ledgers'), bitcoin: Span.describe('Blocks') }),
    cut_short: z.array(z.string()).describe('Sources that knew more than is told here'),
  })
  .meta({ id: 'IncidentReport' });

const problems = { 400: Problem, 401: Problem, 403: Problem, 404: Problem, 409: Problem };

/** What is wrong, who has heard of it, and by which rules. The operator's: it says where the system is weak now. */
export function alertRoutes(scope: FastifyInstance, { monitor }: Services, keys: ApiKeys): void {
  const routes = typedRoutes(scope);
  const common = { tags: ['monitor'], security: [{ key: [] }] };
  const params = z.object({ id: Id });
  routes.get(
    '/alerts',
    {
      schema: {
        ...{ ...common, summary: 'What is and was wrong; newest first' },
        querystring: z.strictObject({
          state: z.enum(['firing', 'resolved']).optional(),
          severity: Severity.optional(),
          limit: z.coerce.number().int().min(1).max(100).default(50),
        }),
        response: { ...problems, 200: z.object({ items: z.array(AlertView) }) },
      },
    },
    async ({ query: { limit, state, severity } }) => {
      const asked = { limit, ...(state && { state }), ...(severity && { severity }) };
      return { items: (await monitor.alerts(asked)).map(present) };
    },
  );
  routes.get(
    '/alerts/:id',
    { schema: { ...common, summary: 'One of them', params, response: { ...problems, 200: AlertView } } },
    async (request) => present(await monitor.alert(request.params.id)),
  );
  routes.get(
    '/alerts/:id/report',
    {
      schema: {
        ...{
          ...common,
          summary: 'Its life in one document: who was told, what was done, which operations, both chains',
        },
        ...{ params, response: { ...problems, 200: IncidentView } },
      },
    },
    async (request) => presentIncident(await monitor.incident(request.params.id)),
  );
  routes.post(
    '/alerts/:id/acknowledge',
    {
      schema: {
        ...{ ...common, summary: 'Somebody takes care of it: nobody else is called', params },
        body: z.strictObject({
          by: Who.optional().describe('Who, where the key is shared; who is signed in is known'),
        }),
        response: { ...problems, 200: AlertView },
      },
    },
    async (request) => {
      const by = await whoOf(keys, request, request.body.by);
      return present(await monitor.acknowledge(request.params.id, by));
    },
  );
  routes.post(
    '/alerts/:id/assign',
    {
      schema: {
        ...{ ...common, summary: 'Somebody is asked to take care of it; until they say so, nobody does', params },
        body: z.strictObject({
          to: Who.describe('An account, or a name'),
          by: Who.optional().describe('Who asks, where the key is shared; who is signed in is known'),
        }),
        response: { ...problems, 200: AlertView },
      },
    },
    async (request) => {
      const { to, by: named } = request.body;
      const by = await whoOf(keys, request, named);
      return present(await monitor.assign(request.params.id, { to, by }));
    },
  );
  routes.post(
    '/alerts/:id/silence',
    {
      schema: {
        ...{ ...common, summary: 'Nobody is told of it until an end; it stays in the list', params },
        body: z.strictObject({
          by: Who.optional().describe('Who, where the key is shared; who is signed in is known'),
          reason: z.string().trim().min(3).max(500),
          until: Time.describe('At most 30 days from now'),
          whole_type: z.boolean().optional().describe('Every alert of its type, and not only about this subject'),
        }),
        response: { ...problems, 200: AlertView },
      },
    },
    async (request) => {
      const { by: named, reason, until, whole_type: wholeType } = request.body;
      const by = await whoOf(keys, request, named);
      return present(await monitor.silence(request.params.id, { by, reason, until: new Date(until), wholeType }));
    },
  );
  ruleRoutes(scope, monitor, { common });
}

/** A name that somebody gave, beside what is known of who asks. */
async function whoOf(keys: ApiKeys, request: FastifyRequest, named: string | undefined): Promise<string> {
  const caller = await nameOfCaller(keys, request);
  return named === undefined ? caller : `${named} (${caller})`;
}

interface Shared {
  common: { tags: string[]; security: { key: never[] }[] };
}

function ruleRoutes(scope: FastifyInstance, monitor: Services['monitor'], { common }: Shared): void {
  const routes = typedRoutes(scope);
  routes.get(
    '/alerts/rules',
    {
      schema: {
        ...{ ...common, summary: 'What raises an alert' },
        response: { ...problems, 200: z.object({ items: z.array(RuleView) }) },
      },
    },
    async () => ({ items: (await monitor.rules()).map(presentRule) }),
  );
  routes.get(
    '/alerts/channels',
    {
      schema: {
        ...{ ...common, summary: 'Where people are told, and what was taken there last' },
        response: { ...problems, 200: z.object({ items: z.array(ChannelView) }) },
      },
    },
    async () => ({
      items: (await monitor.channels()).map(({ name, kind, lastDeliveredAt, pending, lastError }) => ({
        ...{ name, kind, pending, last_error: lastError ?? null },
        last_delivered_at: lastDeliveredAt?.toISOString() ?? null,
      })),
    }),
  );
  routes.get(
    '/alerts/exports/:program',
    {
      schema: {
        ...{
          ...common,
          summary: 'The rules for Prometheus, the mail channels for Alertmanager, the metrics for Grafana',
        },
        params: z.object({ program: z.enum(exportPrograms) }),
        response: { ...problems, 200: z.looseObject({}).describe('A file of that program: JSON, which is YAML too') },
      },
    },
    async ({ params: { program } }) => ({ ...(await monitor.exportFor(program)) }),
  );
  routes.post(
    '/alerts/rules/:alert_type',
    {
      schema: {
        ...{ ...common, summary: 'Another threshold, other channels, or none at all' },
        params: z.object({ alert_type: AlertType }),
        body: z.strictObject({
          threshold: z
            .string()
            .regex(/^\d{1,18}$/, 'expected a whole number, as text')
            .optional(),
          for_seconds: z.number().int().min(0).max(604_800).optional(),
          enabled: z.boolean().optional(),
          recipients: z.array(z.string().min(1).max(100)).max(20).optional(),
        }),
        response: { ...problems, 200: RuleView },
      },
    },
    async ({ params: { alert_type }, body: { threshold, for_seconds: forSeconds, enabled, recipients } }) =>
      presentRule(
        await monitor.changeRule(alert_type, {
          ...{ forSeconds, enabled, recipients },
          threshold: threshold === undefined ? undefined : BigInt(threshold),
        }),
      ),
  );
}

function present(alert: Alert): z.input<typeof AlertView> {
  const { id, subject, severity, state, value, summary, runbook, escalations } = alert;
  const text = (at: Date | undefined): string | null => at?.toISOString() ?? null;
  return {
    ...{ id, alert_type: alert.alertType, subject, severity, state, value, summary, runbook, escalations },
    ...{ since: alert.since.toISOString(), fired_at: text(alert.firedAt), cleared_at: text(alert.clearedAt) },
    ...{ resolved_at: text(alert.resolvedAt), acknowledged_at: text(alert.acknowledgedAt) },
    ...{ assigned_to: alert.assignedTo ?? null, assigned_by: alert.assignedBy ?? null },
    assigned_at: text(alert.assignedAt),
    ...{ acknowledged_by: alert.acknowledgedBy ?? null, silenced_until: text(alert.silencedUntil) },
  };
}

function presentIncident({ alert, from, through, timeline, operations, chains, cutShort }: IncidentReport) {
  return {
    ...{ alert: present(alert), from: from.toISOString(), through: through.toISOString() },
    timeline: timeline.map((moment) => ({ ...moment, at: moment.at.toISOString() })),
    ...{ operations, cut_short: cutShort },
    chains: { stellar: presentSpan(chains.stellar), bitcoin: presentSpan(chains.bitcoin) },
  };
}

const presentSpan = (span: IncidentReport['chains']['stellar']) =>
  span && { from: span.from, through: span.through, from_hash: span.fromHash, through_hash: span.throughHash };

function presentRule(rule: AlertRule): z.input<typeof RuleView> {
  const {
    alertType,
    threshold,
    recipients,
    enabled,
    title,
    severity,
    metric,
    labels = {},
    raisedWhile,
    forSeconds,
  } = rule;
  return {
    ...{ alert_type: alertType, threshold: String(threshold), recipients: [...recipients], enabled, title, severity },
    ...{ metric, raised_while: raisedWhile, for_seconds: forSeconds, runbook: runbookOf(alertType) },
    labels: Object.fromEntries(Object.entries(labels).map(([label, values]) => [label, [...values]])),
  };
}
