import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import type { AlertChannel, AlertMessage } from './alert-channels.ts';
import { insertMessage } from './alert-messages.ts';
import { type Severity, severities } from './alert-rules.ts';
import { type DigestGroup, groupAlerts } from './digest-alerts.ts';

/** In UTC: from its first moment to the first one of the next. */
export interface Span {
  of: 'day' | 'week';
  from: Date;
  to: Date;
}

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;
/** The first Monday after the epoch, which was a Thursday. */
const FIRST_MONDAY_MS = 4 * DAY_MS;

/** The last day that is over. */
export function dayBefore(now: Date): Span {
  const to = Math.floor(now.getTime() / DAY_MS) * DAY_MS;
  return { of: 'day', from: new Date(to - DAY_MS), to: new Date(to) };
}

/** The last week that is over, from Monday to Sunday. */
export function weekBefore(now: Date): Span {
  const to = FIRST_MONDAY_MS + Math.floor((now.getTime() - FIRST_MONDAY_MS) / WEEK_MS) * WEEK_MS;
  return { of: 'week', from: new Date(to - WEEK_MS), to: new Date(to) };
}

const dateOf = ({ from }: Span): string => from.toISOString().slice(0, 10);

/**
 * Pure: what the alerts of a span come to, in one message; undefined where there were none. One a type: what came and went
 * a thousand times is one line.
 */
export function digestOf(groups: readonly DigestGroup[], span: Span): Omit<AlertMessage, 'id'> | undefined {
  if (groups.length === 0) return undefined;
  const sum = (of: (group: DigestGroup) => number): number => groups.reduce((total, group) => total + of(group), 0);
  const [total, open] = [sum((group) => group.total), sum((group) => group.open)];
  const [when, what] = span.of === 'day' ? ['', 'informational alert'] : ['the week from ', 'alert'];
  const subject = `iSTSi digest of ${when}${dateOf(span)}: ${count(total, what)}, ${open} of them still there`;
  const lines = groups.map((group) => {
    const { last } = group;
    const level = span.of === 'day' ? '' : `${last.severity}: `;
    const still = group.open > 0 ? 'it is still there' : 'it is over';
    const silence = last.silencedUntil === undefined ? '' : `, silenced until ${last.silencedUntil.toISOString()}`;
    return `${level}${last.summary}\n  ${count(group.total, 'time')}, last from ${last.since.toISOString()}, ${still}${silence}; ${last.runbook}`;
  });
  const shown = groups.map(({ last, ...counts }) => ({
    ...{ id: last.id, what: 'digest', alert_type: last.alertType, severity: last.severity, subject: last.subject },
    ...{ value: last.value, summary: last.summary, since: last.since.toISOString(), runbook: last.runbook },
    ...counts,
  }));
  return { subject, body: { text: [subject, ...lines].join('\n\n'), [span.of]: dateOf(span), alerts: shown } };
}

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;

/** What each kind is of, and who wants it. */
const kinds: readonly {
  before(now: Date): Span;
  severities: readonly Severity[];
  wants(channel: AlertChannel): boolean | undefined;
}[] = [
  { before: dayBefore, severities: ['informational'], wants: ({ digest }) => digest },
  { before: weekBefore, severities, wants: ({ weeklyDigest }) => weeklyDigest },
];

export interface Digests {
  enqueue(now: Date): Promise<void>;
}

/**
 * Has the channels that want one told of the last day and week that are over, each once: the message is named by them. What was
 * looked at once is not looked at again; a span that is over gets no more alerts.
 */
export function createDigests(db: Kysely<Schema>, channels: readonly AlertChannel[]): Digests {
  const done = kinds.map(() => '');
  return {
    async enqueue(now) {
      for (const [i, kind] of kinds.entries()) {
        const span = kind.before(now);
        const names = channels.filter(kind.wants).map(({ name }) => name);
        if (names.length === 0 || done[i] === dateOf(span)) continue;
        const message = digestOf(await groupAlerts(db, span, kind.severities, now), span);
        if (message) for (const name of names) await insertMessage(db, name, message, idOf(name, span));
        done[i] = dateOf(span);
      }
    },
  };
}

const idOf = (channel: string, span: Span): string =>
  `am_${createHash('sha256')
    .update(`${span.of === 'day' ? '' : 'weekly '}digest ${dateOf(span)} ${channel}`)
    .digest('hex')
    .slice(0, 24)}`;
