import { sql } from 'kysely';
import { writeActs } from '../../integration/src/audit/write-act.ts';
import { openDatabase } from '../../integration/src/database/open-database.ts';

const AT_ONCE = 1_000;

/** So many operations that are over, and so many entries of the audit log, in a system that has a few. */
export async function fillDesk(databaseUrl: string, count: number): Promise<void> {
  const database = await openDatabase(databaseUrl, () => {}, { connections: 2 });
  try {
    await sql`
      insert into istsi.deposits (outpoint, txid, vout, amount_sats, address_index, operation_id, state, wake_at, created_at)
      select lpad(to_hex(n), 64, '0') || ':0', lpad(to_hex(n), 64, '0'), 0, 100 + n, 0, 'filled-' || n, 'too-small', null,
        timestamptz '2020-01-01' + n * interval '1 minute'
      from generate_series(1, ${count}::int) n`.execute(database.db);
    for (let from = 0; from < count; from += AT_ONCE) {
      const acts = Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, place) => ({
        ...{ action: 'filled.entry', actor: 'test', changes: { place: from + place } },
      }));
      await database.db.transaction().execute(async (trx) => await writeActs(trx, acts));
    }
  } finally {
    await database.close();
  }
}
