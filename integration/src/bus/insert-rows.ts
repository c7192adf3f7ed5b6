import { type Kysely, sql } from 'kysely';
import type { Schema } from '../database/schema.ts';
import type { StellarRow } from './stellar-rows.ts';

/** So many at once, as one text: a parameter for each value, or an array for each column, is most of what writing a row costs. */
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
  data: 'text',
  digest: 'text',
  raw: 'text',
  reason: 'text',
} as const satisfies Partial<Record<keyof StellarRow, string>>;

const names = Object.keys(COLUMNS) as (keyof typeof COLUMNS)[];
/** These are JSON themselves, and stay as they were written. */
const JSON_COLUMNS: ReadonlySet<string> = new Set(['data', 'raw']);

const columns = sql.join(names.map((name) => sql.ref(name)));
const values = sql.join(names.map((name) => sql.raw(JSON_COLUMNS.has(name) ? `${name}::json` : name)));
const record = sql.join(names.map((name) => sql.raw(`${name} ${COLUMNS[name]}`)));

export async function insertRows(trx: Kysely<Schema>, rows: readonly StellarRow[]): Promise<void> {
  for (let i = 0; i < rows.length; i += ROWS) {
    const some = JSON.stringify(rows.slice(i, i + ROWS));
    await sql`
      insert into istsi.bus_events (${columns})
      select ${values} from json_to_recordset(${some}::json) as row(${record})
      on conflict (id) do nothing`.execute(trx);
  }
}
