import { randomBytes } from 'node:crypto';
import { type Kysely, sql, type Transaction } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { pauseAfter } from '../webhooks/attempts.ts';
import { type AlertChannel, type AlertMessage, type ChannelWorld, sendToChannel } from './alert-channels.ts';
import type { AlertRule } from './alert-rules.ts';
import type { Alert } from './alert-store.ts';
import { noticeOf } from './evaluate-alerts.ts';

interface Notice {
  alert: Alert;
  what: 'fired' | 'escalated' | 'resolved';
}

/** Which channels are told of it: those that listen to its rule, and once nobody took care of it in time, the next. */
export function channelsFor(
  channels: readonly AlertChannel[],
  rule: Pick<AlertRule, 'recipients'> | undefined,
  { alert, what }: Notice,
): AlertChannel[] {
  const isEscalated = alert.escalations > 0 || what === 'escalated';
  const listening = channelsListeningTo(channels, { recipients: rule?.recipients ?? [], severity: alert.severity });
  return channels.filter((channel) => {
    if (channel.kind === 'dead-man') return false;
    return channel.escalation ? isEscalated : listening.includes(channel);
  });
}

/** Those that its rule names, or all that listen to so loud an alert; who is told of escalations alone is none of them. */
export function channelsListeningTo(
  channels: readonly AlertChannel[],
  { recipients, severity }: Pick<AlertRule, 'recipients' | 'severity'>,
): AlertChannel[] {
  return channels.filter(({ name, kind, escalation, severities = ['critical', 'warning'] }) => {
    if (kind === 'dead-man' || escalation) return false;
    return recipients.length > 0 ? recipients.includes(name) : severities.includes(severity);
  });
}

/**
 * Puts what people are to be told now into one message a channel, and notes that they were told, in the transaction that
 * changed the alerts: a kill in between leaves both or neither. With no channel at all the dashboard is one, so that
 * what is told later of an alert does not depend on it.
 */
export async function enqueueNotices(
  trx: Transaction<Schema>,
  {
    channels,
    rules,
    alerts,
  }: { channels: readonly AlertChannel[]; rules: readonly AlertRule[]; alerts: readonly Alert[] },
  now: Date,
): Promise<void> {
  const notices = alerts.flatMap((alert): Notice[] => {
    const what = noticeOf({ ...alert, isSilenced: alert.silencedUntil !== undefined }, now);
    return what === undefined ? [] : [{ alert, what }];
  });
  if (notices.length === 0) return;
  for (const channel of channels) {
    const own = notices.filter((notice) => {
      const rule = rules.find(({ alertType }) => alertType === notice.alert.alertType);
      return channelsFor([channel], rule, notice).length > 0;
    });
    if (own.length > 0) await insertMessage(trx, channel.name, messageOf(own));
  }
  for (const { alert, what } of notices) {
    const escalations = alert.escalations + (what === 'escalated' ? 1 : 0);
    await trx.updateTable('istsi.alerts').set({ told_at: now, escalations }).where('id', '=', alert.id).execute();
  }
}

const headings = { fired: 'raised', escalated: 'still there, and nobody has acknowledged it', resolved: 'over' };

/** Grouped: what happened at one moment is one message. */
export function messageOf(notices: readonly Notice[]): Omit<AlertMessage, 'id'> {
  const [first, ...more] = notices;
  if (!first) throw new RangeError('a message tells of something');
  const others = more.length === 0 ? '' : `, and ${more.length} more`;
  const subject = `iSTSi ${first.alert.severity}: ${first.alert.summary}${others}`.slice(0, 200);
  const text = notices
    .map(
      ({ alert, what }) => `${alert.severity} (${headings[what]}): ${alert.summary}\n  ${alert.id}, ${alert.runbook}`,
    )
    .join('\n\n');
  const alerts = notices.map(({ alert, what }) => ({
    ...{ id: alert.id, what, alert_type: alert.alertType, severity: alert.severity, subject: alert.subject },
    ...{ value: alert.value, summary: alert.summary, since: alert.since.toISOString(), runbook: alert.runbook },
  }));
  return { subject, body: { text, alerts } };
}

export async function insertMessage(
  db: Kysely<Schema>,
  channel: string,
  { subject, body }: Omit<AlertMessage, 'id'>,
  id = `am_${randomBytes(12).toString('hex')}`,
): Promise<void> {
  await db
    .insertInto('istsi.alert_messages')
    .values({ id, channel, subject, body: JSON.stringify(body) })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/**
 * Has it said that somebody watches: on the way that alerts go, so that what is heard there shows that alerts would be. One
 * that was not taken is replaced, not added to.
 */
export async function enqueueAlive(db: Kysely<Schema>, channels: readonly AlertChannel[]): Promise<void> {
  for (const { name, kind } of channels) {
    if (kind !== 'dead-man') continue;
    await db.transaction().execute(async (trx) => {
      await trx
        .deleteFrom('istsi.alert_messages')
        .where('channel', '=', name)
        .where('state', '!=', 'delivered')
        .execute();
      await insertMessage(trx, name, { subject: 'alive', body: {} });
    });
  }
}

interface Due extends AlertMessage {
  channel: string;
  attempts: number;
}

/** Longer than one may take: what a killed process had in hand comes back then. */
const LEASE_MS = 30_000;
const AT_ONCE = 20;

/** Sends what is due, each channel by itself. The caller holds the monitor's lock. */
export async function sendDue(db: Kysely<Schema>, world: ChannelWorld, now: () => Date): Promise<void> {
  const lease = new Date(now().getTime() + LEASE_MS);
  const { rows } = await sql<Due>`update istsi.alert_messages set attempts = attempts + 1, next_at = ${lease}
    where id in (select id from istsi.alert_messages where state = 'pending' and next_at <= ${now()}
      order by next_at limit ${AT_ONCE} for update skip locked)
    returning id, channel, subject, body, attempts`.execute(db);
  await Promise.all(rows.map(async (due) => await sendOne(db, world, due, now)));
}

async function sendOne(db: Kysely<Schema>, world: ChannelWorld, due: Due, now: () => Date): Promise<void> {
  const channel = world.channels.find(({ name }) => name === due.channel);
  const posted = channel
    ? await sendToChannel(world, channel, due, now())
    : ({ ok: false, reason: 'there is no such channel any more' } as const);
  const update = db.updateTable('istsi.alert_messages').where('id', '=', due.id);
  if (posted.ok) {
    await update.set({ state: 'delivered', delivered_at: now(), last_error: null }).execute();
    return;
  }
  const pause = channel && pauseAfter(due.attempts, Math.random());
  const change = pause === undefined ? { state: 'dead' as const } : { next_at: new Date(now().getTime() + pause) };
  await update.set({ ...change, last_error: posted.reason }).execute();
}

/** What a channel has taken last, and why it takes nothing now. */
export interface ChannelView {
  name: string;
  kind: AlertChannel['kind'];
  lastDeliveredAt: Date | undefined;
  pending: number;
  lastError: string | undefined;
}

export async function listChannels(db: Kysely<Schema>, channels: readonly AlertChannel[]): Promise<ChannelView[]> {
  return await Promise.all(
    channels.map(async ({ name, kind }) => {
      const row = await db
        .selectFrom('istsi.alert_messages')
        .select([
          sql<Date | null>`max(delivered_at)`.as('delivered'),
          sql<bigint>`count(*) filter (where state = 'pending')`.as('pending'),
          sql<
            string | null
          >`(array_agg(last_error order by created_at desc) filter (where state <> 'delivered'))[1]`.as('error'),
        ])
        .where('channel', '=', name)
        .executeTakeFirstOrThrow();
      const { delivered, pending, error } = row;
      return {
        name,
        kind,
        lastDeliveredAt: delivered ?? undefined,
        pending: Number(pending),
        lastError: error ?? undefined,
      };
    }),
  );
}

const KEPT_MS = 90 * 86_400_000;

export async function forgetMessages(db: Kysely<Schema>, now: Date): Promise<void> {
  const before = new Date(now.getTime() - KEPT_MS);
  await db
    .deleteFrom('istsi.alert_messages')
    .where('state', '!=', 'pending')
    .where('created_at', '<', before)
    .execute();
  await db.deleteFrom('istsi.alerts').where('state', '=', 'resolved').where('resolved_at', '<', before).execute();
}
