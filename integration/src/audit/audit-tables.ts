import type { ColumnType, GeneratedAlways } from 'kysely';

type Int8 = ColumnType<bigint, bigint | number, never>;
type Timestamp = ColumnType<Date, Date | undefined, never>;

/** What was done, by whom; append-only. Its place in the log is in `audit_sequence`. */
export interface AuditEntryTable {
  /** In the order in which writers wrote, which is not the one in which they committed. */
  arrived: GeneratedAlways<bigint>;
  /** The bytes that the log's tree is of. */
  entry: Buffer;
  /** What one looks for, as it stands in the entry. */
  at: Timestamp;
  action: string;
  actor: string;
  operation: string | null;
  correlation_id: string | null;
  person: string | null;
  /** The event that it was made of, which is told once. */
  source: string | null;
}

/** Entries that have no place in the log yet. */
export interface AuditPendingTable {
  arrived: Int8;
}

/** The log: entries in the order in which they were committed; append-only. */
export interface AuditSequenceTable {
  index: Int8;
  arrived: Int8;
  /** RFC 6962's hash of the entry. */
  leaf: Buffer;
}

/** Hashes of full tiles of the level below, from level 1 on; append-only. */
export interface AuditNodeTable {
  level: number;
  index: Int8;
  hash: Buffer;
}

/** What was signed; append-only. */
export interface AuditCheckpointTable {
  size: Int8;
  note: string;
  at: Timestamp;
}

/** Who saw the log grow to this checkpoint, by C2SP's verifier key; append-only. */
export interface AuditCosignatureTable {
  size: Int8;
  witness: string;
  line: string;
  at: Timestamp;
}

/** One row: which log this is. A database that was made anew has another one. */
export interface AuditLogTable {
  id: number;
  log_id: string;
}

/** What commitments are to. Forgetting a person is deleting the row: the log keeps its proofs, and says nothing of them. */
export interface AuditPersonTable {
  commitment: string;
  value: string;
  salt: Buffer;
}

export interface AuditSchema {
  'istsi.audit_entries': AuditEntryTable;
  'istsi.audit_pending': AuditPendingTable;
  'istsi.audit_sequence': AuditSequenceTable;
  'istsi.audit_nodes': AuditNodeTable;
  'istsi.audit_checkpoints': AuditCheckpointTable;
  'istsi.audit_cosignatures': AuditCosignatureTable;
  'istsi.audit_log': AuditLogTable;
  'istsi.audit_persons': AuditPersonTable;
}

const APPEND_ONLY = ['entries', 'sequence', 'nodes', 'checkpoints', 'log'].map((name) => `istsi.audit_${name}`);

function refuseChange(table: string): string[] {
  return [
    `create trigger refuse_change before update or delete or truncate on ${table}
      for each statement execute function istsi.audit_refuse_change()`,
    `revoke update, delete, truncate on ${table} from public, current_user`,
  ];
}

export const auditLog = [
  `create table istsi.audit_entries (
    arrived int8 generated always as identity primary key,
    entry bytea not null check (length(entry) <= 65535),
    at timestamptz not null,
    action text not null,
    actor text not null,
    operation text,
    correlation_id text,
    person text,
    source text unique
  )`,
  `create index audit_entries_by_correlation on istsi.audit_entries (correlation_id, arrived)
    where correlation_id is not null`,
  'create index audit_entries_by_action on istsi.audit_entries (action, arrived)',
  'create index audit_entries_by_actor on istsi.audit_entries (actor, arrived)',
  'create table istsi.audit_pending (arrived int8 primary key)',
  // An entry that nobody gives a place to would be no entry: written with it, whoever writes it.
  `create function istsi.audit_await_place() returns trigger language plpgsql as $$
    begin
      insert into istsi.audit_pending (arrived) values (new.arrived);
      return null;
    end $$`,
  `create trigger await_place after insert on istsi.audit_entries
    for each row execute function istsi.audit_await_place()`,
  `create table istsi.audit_sequence (
    index int8 primary key check (index >= 0),
    arrived int8 not null unique,
    leaf bytea not null check (length(leaf) = 32)
  )`,
  `create table istsi.audit_nodes (
    level int4 not null check (level > 0),
    index int8 not null,
    hash bytea not null check (length(hash) = 32),
    primary key (level, index)
  )`,
  'create table istsi.audit_checkpoints (size int8 primary key, note text not null, at timestamptz not null default now())',
  'create table istsi.audit_log (id int4 primary key check (id = 1), log_id text not null)',
  'create table istsi.audit_persons (commitment text primary key, value text not null unique, salt bytea not null)',
  `create function istsi.audit_refuse_change() returns trigger language plpgsql as $$
    begin
      raise exception 'the audit log is append-only: % of % is refused', tg_op, tg_table_name
        using errcode = 'restrict_violation';
    end $$`,
  ...APPEND_ONLY.flatMap(refuseChange),
];

/** What was done around an incident is looked for by when it was. */
export const auditByTime = ['create index audit_entries_by_time on istsi.audit_entries (at)'];

export const auditWitnesses = [
  `create table istsi.audit_cosignatures (
    size int8 not null references istsi.audit_checkpoints (size),
    witness text not null,
    line text not null,
    at timestamptz not null default now(),
    primary key (size, witness)
  )`,
  ...refuseChange('istsi.audit_cosignatures'),
];
