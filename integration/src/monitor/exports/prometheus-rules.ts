import { type AlertRule, runbookOf } from '../alert-rules.ts';
import { RESOLVE_SECONDS } from '../evaluate-alerts.ts';
import { type MetricDefinition, metricDefinitions } from '../metric-definitions.ts';

/** How long Prometheus may hear nothing before it says so: the monitor looks every few seconds. */
const SILENT_SECONDS = 120;

/** One rule of a Prometheus rule file (prometheus.io/docs, *Alerting rules*). */
export interface PrometheusRule {
  alert: string;
  expr: string;
  for: string;
  keep_firing_for: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
}

/**
 * The alarms as a rule file for Prometheus, which reads JSON where it reads YAML: what is switched off is left out, and
 * one is added for the silence of the system itself, which no rule of its own can tell of.
 */
export function prometheusRules(rules: readonly AlertRule[]): { groups: { name: string; rules: PrometheusRule[] }[] } {
  return {
    groups: [
      { name: 'istsi', rules: rules.filter(({ enabled }) => enabled).map(ruleOf) },
      { name: 'istsi-itself', rules: [silence] },
    ],
  };
}

/** No rule of the monitor's: whoever routes alarms has to name it too. */
export const SILENCE = { alertType: 'metrics-silent', severity: 'critical' } as const;

const silence: PrometheusRule = {
  alert: SILENCE.alertType,
  expr: 'absent(istsi_part_up)',
  for: duration(SILENT_SECONDS),
  keep_firing_for: duration(RESOLVE_SECONDS),
  labels: { severity: SILENCE.severity },
  annotations: { summary: 'The system tells no metrics', runbook: runbookOf('part-down') },
};

function ruleOf(rule: AlertRule): PrometheusRule {
  const { alertType, title, severity, forSeconds } = rule;
  return {
    ...{ alert: alertType, expr: expressionOf(rule), for: duration(forSeconds) },
    ...{ keep_firing_for: duration(RESOLVE_SECONDS), labels: { severity } },
    annotations: { summary: title, description: `${subjectOf(rule)} at {{ $value }}`, runbook: runbookOf(alertType) },
  };
}

/** Of which series it is, in the names that Prometheus fills in. */
function subjectOf({ metric }: AlertRule): string {
  const { labels }: MetricDefinition = metricDefinitions[metric];
  return [metric, ...labels.map((label) => `${label}={{ $labels.${label} }}`)].join(' ');
}

function expressionOf({ metric, labels = {}, raisedWhile, threshold }: AlertRule): string {
  // The values are names of ours, in which nothing has a meaning to a regular expression.
  const matchers = Object.entries(labels).map(([label, values]) => `${label}=~"${values.join('|')}"`);
  const series = matchers.length > 0 ? `${metric}{${matchers.join(',')}}` : metric;
  return `${series} ${raisedWhile === 'above' ? '>' : '<'} ${threshold}`;
}

function duration(seconds: number): string {
  return `${seconds}s`;
}
