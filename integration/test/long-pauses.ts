import pg from 'pg';

/** Has all that is held up pause for an hour from now, as if it had been held up for long: nothing but being woken ends that in time. */
export async function lengthenPauses(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    for (const table of ['deposits', 'batches'])
      await client.query(`update istsi.${table} set wake_at = date_trunc('milliseconds', now() + interval '1 hour'),
        failures = failures + 1, failing_since = date_trunc('milliseconds', now() - interval '1 hour')
        where refusal_code is not null and state in ('seen', 'confirming', 'attesting', 'submitted', 'refused', 'planned', 'paying')`);
  } finally {
    await client.end();
  }
}

export interface Pause {
  failures: number;
  /** From the last look to the next, and for how long nothing has worked by then. */
  pauseMs: number;
  heldMs: number;
  code: string | null;
}

/** Of the only batch that is open. */
export async function pauseOfBatch(databaseUrl: string): Promise<Pause | undefined> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ failures: number; pause: string; held: string; code: string | null }>(
      `select failures, refusal_code as code, extract(epoch from wake_at - updated_at) * 1000 as pause,
        extract(epoch from updated_at - failing_since) * 1000 as held
        from istsi.batches where state in ('planned', 'paying')`,
    );
    const [row] = rows;
    return row && { failures: row.failures, code: row.code, pauseMs: Number(row.pause), heldMs: Number(row.held) };
  } finally {
    await client.end();
  }
}
