import type pg from 'pg';
import { isDatabaseTrouble } from './database-trouble.ts';
import { gather } from './gather.ts';

export interface PatientPool {
  pool: pg.Pool;
  /** From here on, what still fails is told to nobody. */
  giveUp(): void;
}

/** SQLSTATE cannot_connect_now: what the job queue asks again, after a pause. */
const ASK_AGAIN = '57P03';

/**
 * The same pool for the job queue: what ends at the same moment ends in one statement, each told for itself. The queue waits for no query that ends a job: one that a lost database refuses would be a
 * rejection that nobody handles, the end of the process. Of a database that is out of reach, the queue hears what makes it
 * ask again until it is back.
 */
export function patientPool(pool: pg.Pool): PatientPool {
  let isOver = false;
  /** The error of a lost database as one that is asked again; any other as it is. */
  const translated = (error: unknown): unknown =>
    isDatabaseTrouble(error)
      ? Object.assign(new Error((error as Error).message, { cause: error }), { code: ASK_AGAIN })
      : error;
  const patiently = async (ask: () => Promise<unknown>): Promise<unknown> => {
    try {
      return await ask();
    } catch (error) {
      // Nobody asks again, and nobody waits.
      if (isOver) return { rows: [], rowCount: 0 };
      throw translated(error);
    }
  };
  const endJob = gather(async (ids: readonly unknown[]) => {
    await pool.query({ name: 'end_jobs', text: END_JOBS, values: [ids] });
    return ids.map(() => ({ rows: [], rowCount: 1 }));
  });
  const connect = async (): Promise<pg.PoolClient> => {
    if (isOver) return await new Promise<never>(() => undefined);
    let opened: Promise<pg.PoolClient> | undefined;
    const client = {
      // The end of a job needs no connection of its own: many wait for the same statement.
      query: (...args: unknown[]) =>
        patiently(async () => {
          const ended = endedJob(args);
          if (ended !== undefined) return await endJob(ended);
          opened ??= pool.connect();
          return await ((await opened).query as (...given: unknown[]) => unknown).apply(await opened, args);
        }),
      release: async (destroy?: boolean) => {
        const connection = await opened?.catch(() => undefined);
        connection?.release(destroy);
      },
    };
    return client as unknown as pg.PoolClient;
  };
  return {
    // Asked with a callback, it is for a client that listens, whose failures the queue handles itself.
    pool: overriding(pool, {
      connect: (...args: [] | Parameters<typeof pool.connect>) =>
        args.length === 0 ? connect() : pool.connect(...args),
    }),
    giveUp: () => {
      isOver = true;
    },
  };
}

const END_JOBS = 'delete from graphile_worker._private_jobs where id = any($1::bigint[])';

/** The job that the queue says is at its end, alone and in no named queue, as ours are: undefined for any other query. */
function endedJob([asked]: readonly unknown[]): unknown {
  const { text, values } = (asked ?? {}) as { text?: unknown; values?: unknown };
  const ends = typeof text === 'string' && /^delete from \S+_private_jobs as jobs\s+where id = \$1::bigint$/.test(text);
  return ends && Array.isArray(values) ? values[0] : undefined;
}

/** The object itself, but for some methods. */
function overriding<T extends object>(target: T, methods: Record<string, unknown>): T {
  return new Proxy(target, {
    get(of, name) {
      if (typeof name === 'string' && name in methods) return methods[name];
      const value: unknown = Reflect.get(of, name, of);
      return typeof value === 'function' ? value.bind(of) : value;
    },
  });
}
