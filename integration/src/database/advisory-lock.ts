import type { Pool } from 'pg';

/** A session that only holds a lock asks nothing, and would not notice that it is gone. */
const HEARTBEAT_MS = 10_000;

/**
 * Runs `work` while this session holds the lock called `name`; undefined when another session holds it. The server
 * releases the lock when the session ends, so a killed process blocks nobody. `held` is aborted when the session is lost, and with
 * it the lock: work that repeats ends then, for another instance may have begun it.
 */
export async function withAdvisoryLock<T>(
  pool: Pool,
  name: string,
  work: (held: AbortSignal) => Promise<T>,
): Promise<{ value: T } | undefined> {
  const session = await pool.connect();
  let broken: Error | undefined;
  const lost = new AbortController();
  const onError = (error: Error): void => {
    broken = error;
    lost.abort(error);
  };
  session.on('error', onError);
  try {
    const taken = await session.query<{ locked: boolean }>(
      'select pg_try_advisory_lock(hashtextextended($1, 0)) as locked',
      [name],
    );
    if (!taken.rows[0]?.locked) return undefined;
    // One at a time, which is all that a session can have.
    let beat: Promise<unknown> | undefined;
    const heartbeat = setInterval(() => {
      beat ??= session
        .query('select 1')
        .catch(onError)
        .finally(() => {
          beat = undefined;
        });
    }, HEARTBEAT_MS);
    try {
      return { value: await work(lost.signal) };
    } finally {
      clearInterval(heartbeat);
      await beat;
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
