import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import type { Services } from './services.ts';

const MOST_FOUND = 20;

/** What an outpoint, a txid or the id of a withdrawal names: whoever has it may follow it. */
export async function track(
  db: Kysely<Schema>,
  id: string,
  withdrawal: Services['withdrawal'],
): ReturnType<Services['track']> {
  if (id.includes(':')) return (await depositsBy(db, 'outpoint', id)).map((found) => ({ kind: 'deposit', id: found }));
  const [deposits, owed, payment, found] = await Promise.all([
    depositsBy(db, 'txid', id),
    depositsBy(db, 'operation_id', id),
    db.selectFrom('istsi.payments').select('txid').where('txid', '=', id).executeTakeFirst(),
    withdrawal(id),
  ]);
  return [
    ...(found ? [{ kind: 'withdrawal' as const, id }] : []),
    ...(payment ? [{ kind: 'payment' as const, id }] : []),
    ...[...new Set([...deposits, ...owed])].map((outpoint) => ({ kind: 'deposit' as const, id: outpoint })),
  ];
}

async function depositsBy(
  db: Kysely<Schema>,
  column: 'outpoint' | 'txid' | 'operation_id',
  value: string,
): Promise<string[]> {
  const rows = await db
    .selectFrom('istsi.deposits')
    .select('outpoint')
    .where(column, '=', value)
    .orderBy('outpoint')
    .limit(MOST_FOUND)
    .execute();
  return rows.map(({ outpoint }) => outpoint);
}
