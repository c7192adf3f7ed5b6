import type { Pool } from 'pg';

/**
 * Runs `work` while this session holds the lock called `name`; undefined when another session holds it. The server
 * releases the lock when the session ends, so a killed process blocks nobody.
 */
export async function withAdvisoryLock<T>(
  pool: Pool,
  name: string,
  work: () => Promise<T>,
): Promise<{ value: T } | undefined> {
  const session = await pool.connect();
  let broken: Error | undefined;
  const onError = (error: Error): void => {
    broken = error;
  };
  session.on('error', onError);
  try {
    const taken = await session.query<{ locked: boolean }>(
      'select pg_try_advisory_lock(hashtextextended($1, 0)) as locked',
      [name],
    );
    if (!taken.rows[0]?.locked) return undefined;
    try {
      return { value: await work() };
    } finally {
      await session.query('select pg_advisory_unlock(hashtextextended($1, 0))', [name]).catch((error: Error) => {
        broken = error;
      });
    }
  } finally {
    session.off('error', onError);
    // A session that may still hold the lock must not go back to the pool.
    session.release(broken);
  }
}
