import type pg from 'pg';
import { type Death, Killed } from '../../integration/test/dying.ts';

/** What is wrong with a database that no database may do. */
export type BrokenDatabase =
  /** A transaction that a kill tears apart is kept as far as it came. */
  | 'keeps-halves'
  /** How far a reader has come is kept before what it read is. */
  | 'cursor-first'
  | undefined;

/** The sessions of a process that can be killed after any exchange with the outside. */
export interface MortalPool {
  death: Death | undefined;
}

type Query = (...args: unknown[]) => Promise<unknown>;

const textOf = (asked: unknown): string =>
  typeof asked === 'string' ? asked : String((asked as { text?: unknown }).text ?? '');

/** Takes hold of a pool's sessions. What a kill leaves open, the server rolls back, as it does when a connection ends. */
export function makeMortal(pool: pg.Pool, broken?: BrokenDatabase): MortalPool {
  const mortal: MortalPool = { death: undefined };
  const connect = pool.connect.bind(pool) as () => Promise<pg.PoolClient>;
  const sessions = new Set<pg.PoolClient>();

  const take = async (): Promise<pg.PoolClient> => {
    const session = await connect();
    if (sessions.has(session)) return session;
    sessions.add(session);
    const query = session.query.bind(session) as Query;
    const aside = async (...args: unknown[]): Promise<void> => {
      const other = await connect();
      await (other.query as unknown as Query)(...args).finally(() => other.release());
    };
    const asked: Query = async (...args) => {
      // The server's own clock is the only one that is real here.
      if (textOf(args[0]).startsWith('select clock_timestamp()')) return { rows: [{ at: new Date() }] };
      if (broken === 'cursor-first' && /insert into "istsi"\."cursors"/.test(textOf(args[0]))) await aside(...args);
      if (!mortal.death) return await query(...args);
      try {
        return await mortal.death.during(() => query(...args));
      } catch (error) {
        if (error instanceof Killed) await end(session, query);
        throw error;
      }
    };
    session.query = asked as unknown as typeof session.query;
    return session;
  };

  async function end(session: pg.PoolClient, query: Query): Promise<void> {
    await query(broken === 'keeps-halves' ? 'commit' : 'rollback').catch(() => undefined);
    (session as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
  }

  pool.connect = take as unknown as typeof pool.connect;
  pool.query = (async (...args: unknown[]) => {
    const session = await take();
    return await (session.query as unknown as Query)(...args).finally(() => session.release());
  }) as unknown as typeof pool.query;
  return mortal;
}
