import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import type { StellarRow } from './stellar-rows.ts';

/** Rows at once: a page is well below what PostgreSQL takes as parameters of one statement. */
const ROWS = 1_000;

export async function insertRows(trx: Kysely<Schema>, rows: readonly StellarRow[]): Promise<void> {
  for (let i = 0; i < rows.length; i += ROWS) {
    await trx
      .insertInto('istsi.bus_events')
      .values(rows.slice(i, i + ROWS))
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute();
  }
}
