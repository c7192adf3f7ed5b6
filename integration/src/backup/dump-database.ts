import pg from 'pg';
import { type DumpHead, type DumpTable, FETCH_ROWS, SAME_TEXT } from './dump-format.ts';

/** All rows of the services' database as one moment had them, while others go on writing. */
export interface DatabaseDump {
  /** A JSON text each: head, then each table and its rows, then the end. */
  lines(): AsyncGenerator<string>;
  close(): Promise<void>;
}

/**
 * Takes the moment (a snapshot of PostgreSQL) and reads it when asked. The job queue is not in it: its jobs only hurry what the
 * rows have due.
 */
export async function dumpDatabase(url: string): Promise<DatabaseDump> {
  const client = new pg.Client({ connectionString: url });
  // What broke is said by the query that it broke.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('begin isolation level repeatable read read only');
    for (const setting of SAME_TEXT) await client.query(`set local ${setting}`);
    // The snapshot is taken by the first query that reads.
    const head = await headOf(client);
    return { lines: () => linesOf(client, head), close: () => client.end() };
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
}

async function headOf(client: pg.Client): Promise<DumpHead> {
  const migrations = await client.query<{ name: string }>('select name from istsi.kysely_migration order by name');
  const columns = await client.query<{ table: string; name: string; type: string }>(
    `select c.relname as table, a.attname as name, format_type(a.atttypid, a.atttypmod) as type
      from pg_class c join pg_attribute a on a.attrelid = c.oid
      where c.relnamespace = 'istsi'::regnamespace and c.relkind = 'r' and c.relname not like 'kysely\\_%'
        and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' order by c.relname, a.attnum`,
  );
  const tables = new Map<string, DumpTable>();
  for (const { table, name, type } of columns.rows) {
    const known = tables.get(table) ?? { table, columns: [] };
    known.columns.push([name, type]);
    tables.set(table, known);
  }
  return { database: 1, migrations: migrations.rows.map(({ name }) => name), tables: [...tables.values()] };
}

async function* linesOf(client: pg.Client, head: DumpHead): AsyncGenerator<string> {
  yield JSON.stringify(head);
  let rows = 0;
  for (const { table, columns } of head.tables) {
    yield JSON.stringify({ table });
    const texts = columns.map(([name]) => `${pg.escapeIdentifier(name)}::text`).join(', ');
    await client.query(
      `declare dumped no scroll cursor for select json_build_array(${texts})::text as row from istsi.${pg.escapeIdentifier(table)}`,
    );
    for (;;) {
      const fetched = await client.query<{ row: string }>(`fetch ${FETCH_ROWS} from dumped`);
      for (const { row } of fetched.rows) yield row;
      rows += fetched.rows.length;
      if (fetched.rows.length === 0) break;
    }
    await client.query('close dumped');
  }
  // Not of the moment but of now, which is later: a number is given out once.
  const sequences = await client.query<{ name: string; value: string }>(
    `select sequencename as name, last_value::text as value from pg_sequences
      where schemaname = 'istsi' and last_value is not null order by 1`,
  );
  yield JSON.stringify({ end: rows, sequences: sequences.rows.map(({ name, value }) => [name, value]) });
}
