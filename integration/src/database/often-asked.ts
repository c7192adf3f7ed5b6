import type { CompiledQuery, Kysely } from 'kysely';
import type pg from 'pg';
import { AttentiveClient } from './attentive-client.ts';
import { gather } from './gather.ts';
import type { Schema } from './schema.ts';

/** The texts that are asked often, and the names under which PostgreSQL keeps what it made of them. */
const names = new Map<string, string>();

/** A client for which PostgreSQL parses and plans each text of `oftenAsked` once, not once for each question. */
export class OftenAskingClient extends AttentiveClient {
  constructor(config?: ConstructorParameters<typeof AttentiveClient>[0]) {
    super(config);
    const ask = this.query.bind(this) as (question: unknown, ...more: unknown[]) => unknown;
    this.query = ((question: unknown, ...more: unknown[]) => {
      const name = typeof question === 'string' ? names.get(question) : undefined;
      if (name === undefined) return ask(question, ...more);
      const [values, ...rest] = more;
      return ask({ name, text: question, values }, ...rest);
    }) as typeof this.query;
  }
}

/** Which connections a database asks over, so that what is asked often need not go through all that Kysely is for. */
const pools = new WeakMap<Kysely<Schema>, pg.Pool>();

export function askOver(db: Kysely<Schema>, pool: pg.Pool): void {
  pools.set(db, pool);
}

/**
 * A question about one row that is asked often: its text is made once. It names its columns: what `*` means may change while it is
 * kept, when a later release migrates the database, and PostgreSQL refuses it then.
 */
export function oftenAsked<R>(build: (db: Kysely<Schema>, key: string) => { compile(): CompiledQuery<R> }) {
  const ask = keptQuestion((db) => build(db, '').compile());
  return async (db: Kysely<Schema>, key: string): Promise<R | undefined> => (await ask(db, key))[0];
}

/** Likewise about several rows, by their keys. */
export function oftenAskedOfMany<R>(
  build: (db: Kysely<Schema>, keys: readonly string[]) => { compile(): CompiledQuery<R> },
): (db: Kysely<Schema>, keys: readonly string[]) => Promise<R[]> {
  return keptQuestion((db) => build(db, []).compile());
}

function keptQuestion<R>(compile: (db: Kysely<Schema>) => CompiledQuery<R>) {
  let text: CompiledQuery<R> | undefined;
  return async (db: Kysely<Schema>, parameter: string | readonly string[]): Promise<R[]> => {
    if (text === undefined) {
      text = compile(db);
      names.set(text.sql, `often_asked_${names.size}`);
    }
    // Within a transaction it is asked over the transaction's own connection.
    const pool = db.isTransaction ? undefined : pools.get(db);
    const parameters = [parameter];
    const { rows } = await (pool?.query(text.sql, parameters) ?? db.executeQuery<R>({ ...text, parameters }));
    return rows as R[];
  };
}

/**
 * What many ask of rows at the same moment is one question, which begins after they asked: the same for each key, however many ask
 * for it, so nobody may change an answer. `read` says what it found by key.
 */
export function askedTogether<R>(
  read: (db: Kysely<Schema>, keys: readonly string[]) => Promise<ReadonlyMap<string, R>>,
): (db: Kysely<Schema>, key: string) => Promise<R | undefined> {
  const together = new WeakMap<Kysely<Schema>, (key: string) => Promise<R | undefined>>();
  return async (db, key) => {
    if (db.isTransaction) return (await read(db, [key])).get(key);
    let ask = together.get(db);
    if (!ask) {
      ask = gather<string, R | undefined>(async (keys) => {
        const found = await read(db, [...new Set(keys)]);
        return keys.map((each) => found.get(each));
      });
      together.set(db, ask);
    }
    return await ask(key);
  };
}
