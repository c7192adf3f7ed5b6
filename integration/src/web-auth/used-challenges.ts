import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { WebAuthError } from './errors.ts';

/** Longer than any two clocks differ. */
const KEPT_MS = 3_600_000;

/** One statement decides, so that of two at the same time one is refused. `hash`: of what no two challenges have in common, hex. */
export async function useOnce(
  db: Kysely<Schema>,
  { hash, validUntil }: { hash: string; validUntil: Date },
): Promise<void> {
  const done = await db
    .insertInto('istsi.used_challenges')
    .values({ hash, valid_until: validUntil })
    .onConflict((conflict) => conflict.column('hash').doNothing())
    .executeTakeFirst();
  if (done.numInsertedOrUpdatedRows !== 1n)
    throw new WebAuthError('web-auth/refused', { reason: 'The challenge was used already: ask for another.' });
  const before = new Date(Date.now() - KEPT_MS);
  await db.deleteFrom('istsi.used_challenges').where('valid_until', '<', before).execute();
}
