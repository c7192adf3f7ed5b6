import type pg from 'pg';
import { isDatabaseTrouble } from './database-trouble.ts';

export interface PatientPool {
  pool: pg.Pool;
  /** From here on, what still fails is told to nobody. */
  giveUp(): void;
}

/** SQLSTATE cannot_connect_now: what the job queue asks again, after a pause. */
const ASK_AGAIN = '57P03';

/**
 * The same pool for the job queue, which waits for no query that ends a job: one that a lost database refuses would be a
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
  const query = async (client: pg.PoolClient, args: unknown[]): Promise<unknown> => {
    try {
      return await (client.query as (...given: unknown[]) => unknown).apply(client, args);
    } catch (error) {
      // Nobody asks again, and nobody waits.
      if (isOver) return { rows: [], rowCount: 0 };
      throw translated(error);
    }
  };
  const connect = async (): Promise<pg.PoolClient> => {
    if (isOver) return await new Promise<never>(() => undefined);
    const client = await pool.connect().catch((error: unknown) => {
      throw translated(error);
    });
    return overriding(client, { query: (...args: unknown[]) => query(client, args) });
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
