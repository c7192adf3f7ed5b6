import { runMigrations } from 'graphile-worker';
import type { Pool } from 'pg';

/** Creates or updates the job queue's own schema, `graphile_worker`. */
export async function migrateJobQueue(pool: Pool): Promise<void> {
  await runMigrations({ pgPool: pool });
}
