import { randomBytes } from 'node:crypto';
import type { Kysely, Selectable, Transaction } from 'kysely';
import { inAct, writeAct } from '../audit/write-act.ts';
import type { Schema } from '../database/schema.ts';
import { type AlertRule, defaultRules, runbookOf, type Severity } from './alert-rules.ts';
import { MonitorError } from './errors.ts';
import { describeAlert, type OpenAlert, type Transition } from './evaluate-alerts.ts';
import type { AlertSilenceTable, AlertTable } from './monitor-tables.ts';

export interface Alert {
  id: string;
  alertType: string;
  subject: string;
  severity: Severity;
  state: 'pending' | 'firing' | 'resolved';
  value: string;
  summary: string;
  runbook: string;
  since: Date;
  firedAt: Date | undefined;
  clearedAt: Date | undefined;
  resolvedAt: Date | undefined;
  acknowledgedAt: Date | undefined;
  acknowledgedBy: string | undefined;
  /** Who was asked last to take care of it. */
  assignedTo: string | undefined;
  assignedBy: string | undefined;
  assignedAt: Date | undefined;
  escalations: number;
  toldAt: Date | undefined;
  /** Told to nobody until then; undefined for one that is told. */
  silencedUntil: Date | undefined;
}

export interface Silence {
  id: string;
  alertType: string;
  /** Undefined for all of the type. */
  subject: string | undefined;
  reason: string;
  by: string;
  from: Date;
  until: Date;
}

/** Rules as they hold now: those of the system, with what was changed of them. */
export async function loadRules(db: Kysely<Schema>): Promise<AlertRule[]> {
  const rows = await db.selectFrom('istsi.alert_rules').selectAll().execute();
  const changed = new Map(rows.map((row) => [row.alert_type, row]));
  return defaultRules.map((rule) => {
    const own = changed.get(rule.alertType);
    if (!own) return rule;
    const { threshold, for_seconds: forSeconds, enabled, recipients } = own;
    return { ...rule, threshold: BigInt(threshold), forSeconds, enabled, recipients };
  });
}

export interface RuleChange {
  threshold?: bigint | undefined;
  forSeconds?: number | undefined;
  enabled?: boolean | undefined;
  recipients?: readonly string[] | undefined;
}

export async function changeRule(db: Kysely<Schema>, alertType: string, change: RuleChange): Promise<AlertRule> {
  const current = (await loadRules(db)).find((rule) => rule.alertType === alertType);
  if (!current) throw new MonitorError('monitor/unknown-rule', { alertType });
  const {
    threshold = current.threshold,
    forSeconds = current.forSeconds,
    enabled = current.enabled,
    recipients = current.recipients,
  } = change;
  const row = {
    ...{ threshold: String(threshold), for_seconds: forSeconds, enabled },
    ...{ recipients: JSON.stringify(recipients), changed_at: new Date() },
  };
  await db
    .insertInto('istsi.alert_rules')
    .values({ alert_type: alertType, ...row })
    .onConflict((conflict) => conflict.column('alert_type').doUpdateSet(row))
    .execute();
  return { ...current, threshold, forSeconds, enabled, recipients };
}

type Row = Selectable<AlertTable>;

export async function loadOpen(db: Kysely<Schema>): Promise<OpenAlert[]> {
  const rows = await db.selectFrom('istsi.alerts').selectAll().where('state', '!=', 'resolved').execute();
  return rows.map((row) => ({
    ...{ id: row.id, alertType: row.alert_type, subject: row.subject, since: row.since, value: row.value },
    state: row.state as OpenAlert['state'],
    clearedAt: row.cleared_at ?? undefined,
  }));
}

/** Newest first; those that are told to nobody yet, because their condition does not hold for long enough, are left out. */
export async function listAlerts(
  db: Kysely<Schema>,
  query: { state?: 'firing' | 'resolved' | undefined; severity?: Severity | undefined; limit: number },
  now: Date,
): Promise<Alert[]> {
  let asked = db.selectFrom('istsi.alerts').selectAll().where('state', '!=', 'pending');
  if (query.state !== undefined) asked = asked.where('state', '=', query.state);
  if (query.severity !== undefined) asked = asked.where('severity', '=', query.severity);
  const [rows, silences] = await Promise.all([
    asked.orderBy('since', 'desc').orderBy('id').limit(query.limit).execute(),
    loadSilences(db, now),
  ]);
  return rows.map((row) => alertOf(row, silences));
}

export async function loadAlert(db: Kysely<Schema>, id: string, now: Date): Promise<Alert> {
  const row = await db.selectFrom('istsi.alerts').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) throw new MonitorError('monitor/unknown-alert', { id });
  return alertOf(row, await loadSilences(db, now));
}

/** Whatever people may have to be told of: what fires, and what is over and was told of. */
export async function loadTold(db: Kysely<Schema>, now: Date): Promise<Alert[]> {
  const rows = await db
    .selectFrom('istsi.alerts')
    .selectAll()
    .where((where) =>
      where.or([
        where('state', '=', 'firing'),
        where.and([where('state', '=', 'resolved'), where('resolved_at', '>=', now), where('told_at', 'is not', null)]),
      ]),
    )
    .execute();
  const silences = await loadSilences(db, now);
  return rows.map((row) => alertOf(row, silences));
}

export async function applyTransitions(
  trx: Transaction<Schema>,
  transitions: readonly Transition[],
  now: Date,
): Promise<void> {
  for (const transition of transitions) await applyOne(trx, transition, now);
}

async function applyOne(trx: Transaction<Schema>, transition: Transition, now: Date): Promise<void> {
  const { rule, subject } = transition;
  if (transition.do === 'open') {
    const { value, firing } = transition;
    await trx
      .insertInto('istsi.alerts')
      .values({
        ...{
          id: `al_${randomBytes(12).toString('hex')}`,
          alert_type: rule.alertType,
          subject,
          severity: rule.severity,
        },
        ...{ state: firing ? 'firing' : 'pending', value, summary: describeAlert(rule, subject, value) },
        ...{ since: now, fired_at: firing ? now : null },
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    return;
  }
  const { id } = transition;
  if (transition.do === 'drop') {
    await trx.deleteFrom('istsi.alerts').where('id', '=', id).execute();
    return;
  }
  await trx.updateTable('istsi.alerts').set(changeOf(transition, now)).where('id', '=', id).execute();
}

function changeOf(transition: Exclude<Transition, { do: 'open' | 'drop' }>, now: Date) {
  const { rule, subject } = transition;
  switch (transition.do) {
    case 'fire':
    case 'update': {
      const { value } = transition;
      const told = { value, summary: describeAlert(rule, subject, value), cleared_at: null };
      return transition.do === 'fire' ? { ...told, state: 'firing', fired_at: now } : told;
    }
    case 'clear':
      return { cleared_at: now };
    case 'resolve':
      return { state: 'resolved', resolved_at: now };
  }
}

/** Somebody has heard it, and takes care. Asked again, it stays with the first. */
export async function acknowledgeAlert(db: Kysely<Schema>, id: string, by: string, now: Date): Promise<Alert> {
  await requireOpen(db, id, now);
  await db.transaction().execute(async (trx) => {
    const done = await trx
      .updateTable('istsi.alerts')
      .set({ acknowledged_at: now, acknowledged_by: by })
      .where('id', '=', id)
      .where('acknowledged_at', 'is', null)
      .executeTakeFirst();
    // The log is public, and says who it was by the key or the account: not by the name that they gave.
    if (done.numUpdatedRows > 0n) await writeAct(trx, { action: 'alert.acknowledge', correlationId: id });
  });
  return await loadAlert(db, id, now);
}

const MOST_SILENCE_DAYS = 30;

export interface NewSilence {
  reason: string;
  until: Date;
  by: string;
  /** All alerts of its type, and not only those of its subject. */
  wholeType?: boolean | undefined;
}

/** Has people told nothing of it until an end, and keeps why. It stays in every list. */
export async function silenceAlert(db: Kysely<Schema>, id: string, silence: NewSilence, now: Date): Promise<Alert> {
  const alert = await requireOpen(db, id, now);
  const { reason, until, by, wholeType } = silence;
  const length = until.getTime() - now.getTime();
  if (!(length > 0 && length <= MOST_SILENCE_DAYS * 86_400_000))
    throw new MonitorError('monitor/silence-too-long', { mostDays: MOST_SILENCE_DAYS });
  const changes = { alert_type: alert.alertType, whole_type: wholeType === true, until: until.toISOString() };
  await inAct(
    db,
    () => ({ action: 'alert.silence', correlationId: id, changes }),
    async (trx) =>
      await trx
        .insertInto('istsi.alert_silences')
        .values({
          ...{ id: `si_${randomBytes(12).toString('hex')}`, alert_type: alert.alertType, reason, by, until, from: now },
          subject: wholeType ? null : alert.subject,
        })
        .execute(),
  );
  return await loadAlert(db, id, now);
}

export async function requireOpen(db: Kysely<Schema>, id: string, now: Date): Promise<Alert> {
  const alert = await loadAlert(db, id, now);
  if (alert.state === 'resolved') throw new MonitorError('monitor/alert-over', { id });
  return alert;
}

/** Those that hold now. */
export async function loadSilences(db: Kysely<Schema>, now: Date): Promise<Silence[]> {
  const rows = await db.selectFrom('istsi.alert_silences').selectAll().where('until', '>', now).execute();
  return rows.map(silenceOf);
}

const silenceOf = ({ alert_type, subject, ...row }: Selectable<AlertSilenceTable>): Silence => ({
  ...row,
  ...{ alertType: alert_type, subject: subject ?? undefined },
});

export function alertOf(row: Row, silences: readonly Silence[]): Alert {
  const matching = silences.filter(
    ({ alertType, subject }) => alertType === row.alert_type && (subject === undefined || subject === row.subject),
  );
  const ends = matching.map(({ until }) => until).sort((one, other) => other.getTime() - one.getTime());
  return {
    ...{ id: row.id, alertType: row.alert_type, subject: row.subject, value: row.value, summary: row.summary },
    ...{ severity: row.severity as Severity, state: row.state as Alert['state'], escalations: row.escalations },
    ...{ runbook: runbookOf(row.alert_type), since: row.since, silencedUntil: ends[0] },
    ...{ firedAt: row.fired_at ?? undefined, clearedAt: row.cleared_at ?? undefined },
    ...{ resolvedAt: row.resolved_at ?? undefined, toldAt: row.told_at ?? undefined },
    ...{ acknowledgedAt: row.acknowledged_at ?? undefined, acknowledgedBy: row.acknowledged_by ?? undefined },
    ...{ assignedTo: row.assigned_to ?? undefined, assignedBy: row.assigned_by ?? undefined },
    assignedAt: row.assigned_at ?? undefined,
  };
}
