import { type Kysely, sql } from 'kysely';
import { writeAct } from '../audit/write-act.ts';
import type { Schema } from '../database/schema.ts';
import { type Alert, loadAlert, requireOpen } from './alert-store.ts';

export interface Assignment {
  /** Who is asked to take care of it: an account or a name. */
  to: string;
  by: string;
}

/**
 * Somebody is asked to take care of it, instead of whoever did so far. Until they say that they do, nobody does: from now on, as of
 * an alert that was just told, the others are told again when nobody has.
 */
export async function assignAlert(db: Kysely<Schema>, id: string, { to, by }: Assignment, now: Date): Promise<Alert> {
  await requireOpen(db, id, now);
  await db.transaction().execute(async (trx) => {
    const done = await trx
      .updateTable('istsi.alerts')
      .set({
        ...{ assigned_to: to, assigned_by: by, assigned_at: now, acknowledged_at: null, acknowledged_by: null },
        told_at: sql<Date | null>`case when told_at is null then null else ${now}::timestamptz end`,
      })
      .where('id', '=', id)
      .where('assigned_to', 'is distinct from', to)
      .executeTakeFirst();
    // The log is public, and says who it was by the key or the account: not by the name that they gave.
    if (done.numUpdatedRows > 0n) await writeAct(trx, { action: 'alert.assign', correlationId: id });
  });
  return await loadAlert(db, id, now);
}
