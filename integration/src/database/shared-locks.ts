import type { Pool, PoolClient } from 'pg';
import { gather } from './gather.ts';

export interface SharedLocks {
  /** As `withAdvisoryLock`: undefined when another session, or somebody here, holds the lock called `name`. */
  with<T>(name: string, work: () => Promise<T>): Promise<{ value: T } | undefined>;
  close(): void;
}

/** To have a lock, or to give it back. */
interface Question {
  client: PoolClient;
  name: string;
  take: boolean;
}

const STATEMENT = `
  select case when take then pg_try_advisory_lock(hashtextextended(name, 0))
    else pg_advisory_unlock(hashtextextended(name, 0)) end as done
  from unnest($1::text[], $2::boolean[]) with ordinality as asked (name, take, place) order by place`;

/**
 * Many locks of one session, where each would otherwise keep a connection busy for as long as it is held. A session that
 * breaks loses all of them, as each would have lost its own; the next lock is of a new one.
 */
export function createSharedLocks(pool: Pool): SharedLocks {
  const held = new Set<string>();
  let session: Promise<PoolClient> | undefined;
  let current: PoolClient | undefined;

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

  /** One statement at a time, which is all that a session can have, for all who ask meanwhile. */
  const answer = gather(async (questions: readonly Question[]) => {
    const answers = new Map<Question, PromiseSettledResult<boolean>>();
    for (const client of new Set(questions.map((one) => one.client))) {
      const own = questions.filter((one) => one.client === client);
      const [said] = await Promise.allSettled([askNow(client, own)]);
      for (const [i, one] of own.entries())
        answers.set(one, said.status === 'fulfilled' ? { ...said, value: said.value[i] === true } : said);
    }
    return questions.map((one) => answers.get(one) as PromiseSettledResult<boolean>);
  });

  async function ask(question: Question): Promise<boolean> {
    const answered = await answer(question);
    if (answered.status === 'rejected') throw answered.reason;
    return answered.value;
  }

  async function askNow(client: PoolClient, questions: readonly Question[]): Promise<boolean[]> {
    try {
      const { rows } = await client.query<{ done: boolean }>(STATEMENT, [
        questions.map(({ name }) => name),
        questions.map(({ take }) => take),
      ]);
      return rows.map(({ done }) => done === true);
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
        if (!(await ask({ client, name, take: true }))) return undefined;
        try {
          return { value: await work() };
        } finally {
          await ask({ client, name, take: false }).catch(() => undefined);
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
