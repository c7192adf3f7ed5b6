import { type Kysely, type RawBuilder, sql, type Transaction } from 'kysely';
import { addJobs } from '../database/job-queue.ts';
import type { Schema } from '../database/schema.ts';

/** What is driven to its end, one row each, and the column that its key is in. */
export const operationTables = {
  deposit: { table: 'istsi.deposits', key: 'outpoint' },
  withdrawal: { table: 'istsi.withdrawals', key: 'id' },
  batch: { table: 'istsi.batches', key: 'id' },
  inbox: { table: 'istsi.inbox_receipts', key: 'id' },
} as const;

export type OperationKind = keyof typeof operationTables;
export const operationKinds = Object.keys(operationTables) as OperationKind[];

/**
 * Kinds that are worked on beside each other, each lane with hands of its own: a payout, a refund or a replacement waits
 * neither behind a thousand deposits nor behind those that wait for signers.
 */
export const lanes: readonly Lane[] = [
  { kinds: ['batch', 'withdrawal'], share: 1 },
  // Several are minted by one transaction, and share their statements: the more get ready at the same moment, the less each costs.
  { kinds: ['deposit'], share: 12, connections: 3 },
  { kinds: ['inbox'], share: 0.25 },
];

export interface Lane {
  kinds: readonly OperationKind[];
  /** Hands, as a multiple of those that an ordinary lane has. */
  share: number;
  /** Likewise connections to the database, where hands share them. Absent: one for each hand. */
  connections?: number;
}

/** What lanes need of the database when an ordinary one has so many hands. */
export const connectionsOf = (hands: number): number =>
  lanes.reduce((sum, { share, connections = share }) => sum + Math.ceil(hands * connections), 0);

/** Within a lane, the lower number first: a transaction that waits for its signatures before a new refund. */
const priorities: Record<OperationKind, number> = { batch: 0, withdrawal: 1, deposit: 2, inbox: 3 };

/** A wake-up that is lost repeats itself by `wake_at`; one that fails is repeated by the driver, with its own pauses. */
const ATTEMPTS = 3;

/**
 * Has the operation looked at as soon as this transaction commits. The job is only the fast way: `wake_at` stays due
 * until somebody has looked, in case the one who takes the job is killed.
 */
export const wakeNow = async (db: Kysely<Schema>, kind: OperationKind, key: string): Promise<void> =>
  await wakeAllNow(db, kind, [key]);

/** Likewise of many, in a few statements: a block may bury thousands. */
export async function wakeAllNow(db: Kysely<Schema>, kind: OperationKind, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  const { table, key: column } = operationTables[kind];
  await lockRows(db, kind, keys);
  await sql`update ${sql.table(table)} set wake_at = ${new Date()}::timestamptz
    where ${sql.ref(column)} = any(${[...keys]}::text[])`.execute(db);
  await enqueueAll(db, kind, keys);
}

/** In one order, whoever changes several in a transaction: two of them never wait for each other. */
export async function lockRows(db: Kysely<Schema>, kind: OperationKind, keys: readonly string[]): Promise<void> {
  if (keys.length >= 2) await lockedRows(kind, keys).execute(db);
}

/** Likewise as a part of a statement that changes what it answers, by `key`: it has each row before it changes it. */
export function lockedRows(kind: OperationKind, keys: readonly string[]): RawBuilder<{ key: string }> {
  const { table, key: column } = operationTables[kind];
  return sql<{ key: string }>`select ${sql.ref(column)} as key from ${sql.table(table)}
    where ${sql.ref(column)} = any(${[...keys]}::text[]) order by ${sql.ref(column)} for update`;
}

/** Several at once become one. */
export const enqueue = async (db: Kysely<Schema>, kind: OperationKind, key: string): Promise<void> =>
  await enqueueAll(db, kind, [key]);

async function enqueueAll(db: Kysely<Schema>, kind: OperationKind, keys: readonly string[]): Promise<void> {
  await addWakes(db, kind, { name: kind, wakes: keys.map((key) => ({ key, at: undefined })) });
}

/** Has the operation looked at then. A key of its own: a later moment must not push away an earlier one. */
export const wakeLater = async (db: Kysely<Schema>, kind: OperationKind, key: string, at: Date): Promise<void> =>
  await wakeAllLater(db, kind, [{ key, at }]);

/** Likewise of many, each at its own moment. */
export async function wakeAllLater(
  db: Kysely<Schema>,
  kind: OperationKind,
  wakes: readonly { key: string; at: Date }[],
): Promise<void> {
  if (wakes.length > 0) await addWakes(db, kind, { name: `${kind}-later`, wakes });
}

/**
 * Has every operation looked at whose moment has passed: wake-ups lost with a killed worker come back this way. Whoever is
 * `atWork` here, or waits for a hand, is not lost.
 */
export async function wakeOverdue(
  db: Kysely<Schema>,
  kind: OperationKind,
  before: Date,
  atWork: readonly string[],
): Promise<void> {
  const { table, key: column } = operationTables[kind];
  const key = sql.ref(column);
  const due = await sql<{ key: string }>`
    select ${key} as key from ${sql.table(table)} where wake_at < ${before}::timestamptz and ${key} != all(${[...atWork]}::text[])
      and not exists (select 1 from graphile_worker.jobs where jobs.key = ${`${kind}:`}::text || ${key}
        and locked_at is null and attempts < max_attempts and run_at <= now())
    order by wake_at limit 1000`.execute(db);
  const keys = due.rows.map(({ key }) => key);
  if (keys.length > 0) await enqueueAll(db, kind, keys);
}

/** One job for each name and key. */
async function addWakes(
  db: Kysely<Schema>,
  kind: OperationKind,
  { name, wakes }: { name: string; wakes: readonly { key: string; at: Date | undefined }[] },
): Promise<void> {
  const jobs = wakes.map(({ key, at }) => ({ key: `${name}:${key}`, operation: key, at }));
  const add = async (trx: Transaction<Schema>): Promise<void> =>
    await addJobs(trx, kind, jobs, { attempts: ATTEMPTS, priority: priorities[kind] });
  if (db.isTransaction) await add(db as Transaction<Schema>);
  else await db.transaction().execute(add);
}
