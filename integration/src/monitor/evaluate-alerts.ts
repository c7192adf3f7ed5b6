import { describeSpan } from '../describe-span.ts';
import type { AlertRule, Severity } from './alert-rules.ts';
import { metricDefinitions } from './metric-definitions.ts';
import type { Sample } from './samples.ts';

/** An alert that is open, as far as its rule is concerned. */
export interface OpenAlert {
  id: string;
  alertType: string;
  /** The labels of the series: `part="database"`; empty where the metric has none. */
  subject: string;
  state: 'pending' | 'firing';
  since: Date;
  clearedAt: Date | undefined;
  value: string;
}

/** What an observation changes of the alerts. */
export type Transition = {
  rule: AlertRule;
  subject: string;
} /** A new one. It fires at once where its rule waits for nothing. */ & (
  | { do: 'open'; firing: boolean; value: string }
  | { do: 'fire'; id: string; value: string }
  /** It goes on, or holds again after it seemed to be over. */
  | { do: 'update'; id: string; value: string }
  /** Its condition holds no longer; one that flaps is not told again and again. */
  | { do: 'clear'; id: string }
  | { do: 'resolve'; id: string }
  /** It never fired. */
  | { do: 'drop'; id: string }
);

/** For so long its condition must not hold before an alert is over. */
export const RESOLVE_SECONDS = 60;

/**
 * What follows for the alerts from what was observed. Pure. A metric that could not be collected changes nothing: that
 * nobody could look is no reason to think that all is well.
 */
export function evaluateAlerts(
  rules: readonly AlertRule[],
  samples: readonly Sample[],
  open: readonly OpenAlert[],
  now: Date,
): Transition[] {
  return rules.flatMap((rule) => {
    const own = open.filter(({ alertType }) => alertType === rule.alertType);
    // Whoever switches a rule off wants to hear no more of it.
    if (!rule.enabled) return own.map((alert) => endOf(rule, alert));
    const collected = samples.filter(({ name }) => name === rule.metric);
    if (collected.length === 0) return [];
    const raised = new Map(
      collected.filter((each) => concerns(rule, each) && isRaised(rule, each)).map((each) => [subjectOf(each), each]),
    );
    const begun = [...raised].filter(([subject]) => !own.some((alert) => alert.subject === subject));
    return [
      ...begun.map(([subject, { value }]): Transition => {
        return { rule, subject, do: 'open', firing: rule.forSeconds === 0, value: String(value) };
      }),
      ...own.flatMap((alert) => nextOf(rule, alert, raised.get(alert.subject), now)),
    ];
  });
}

function nextOf(rule: AlertRule, alert: OpenAlert, raised: Sample | undefined, now: Date): Transition[] {
  const { id, subject } = alert;
  if (raised) {
    const value = String(raised.value);
    const isDue = alert.state === 'pending' && secondsSince(alert.since, now) >= rule.forSeconds;
    if (isDue) return [{ rule, subject, do: 'fire', id, value }];
    const isSame = value === alert.value && alert.clearedAt === undefined;
    return isSame ? [] : [{ rule, subject, do: 'update', id, value }];
  }
  if (alert.state === 'pending') return [{ rule, subject, do: 'drop', id }];
  if (alert.clearedAt === undefined) return [{ rule, subject, do: 'clear', id }];
  return secondsSince(alert.clearedAt, now) >= RESOLVE_SECONDS ? [{ rule, subject, do: 'resolve', id }] : [];
}

function endOf(rule: AlertRule, { id, subject, state }: OpenAlert): Transition {
  return { rule, subject, do: state === 'pending' ? 'drop' : 'resolve', id };
}

const secondsSince = (from: Date, now: Date): number => (now.getTime() - from.getTime()) / 1_000;

function concerns({ labels = {} }: AlertRule, { labels: own }: Sample): boolean {
  return Object.entries(labels).every(([label, values]) => values.includes(own[label] ?? ''));
}

/** Between bigint and number JavaScript compares exactly. */
function isRaised({ raisedWhile, threshold }: AlertRule, { value }: Sample): boolean {
  return raisedWhile === 'above' ? value > threshold : value < threshold;
}

export function subjectOf({ name, labels }: Sample): string {
  const known: readonly string[] = metricDefinitions[name].labels;
  return known.flatMap((label) => (label in labels ? [`${label}="${labels[label]}"`] : [])).join(', ');
}

/** One sentence: what is wrong, where, and how much. */
export function describeAlert(
  { title, metric, raisedWhile, threshold }: AlertRule,
  subject: string,
  value: string,
): string {
  const { unit } = metricDefinitions[metric] as { unit?: string };
  const said = (measured: string): string =>
    unit === 'seconds' ? describeSpan(BigInt(Math.trunc(Number(measured)))) : measured;
  const counted = unit && unit !== 'seconds' ? ` ${unit.replace('_', ' ')}` : '';
  const of = subject === '' ? '' : ` (${subject})`;
  return `${title}${of}: ${said(value)}${counted}, and ${raisedWhile} ${said(String(threshold))} raises it`;
}

/** An alert as far as telling people of it is concerned. */
export interface ToldAlert {
  severity: Severity;
  state: 'pending' | 'firing' | 'resolved';
  acknowledgedAt: Date | undefined;
  escalations: number;
  /** When people were told last. */
  toldAt: Date | undefined;
  isSilenced: boolean;
}

export const ESCALATE_SECONDS = 900;
export const MOST_ESCALATIONS = 3;

/** What people are to be told of an alert now. Pure. */
export function noticeOf(alert: ToldAlert, now: Date): 'fired' | 'escalated' | 'resolved' | undefined {
  const { severity, state, acknowledgedAt, escalations, toldAt, isSilenced } = alert;
  if (isSilenced || state === 'pending') return undefined;
  // That something is over is told to those who were told that it began.
  if (state === 'resolved') return toldAt === undefined ? undefined : 'resolved';
  if (toldAt === undefined) return 'fired';
  const isUnheard = severity === 'critical' && acknowledgedAt === undefined && escalations < MOST_ESCALATIONS;
  return isUnheard && secondsSince(toldAt, now) >= ESCALATE_SECONDS ? 'escalated' : undefined;
}
