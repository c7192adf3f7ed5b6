import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import type { AlertChannel, AlertMessage } from './alert-channels.ts';
import { insertMessage } from './alert-messages.ts';
import { type Alert, listOfDay } from './alert-store.ts';

/** One day, UTC: from its first moment to the first one of the next. */
export interface Day {
  from: Date;
  to: Date;
}

const DAY_MS = 86_400_000;

/** The last day that is over. */
export function dayBefore(now: Date): Day {
  const to = Math.floor(now.getTime() / DAY_MS) * DAY_MS;
  return { from: new Date(to - DAY_MS), to: new Date(to) };
}

const dateOf = ({ from }: Day): string => from.toISOString().slice(0, 10);

/**
 * Pure: what a day's alerts of a quiet kind come to, in one message; undefined where there were none. One a type: what came
 * and went forty times is one line.
 */
export function digestOf(alerts: readonly Alert[], day: Day): Omit<AlertMessage, 'id'> | undefined {
  if (alerts.length === 0) return undefined;
  const groups = new Map<string, Alert[]>();
  for (const alert of alerts.toSorted((one, other) => one.since.getTime() - other.since.getTime()))
    groups.set(alert.alertType, [...(groups.get(alert.alertType) ?? []), alert]);
  const isOpen = ({ resolvedAt }: Alert): boolean => resolvedAt === undefined || resolvedAt >= day.to;
  const open = alerts.filter(isOpen).length;
  const subject = `iSTSi digest of ${dateOf(day)}: ${count(alerts.length, 'informational alert')}, ${open} of them still there`;
  const lines = [...groups.values()].map((group) => {
    const last = group.at(-1)!;
    const still = group.some(isOpen) ? 'it is still there' : 'it is over';
    return `${last.summary}\n  ${count(group.length, 'time')}, last from ${last.since.toISOString()}, ${still}; ${last.runbook}`;
  });
  const shown = alerts.map((alert) => ({
    ...{ id: alert.id, what: 'digest', alert_type: alert.alertType, severity: alert.severity, subject: alert.subject },
    ...{ value: alert.value, summary: alert.summary, since: alert.since.toISOString(), runbook: alert.runbook },
  }));
  return { subject, body: { text: [subject, ...lines].join('\n\n'), day: dateOf(day), alerts: shown } };
}

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;

/** Has the channels that want one told of the last day that is over, each once: the message is named by the day. */
export async function enqueueDigests(db: Kysely<Schema>, channels: readonly AlertChannel[], now: Date): Promise<void> {
  const wanting = channels.filter(({ digest }) => digest);
  if (wanting.length === 0) return;
  const day = dayBefore(now);
  const ids = new Map(wanting.map(({ name }) => [name, idOf(name, day)]));
  const sent = await db
    .selectFrom('istsi.alert_messages')
    .select('id')
    .where('id', 'in', [...ids.values()])
    .execute();
  const due = [...ids].filter(([, id]) => !sent.some((each) => each.id === id));
  if (due.length === 0) return;
  const message = digestOf(await listOfDay(db, day, now), day);
  if (message) for (const [name, id] of due) await insertMessage(db, name, message, id);
}

const idOf = (channel: string, day: Day): string =>
  `am_${createHash('sha256')
    .update(`digest ${dateOf(day)} ${channel}`)
    .digest('hex')
    .slice(0, 24)}`;
