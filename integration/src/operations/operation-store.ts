import { type Kysely, sql, type Transaction } from 'kysely';
import { type Subject, writeOperationSteps } from '../audit/operation-act.ts';
import { DatabaseError } from '../database/errors.ts';
import type { Schema } from '../database/schema.ts';
import type { Refusal } from './deposits/deposit.ts';
import { type OperationKind, operationTables, wakeLater } from './wake.ts';

/** The part of an operation's row that a step was decided by. */
export interface Seen {
  kind: OperationKind;
  key: string;
  state: string;
  failures: number;
  wakeAt: Date | undefined;
}

/** The columns that every kind of operation has. */
interface ProgressColumns {
  refusal_code: string | null;
  refusal_message: string | null;
  failures: number;
  failing_since: Date | null;
  wake_at: Date | null;
  created_at: Date;
  updated_at: Date;
}

interface Progress {
  refusal: Refusal | undefined;
  failures: number;
  failingSince: Date | undefined;
  wakeAt: Date | undefined;
  createdAt: Date;
  updatedAt: Date;
}

export const progressOf = (row: ProgressColumns): Progress => ({
  refusal: row.refusal_code === null ? undefined : { code: row.refusal_code, message: row.refusal_message ?? '' },
  failures: row.failures,
  failingSince: row.failing_since ?? undefined,
  wakeAt: row.wake_at ?? undefined,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

/** Outcome of one step, as the row keeps it. */
export interface StepRecord {
  state: string;
  failures: number;
  /** Not before then. Absent: at once, which is also how an operation comes back whose worker is killed now. Null: never by itself. */
  wakeAt?: Date | null | undefined;
  /** Further columns of the row. */
  columns?: Record<string, unknown>;
  /** For the timeline; none without. */
  detail?: Record<string, string> | undefined;
}

/**
 * Records a step, its event and the next wake-up together, and what goes with it. Fails if somebody else moved the
 * operation since it was read, which its lock prevents while the database is reachable.
 */
export async function recordStep(
  db: Kysely<Schema>,
  seen: Seen,
  record: StepRecord,
  alongside: (trx: Transaction<Schema>) => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  await db.transaction().execute(async (trx) => await recordStepIn(trx, seen, record, alongside));
}

async function recordStepIn(
  trx: Transaction<Schema>,
  seen: Seen,
  record: StepRecord,
  alongside: (trx: Transaction<Schema>) => Promise<void>,
): Promise<void> {
  const { table, key: column } = operationTables[seen.kind];
  const wakeAt = record.wakeAt === undefined ? new Date() : record.wakeAt;
  const updated = await trx
    // Whichever table it is: the columns set here are common to all, and so is the meaning of the others.
    .updateTable(table as 'istsi.deposits')
    .set({
      ...record.columns,
      state: record.state as 'seen',
      failures: record.failures,
      failing_since: failingSince(record.failures, seen.failures),
      // Somebody who had the operation looked at since it was read knows something that this step did not.
      wake_at: sql`case when wake_at is not distinct from ${seen.wakeAt ?? null}::timestamptz
        then ${wakeAt}::timestamptz else wake_at end`,
      updated_at: new Date(),
    })
    .where(column as 'outpoint', '=', seen.key)
    .where('state', '=', seen.state as 'seen')
    .where('failures', '=', seen.failures)
    .executeTakeFirst();
  if (updated.numUpdatedRows !== 1n) throw new DatabaseError('database/conflict', { what: `${seen.kind} ${seen.key}` });
  if (record.detail) await appendEvent(trx, seen.key, record.state, record.detail);
  await alongside(trx);
  if (record.wakeAt) await wakeLater(trx, seen.kind, seen.key, record.wakeAt);
}

/** From the first failure on, until one step succeeds: by the clock that pauses are reckoned with. */
const failingSince = (failures: number, before: number) => {
  const now = new Date();
  if (failures === 0) return null;
  return before === 0 ? now : sql<Date>`coalesce(failing_since, ${now}::timestamptz)`;
};

export const isConflict = (error: unknown): boolean =>
  error instanceof DatabaseError && error.code === 'database/conflict';

/** Somebody has looked and there was nothing to do: only something from outside can change that now. */
export async function acknowledgeWake(db: Kysely<Schema>, { kind, key, wakeAt }: Seen): Promise<void> {
  if (wakeAt === undefined) return;
  const { table, key: column } = operationTables[kind];
  await sql`update ${sql.table(table)} set wake_at = null
    where ${sql.ref(column)} = ${key} and wake_at = ${wakeAt}::timestamptz`.execute(db);
}

/** For the timeline and for the audit log. `at`: when it happened, where that is known better than by now. */
export async function appendEvent(
  trx: Kysely<Schema>,
  operation: string,
  state: string,
  detail: Record<string, string>,
  at?: Date,
): Promise<void> {
  await appendEvents(trx, [{ operation, state, detail, at }]);
}

export interface OperationEvent {
  operation: string;
  state: string;
  detail: Record<string, string>;
  at?: Date | undefined;
  /** What the audit log says of it, where its row was just written; read otherwise. */
  subject?: Subject | undefined;
}

/** Likewise of many operations, each once. */
export async function appendEvents(trx: Kysely<Schema>, events: readonly OperationEvent[]): Promise<void> {
  if (events.length === 0) return;
  const rows = events.map(({ operation, state, detail, at = new Date() }) => ({
    ...{ operation, state, at },
    detail: JSON.stringify(detail),
  }));
  await trx.insertInto('istsi.operation_events').values(rows).execute();
  await writeOperationSteps(
    trx,
    events.map(({ operation, ...event }) => ({ key: operation, ...event })),
  );
}

export async function loadTimeline(
  db: Kysely<Schema>,
  operation: string,
): Promise<{ id: string; at: Date; state: string; detail: Record<string, string> }[]> {
  const rows = await db
    .selectFrom('istsi.operation_events')
    .select(['id', 'at', 'state', 'detail'])
    .where('operation', '=', operation)
    .orderBy('id')
    .execute();
  return rows.map((row) => ({ ...row, id: String(row.id) }));
}
