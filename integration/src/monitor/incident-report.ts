import type { Alert } from './alert-store.ts';

/** One thing that happened around an alert, wherever it is known from. */
export interface IncidentMoment {
  at: Date;
  source: 'alert' | 'message' | 'audit' | 'operation';
  what: string;
  /** Of which alert, act or operation; null where it is of none. */
  subject: string | null;
  detail: Record<string, string>;
}

/** From which to which ledger and block the monitor saw the chain go; null where it had not looked. */
export interface ChainSpan {
  from: string;
  through: string;
  /** Of the ledger, or of the block in the node's chain when the report is made; null where the node does not say. */
  fromHash: string | null;
  throughHash: string | null;
}

/** What is known of an alert's life, in one document. */
export interface IncidentReport {
  alert: Alert;
  from: Date;
  through: Date;
  /** Oldest first. */
  timeline: IncidentMoment[];
  /** Everything of it that is named, each once. */
  operations: string[];
  chains: { stellar: ChainSpan | null; bitcoin: ChainSpan | null };
  /** Sources that knew more than is told here. */
  cutShort: string[];
}

/** So long before it began, and after it was over, is looked at. */
const AROUND_MS = 10 * 60_000;
/** Whatever goes on for longer is told from its beginning. */
const MOST_MS = 7 * 86_400_000;

/** Pure: the time that a report of the alert is about. */
export function spanOf(
  { since, resolvedAt }: Pick<Alert, 'since' | 'resolvedAt'>,
  now: Date,
): { from: Date; through: Date } {
  const from = since.getTime() - AROUND_MS;
  const end = Math.min(now.getTime(), resolvedAt ? resolvedAt.getTime() + AROUND_MS : now.getTime());
  return { from: new Date(from), through: new Date(Math.max(from, Math.min(end, from + MOST_MS))) };
}

/** Pure: what the alert says of its own life. */
export function lifeOf(alert: Alert): IncidentMoment[] {
  const { id, alertType, subject, severity, value, acknowledgedBy, assignedTo, assignedBy } = alert;
  const moments: [Date | undefined, string, Record<string, string>][] = [
    [alert.since, 'its condition began to hold', { type: alertType, ...(subject && { subject }), severity }],
    [alert.firedAt, 'it fired', { value }],
    [alert.assignedAt, 'somebody was asked to take care of it', { to: assignedTo ?? '', by: assignedBy ?? '' }],
    [alert.acknowledgedAt, 'somebody took care of it', { by: acknowledgedBy ?? '' }],
    [alert.clearedAt, 'its condition held no longer', {}],
    [alert.resolvedAt, 'it was over', {}],
  ];
  return moments.flatMap(([at, what, detail]) =>
    at ? [{ at, source: 'alert' as const, what, subject: id, detail }] : [],
  );
}

/** What was gathered from one source, at most so much of it. */
export interface Gathered {
  source: string;
  moments: IncidentMoment[];
  most: number;
}

/** Pure: one timeline of all of them, and what of it had to be left out. */
export function composeReport(
  alert: Alert,
  span: { from: Date; through: Date },
  gathered: readonly Gathered[],
  chains: IncidentReport['chains'],
): IncidentReport {
  const told = gathered.flatMap(({ moments, most }) => moments.slice(0, most));
  const timeline = [...lifeOf(alert), ...told].toSorted(
    (one, other) => one.at.getTime() - other.at.getTime() || rank(one) - rank(other),
  );
  const operations = told.flatMap(({ source, subject }) => (source === 'operation' && subject ? [subject] : []));
  const cutShort = gathered.filter(({ moments, most }) => moments.length > most).map(({ source }) => source);
  return { alert, ...span, timeline, operations: [...new Set(operations)], chains, cutShort };
}

/** What caused something before what tells of it, where the clocks say the same. */
const rank = ({ source }: IncidentMoment): number => ['audit', 'operation', 'alert', 'message'].indexOf(source);
