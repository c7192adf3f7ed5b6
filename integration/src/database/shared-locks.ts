import type { Pool, PoolClient } from 'pg';

export interface SharedLocks {
  /** As `withAdvisoryLock`: undefined when another session, or somebody here, holds the lock called `name`. */
  with<T>(name: string, work: () => Promise<T>): Promise<{ value: T } | undefined>;
  close(): void;
}

/**
 * Many locks of one session, where each would otherwise keep a connection busy for as long as it is held. A session that
 * breaks loses all of them, as each would have lost its own; the next lock is of a new one.
 */
export function createSharedLocks(pool: Pool): SharedLocks {
  const held = new Set<string>();
  let session: Promise<PoolClient> | undefined;
  let current: PoolClient | undefined;
  let last: Promise<unknown> = Promise.resolve();

  function open(): Promise<PoolClient> {
    session ??= pool.connect().then(
      (client) => {
        current = client;
        client.once('error', () => discard(client));
        return client;
      },
      (error: unknown) => {
        session = undefined;
        throw error;
      },
    );
    return session;
  }

  function discard(client: PoolClient): void {
    // Said by its error, by each query that fails, and at the end.
    if (current !== client) return;
    current = undefined;
    session = undefined;
    client.release(true);
  }

  /** One after another: a session has one query at a time. */
  function ask(client: PoolClient, query: string, name: string): Promise<boolean> {
    const asked = last.then(async () => await askNow(client, query, name));
    last = asked.catch(() => undefined);
    return asked;
  }

  async function askNow(client: PoolClient, query: string, name: string): Promise<boolean> {
    try {
      const { rows } = await client.query<{ done: boolean }>(query, [name]);
      return rows[0]?.done === true;
    } catch (error) {
      discard(client);
      throw error;
    }
  }

  return {
    async with(name, work) {
      // To the server, a session that asks twice has it twice.
      if (held.has(name)) return undefined;
      held.add(name);
      try {
        const client = await open();
        if (!(await ask(client, 'select pg_try_advisory_lock(hashtextextended($1, 0)) as done', name)))
          return undefined;
        try {
          return { value: await work() };
        } finally {
          await ask(client, 'select pg_advisory_unlock(hashtextextended($1, 0)) as done', name).catch(() => undefined);
        }
      } finally {
        held.delete(name);
      }
    },
    close() {
      void session?.then(discard, () => undefined);
    },
  };
}
