import type { ColumnType, JSONColumnType } from 'kysely';

type Timestamp = ColumnType<Date, Date | undefined, Date>;
type NullableTimestamp = ColumnType<Date | null, Date | null | undefined, Date | null>;
/** Read as text, which keeps every digit. */
type Exact = ColumnType<string, string, string>;

/** What a metric was within a span of time. Bounded: spans that are old go, and coarser ones tell of them. */
export interface MetricHistoryTable {
  /** Name and labels: see `seriesOf`. */
  series: string;
  /** Seconds that the span is long. */
  span: number;
  at: ColumnType<Date, Date, Date>;
  last: Exact;
  least: Exact;
  most: Exact;
}

/** What was changed of a rule that comes with the system. */
export interface AlertRuleTable {
  alert_type: string;
  threshold: string;
  for_seconds: number;
  enabled: boolean;
  /** Names of channels. */
  recipients: JSONColumnType<string[]>;
  changed_at: Timestamp;
}

export interface AlertTable {
  id: string;
  alert_type: string;
  /** What it is about, as labels; with the type, the same alert is one row while it is open. */
  subject: string;
  severity: string;
  state: string;
  value: Exact;
  summary: string;
  /** Since when its condition holds, or held. */
  since: ColumnType<Date, Date, Date>;
  fired_at: NullableTimestamp;
  /** Since when its condition holds no longer, while it is not resolved yet. */
  cleared_at: NullableTimestamp;
  resolved_at: NullableTimestamp;
  acknowledged_at: NullableTimestamp;
  acknowledged_by: string | null;
  /** Who was asked last to take care of it, by whom and when. */
  assigned_to: ColumnType<string | null, string | null | undefined, string | null>;
  assigned_by: ColumnType<string | null, string | null | undefined, string | null>;
  assigned_at: NullableTimestamp;
  /** How often somebody else was told, because nobody acknowledged it. */
  escalations: ColumnType<number, number | undefined, number>;
  told_at: NullableTimestamp;
}

/** Alerts of a type, or of one subject of it, that are told to nobody until an end. */
export interface AlertSilenceTable {
  id: string;
  alert_type: string;
  /** Null for all of the type. */
  subject: string | null;
  reason: string;
  by: string;
  from: Timestamp;
  until: ColumnType<Date, Date, Date>;
}

/** What is to be sent to a channel, and what became of it. */
export interface AlertMessageTable {
  id: string;
  channel: string;
  subject: string;
  body: JSONColumnType<Record<string, unknown>>;
  state: ColumnType<'pending' | 'delivered' | 'dead', 'pending' | undefined, 'pending' | 'delivered' | 'dead'>;
  attempts: ColumnType<number, number | undefined, number>;
  next_at: Timestamp;
  last_error: string | null;
  created_at: Timestamp;
  delivered_at: NullableTimestamp;
}

export interface MonitorSchema {
  'istsi.metric_history': MetricHistoryTable;
  'istsi.alert_rules': AlertRuleTable;
  'istsi.alerts': AlertTable;
  'istsi.alert_silences': AlertSilenceTable;
  'istsi.alert_messages': AlertMessageTable;
}

export const alertAssignments = [
  'alter table istsi.alerts add column assigned_to text',
  'alter table istsi.alerts add column assigned_by text',
  'alter table istsi.alerts add column assigned_at timestamptz',
];

export const monitor = [
  `create table istsi.metric_history (
    series text collate "C" not null,
    span int4 not null,
    at timestamptz not null,
    last numeric not null,
    least numeric not null,
    most numeric not null,
    primary key (series, span, at)
  )`,
  'create index metric_history_by_age on istsi.metric_history (span, at)',
  'create index operation_events_by_time on istsi.operation_events (at)',
  `create table istsi.alert_rules (
    alert_type text primary key,
    threshold text not null check (threshold ~ '^[0-9]+$'),
    for_seconds int4 not null check (for_seconds >= 0),
    enabled boolean not null,
    recipients json not null,
    changed_at timestamptz not null default now()
  )`,
  `create table istsi.alerts (
    id text primary key,
    alert_type text not null,
    subject text not null,
    severity text not null check (severity in ('critical', 'warning', 'informational')),
    state text not null check (state in ('pending', 'firing', 'resolved')),
    value text not null,
    summary text not null,
    since timestamptz not null,
    fired_at timestamptz,
    cleared_at timestamptz,
    resolved_at timestamptz,
    acknowledged_at timestamptz,
    acknowledged_by text,
    escalations int4 not null default 0,
    told_at timestamptz,
    check ((state = 'resolved') = (resolved_at is not null))
  )`,
  // De-duplication, by the database itself: an alert that is open is one row.
  `create unique index alerts_open on istsi.alerts (alert_type, subject) where state <> 'resolved'`,
  'create index alerts_by_age on istsi.alerts (since desc, id)',
  `create table istsi.alert_silences (
    id text primary key,
    alert_type text not null,
    subject text,
    reason text not null,
    by text not null,
    "from" timestamptz not null default now(),
    until timestamptz not null
  )`,
  `create table istsi.alert_messages (
    id text primary key,
    channel text not null,
    subject text not null,
    body json not null,
    state text not null default 'pending' check (state in ('pending', 'delivered', 'dead')),
    attempts int4 not null default 0,
    next_at timestamptz not null default now(),
    last_error text,
    created_at timestamptz not null default now(),
    delivered_at timestamptz
  )`,
  `create index alert_messages_due on istsi.alert_messages (next_at) where state = 'pending'`,
  'create index alert_messages_by_channel on istsi.alert_messages (channel, delivered_at desc)',
];
