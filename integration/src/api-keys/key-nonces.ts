import { type Kysely, sql } from 'kysely';
import type { Schema } from '../database/schema.ts';

/** Far beyond what a signature counts for, so that clocks of several instances may differ by most of it. */
const KEPT_MS = 3_600_000;
/** So many of those that are over go with each that comes: more than come. */
const SWEPT = 20;

/**
 * Keeps the name of a request; false where it is kept already. In one statement, committed before the request is looked at any
 * further: whichever instance has it again, and after whatever end of this one, it was there before.
 */
export async function keepNonce(
  db: Kysely<Schema>,
  { id, nonce, at }: { id: string; nonce: string; at: Date },
): Promise<boolean> {
  const { rows } = await sql<{ nonce: string }>`
    with over as (
      select key_id, nonce from istsi.api_key_nonces where kept_until < ${at} limit ${SWEPT} for update skip locked
    ), swept as (
      delete from istsi.api_key_nonces kept using over where kept.key_id = over.key_id and kept.nonce = over.nonce
    )
    insert into istsi.api_key_nonces (key_id, nonce, kept_until)
    values (${id}, ${nonce}, ${new Date(at.getTime() + KEPT_MS)})
    on conflict do nothing returning nonce`.execute(db);
  return rows.length === 1;
}
