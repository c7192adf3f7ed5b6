import { type Kysely, sql } from 'kysely';
import type { Schema } from '../database/schema.ts';
import type { StellarRow } from './stellar-rows.ts';

/** So many at once, and their columns as one array each: one parameter a value is most of what writing a row costs. */
const ROWS = 1_000;

/** Of what `StellarRow` has, with their types. A value that is absent is null. */
const COLUMNS = {
  id: 'text',
  chain: 'text',
  order_ledger: 'int8',
  position: 'text',
  height: 'int8',
  contract_id: 'text',
  type: 'text',
  source: 'text',
  subject: 'text',
  time: 'timestamptz',
  tx: 'text',
  data: 'json',
  digest: 'text',
  raw: 'json',
  reason: 'text',
} as const satisfies Partial<Record<keyof StellarRow, string>>;

const names = Object.keys(COLUMNS) as (keyof typeof COLUMNS)[];

export async function insertRows(trx: Kysely<Schema>, rows: readonly StellarRow[]): Promise<void> {
  for (let i = 0; i < rows.length; i += ROWS) {
    const some = rows.slice(i, i + ROWS);
    const columns = names.map((name) => {
      const values = some.map((row) => textOf(row[name]));
      return sql`${values}::text[]::${sql.raw(COLUMNS[name])}[]`;
    });
    await sql`
      insert into istsi.bus_events (${sql.join(names.map((name) => sql.ref(name)))})
      select * from unnest(${sql.join(columns)})
      on conflict (id) do nothing`.execute(trx);
  }
}

function textOf(value: StellarRow[keyof StellarRow]): string | null {
  if (value === undefined || value === null) return null;
  return value instanceof Date ? value.toISOString() : String(value);
}
