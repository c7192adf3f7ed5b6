import type { Network } from '@istsi/soroban-client';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Database } from '../src/database/open-database.ts';
import type { Schema } from '../src/database/schema.ts';

/**
 * A process that is killed right after its n-th exchange with the outside: the exchange took place, the process does not
 * learn of it, and nothing that it still tries reaches anybody.
 */
export interface Death {
  /** Exchanges that took place. */
  count(): number;
  during<T>(exchange: () => Promise<T>): Promise<T>;
}

export class Killed extends Error {}

/** `die`: how it ends; in a process of its own it is killed indeed. */
export function createDeath(
  afterExchange: number,
  die: () => void = () => {
    throw new Killed(`killed after exchange ${afterExchange}`);
  },
): Death {
  let count = 0;
  return {
    count: () => count,
    async during(exchange) {
      if (count >= afterExchange) die();
      const answer = await exchange();
      count++;
      if (count >= afterExchange) die();
      return answer;
    },
  };
}

/** The database as a process sees it that is about to be killed: its sessions end with it, open transactions undone. */
export function mortalDatabase(url: string, types: pg.CustomTypesConfig, death: Death): Database {
  const pool = new pg.Pool({ connectionString: url, types, max: 5 });
  const connect = pool.connect.bind(pool) as () => Promise<pg.PoolClient>;
  const sessions = new Set<pg.PoolClient>();
  const mortal = async (): Promise<pg.PoolClient> => {
    const session = await connect();
    if (sessions.has(session)) return session;
    sessions.add(session);
    session.on('error', () => undefined);
    const query = session.query.bind(session) as (...args: unknown[]) => Promise<unknown>;
    const guarded = async (...args: unknown[]): Promise<unknown> => {
      try {
        return await death.during(async () => await query(...args));
      } catch (error) {
        // What a kill does to a session: the server sees the connection close and rolls back.
        if (error instanceof Killed)
          (session as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
        throw error;
      }
    };
    session.query = guarded as unknown as typeof session.query;
    return session;
  };
  pool.connect = mortal as unknown as typeof pool.connect;
  pool.on('error', () => undefined);
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
  return { db, pool, close: () => db.destroy() };
}

/** The RPC likewise. */
export function mortalNetwork(network: Network, death: Death): Network {
  const server = new Proxy(network.server, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => death.during(() => Promise.resolve(Reflect.apply(value, target, args) as unknown));
    },
  });
  return { ...network, server };
}
