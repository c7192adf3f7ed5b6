import pg from 'pg';

const TIMEOUT_MS = 5_000;

/** Connects and asks for nothing but an answer: no schema is made. Rejects with what PostgreSQL or the system says. */
export async function probeDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: TIMEOUT_MS });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
  } finally {
    await client.end().catch(() => undefined);
  }
}
