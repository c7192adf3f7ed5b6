import pg from 'pg';

/** Runs `work` while nothing is planned: what is asked for meanwhile is planned together afterwards. */
export async function withoutPlanning<T>(databaseUrl: string, work: () => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(`select pg_advisory_lock(hashtextextended('istsi/planner', 0))`);
    return await work();
  } finally {
    await client.end();
  }
}
