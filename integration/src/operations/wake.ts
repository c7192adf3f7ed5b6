import { type Kysely, sql } from 'kysely';
import type { Schema } from '../database/schema.ts';

export const DEPOSIT_TASK = 'deposit';

/** A wake-up that is lost repeats itself by `wake_at`; one that fails is repeated by the driver, with its own pauses. */
const ATTEMPTS = 3;

/**
 * Has the deposit looked at as soon as this transaction commits. The job is only the fast way: `wake_at` stays due until
 * somebody has looked, in case the one who takes the job is killed.
 */
export async function wakeNow(db: Kysely<Schema>, outpoint: string): Promise<void> {
  await db.updateTable('istsi.deposits').set({ wake_at: new Date() }).where('outpoint', '=', outpoint).execute();
  await enqueue(db, outpoint);
}

/** Several at once become one. */
export async function enqueue(db: Kysely<Schema>, outpoint: string): Promise<void> {
  await addJob(db, outpoint, `deposit:${outpoint}`, undefined);
}

/** Has the deposit looked at then. A key of its own: a later moment must not push away an earlier one. */
export async function wakeLater(db: Kysely<Schema>, outpoint: string, at: Date): Promise<void> {
  await addJob(db, outpoint, `deposit-later:${outpoint}`, at);
}

async function addJob(db: Kysely<Schema>, outpoint: string, key: string, at: Date | undefined): Promise<void> {
  await sql`
    select graphile_worker.add_job(
      ${DEPOSIT_TASK}::text,
      payload := json_build_object('outpoint', ${outpoint}::text),
      job_key := ${key}::text,
      run_at := coalesce(${at ?? null}::timestamptz, now()),
      max_attempts := ${ATTEMPTS}::int
    )`.execute(db);
}
