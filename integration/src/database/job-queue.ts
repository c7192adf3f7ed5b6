import { runMigrations } from 'graphile-worker';
import { type DatabaseConnection, type Driver, PostgresDialect, PostgresDriver, sql, type Transaction } from 'kysely';
import type { Pool } from 'pg';
import { gather } from './gather.ts';
import type { Schema } from './schema.ts';

/** Creates or updates the job queue's own schema, `graphile_worker`. */
export async function migrateJobQueue(pool: Pool): Promise<void> {
  await runMigrations({ pgPool: pool });
}

export interface Job {
  /** Another job of this key that waits becomes this one; one that is worked on is followed by it. */
  key: string;
  /** The operation that is to be looked at. */
  operation: string;
  /** Absent: as soon as the transaction has committed. */
  at: Date | undefined;
}

/**
 * What the queue's own `add_jobs` does, but for its NOTIFY: PostgreSQL lets transactions that notify commit one after the
 * other, each with its write to the disk. And what the queue numbers by int4 (tasks) uses up no number here for each job.
 * Rows are locked in one order, so that two who wake the same operations never wait for each other.
 */
export const addJobsFunction = `
  create function istsi.add_jobs(
    task text, job_keys text[], operations text[], moments timestamptz[], attempts int2, urgency int2
  ) returns void language plpgsql as $$
  begin
    insert into graphile_worker._private_tasks (identifier)
      select task where not exists (select from graphile_worker._private_tasks where identifier = task)
      on conflict do nothing;
    with held as materialized (
      select id, is_available from graphile_worker._private_jobs where key = any(job_keys) order by id for update
    )
    update graphile_worker._private_jobs as jobs set key = null, attempts = jobs.max_attempts, updated_at = now()
      from held where jobs.id = held.id and held.is_available is not true;
    insert into graphile_worker._private_jobs as jobs (task_id, payload, run_at, max_attempts, key, priority)
      select tasks.id, json_build_object('key', operation), coalesce(moment, now()), attempts, job_key, urgency
        from unnest(job_keys, operations, moments) as job (job_key, operation, moment)
        join graphile_worker._private_tasks as tasks on tasks.identifier = task
        order by job_key
      on conflict (key) do update set
        job_queue_id = null, task_id = excluded.task_id, payload = excluded.payload, run_at = excluded.run_at,
        max_attempts = excluded.max_attempts, priority = excluded.priority, flags = null,
        revision = jobs.revision + 1, attempts = 0, last_error = null, updated_at = now()
      where jobs.locked_at is null;
  end $$`;

/** Adds jobs of one task, each key once. Workers are told of what is due when the transaction has committed. */
export async function addJobs(
  trx: Transaction<Schema>,
  task: string,
  jobs: readonly Job[],
  { attempts, priority }: { attempts: number; priority: number },
): Promise<void> {
  await sql`select istsi.add_jobs(
    ${task}::text, ${jobs.map(({ key }) => key)}::text[], ${jobs.map(({ operation }) => operation)}::text[],
    ${jobs.map(({ at }) => at ?? null)}::timestamptz[], ${attempts}::int2, ${priority}::int2)`.execute(trx);
  const now = Date.now();
  const due = jobs.filter(({ at }) => at === undefined || at.getTime() <= now).length;
  if (due === 0) return;
  await trx.getExecutor().provideConnection((connection) => {
    addedBy.set(connection, (addedBy.get(connection) ?? 0) + due);
    return Promise.resolve();
  });
}

/** How many jobs that are due the open transaction of a connection has added. */
const addedBy = new WeakMap<DatabaseConnection, number>();

/** As the queue's own functions tell its workers. */
const TELL = "select pg_notify('jobs:insert', json_build_object('count', $1::int4)::text)";

/**
 * Tells the queue's workers of new jobs, behind the transactions that added them and in one of its own that writes nothing, for
 * all that committed meanwhile: so nobody who writes waits for anybody's NOTIFY. If it is lost (a kill in between), nothing
 * else is: each worker looks at the queue every half second.
 */
class TellingDriver extends PostgresDriver {
  readonly #tell: (added: number) => Promise<unknown>;

  constructor(pool: Pool) {
    super({ pool });
    this.#tell = gather(async (added) => {
      const all = added.reduce((sum, one) => sum + one, 0);
      await pool.query({ name: 'tell_of_jobs', text: TELL, values: [all] });
      return added;
    });
  }

  override async commitTransaction(connection: DatabaseConnection): Promise<void> {
    const added = addedBy.get(connection);
    addedBy.delete(connection);
    await super.commitTransaction(connection);
    // It has committed, whatever becomes of this.
    if (added !== undefined) void this.#tell(added).catch(() => undefined);
  }

  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    addedBy.delete(connection);
    await super.rollbackTransaction(connection);
  }
}

/** PostgreSQL, with workers of the job queue told of what is added to it. */
export class TellingDialect extends PostgresDialect {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    super({ pool });
    this.#pool = pool;
  }

  override createDriver(): Driver {
    return new TellingDriver(this.#pool);
  }
}
