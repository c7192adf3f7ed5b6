import pg from 'pg';
import { DatabaseError } from '../database/errors.ts';
import { migrateTo } from '../database/open-database.ts';
import { type DumpEnd, type DumpHead, type DumpTable, SAME_TEXT } from './dump-format.ts';

/** Says that a schema is of a load that did not come to its end. */
const UNFINISHED = 'of a restore that is not finished';
const MOST_BATCH_CHARACTERS = 1_000_000;

/**
 * Writes a dump into a database that has none of our tables, or what a load left that was interrupted: all of it, or nothing.
 * The schema is that of the dump; whoever opens the database next brings it up to date. Answers how many rows there were.
 */
export async function loadDatabase(url: string, lines: AsyncIterable<string>): Promise<number> {
  const iterator = lines[Symbol.asyncIterator]();
  const head = JSON.parse((await iterator.next()).value as string) as DumpHead;
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await beginSchema(client, url);
    await migrateTo(url, head.migrations);
    await client.query('begin');
    for (const setting of SAME_TEXT) await client.query(`set local ${setting}`);
    const putBack = await liftRules(client, head.tables);
    const rows = await writeRows(client, head, iterator);
    for (const statement of putBack) await client.query(statement);
    await client.query('comment on schema istsi is null');
    await client.query('commit');
    return rows;
  } finally {
    await client.end();
  }
}

async function beginSchema(client: pg.Client, url: string): Promise<void> {
  const { rows } = await client.query<{ comment: string | null }>(
    "select obj_description(oid, 'pg_namespace') as comment from pg_namespace where nspname = 'istsi'",
  );
  const [found] = rows;
  if (found && found.comment !== UNFINISHED)
    throw new DatabaseError('database/not-empty', { database: new URL(url).pathname.slice(1) });
  if (found) await client.query('drop schema istsi cascade');
  await client.query('begin');
  await client.query('create schema istsi');
  await client.query(`comment on schema istsi is ${pg.escapeLiteral(UNFINISHED)}`);
  await client.query('commit');
}

/**
 * Tables refer to each other in circles, and triggers add rows that the dump has already. Answers what puts the rules back, which
 * holds all rows against them.
 */
async function liftRules(client: pg.Client, tables: readonly DumpTable[]): Promise<string[]> {
  const { rows } = await client.query<{ table: string; name: string; definition: string }>(
    `select conrelid::regclass::text as table, quote_ident(conname) as name, pg_get_constraintdef(oid) as definition
      from pg_constraint where contype = 'f' and connamespace = 'istsi'::regnamespace`,
  );
  for (const { table, name } of rows) await client.query(`alter table ${table} drop constraint ${name}`);
  for (const { table } of tables) {
    await client.query(`alter table ${nameOf(table)} disable trigger user`);
    // What a migration put there is in the dump.
    const filled = await client.query(`select 1 from ${nameOf(table)} limit 1`);
    if (filled.rowCount) await client.query(`delete from ${nameOf(table)}`);
  }
  return [
    ...tables.map(({ table }) => `alter table ${nameOf(table)} enable trigger user`),
    ...rows.map(({ table, name, definition }) => `alter table ${table} add constraint ${name} ${definition}`),
  ];
}

async function writeRows(client: pg.Client, head: DumpHead, lines: AsyncIterator<string>): Promise<number> {
  let [insert, batch, characters, rows]: [string, string[], number, number] = ['', [], 0, 0];
  const flush = async () => {
    if (batch.length > 0) await client.query(insert, [`[${batch.join(',')}]`]);
    [batch, characters] = [[], 0];
  };
  for (let next = await lines.next(); !next.done; next = await lines.next()) {
    if (next.value.startsWith('[')) {
      batch.push(next.value);
      rows += 1;
      characters += next.value.length;
      if (characters > MOST_BATCH_CHARACTERS) await flush();
      continue;
    }
    await flush();
    const line = JSON.parse(next.value) as { table: string } | DumpEnd;
    if ('end' in line) {
      // Whoever reads an encrypted file knows only at its end that it is what was written.
      if (!(await lines.next()).done) throw new DatabaseError('database/dump-cut-short', { rows });
      return await endWith(client, line, rows);
    }
    insert = insertInto(head.tables.find(({ table }) => table === line.table)!);
  }
  throw new DatabaseError('database/dump-cut-short', { rows });
}

async function endWith(client: pg.Client, { end, sequences }: DumpEnd, rows: number): Promise<number> {
  if (end !== rows) throw new DatabaseError('database/dump-cut-short', { rows });
  for (const [name, value] of sequences)
    await client.query('select setval($1::regclass, $2::int8)', [nameOf(name), value]);
  return rows;
}

function insertInto({ table, columns }: DumpTable): string {
  const names = columns.map(([name]) => pg.escapeIdentifier(name)).join(', ');
  const values = columns.map(([, type], index) => `(r->>${index})::${type}`).join(', ');
  return `insert into ${nameOf(table)} (${names}) overriding system value select ${values} from json_array_elements($1::json) as r`;
}

const nameOf = (table: string): string => `istsi.${pg.escapeIdentifier(table)}`;
