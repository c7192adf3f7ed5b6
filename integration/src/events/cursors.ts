import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';

/** How far the reader of a stream has come; undefined before it began. */
export async function loadCursor(db: Kysely<Schema>, stream: string): Promise<string | undefined> {
  const row = await db.selectFrom('istsi.cursors').select('position').where('name', '=', stream).executeTakeFirst();
  return row?.position;
}

export async function storeCursor(db: Kysely<Schema>, stream: string, position: string): Promise<void> {
  await db
    .insertInto('istsi.cursors')
    .values({ name: stream, position })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ position }))
    .execute();
}
