import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import type { ArchivedEvent } from './archive-files.ts';

/** As they stand in their rows, in the order of the bus. */
export async function readRows(db: Kysely<Schema>, from: number, through: number): Promise<ArchivedEvent[]> {
  const rows = await db
    .selectFrom('istsi.bus_events')
    .select(['id', 'chain', 'height', 'contract_id', 'type', 'source', 'subject', 'time', 'tx', 'data', 'digest'])
    .where((where) => where.between('seq', BigInt(from), BigInt(through)))
    .orderBy('seq')
    .execute();
  return rows.map((row) => ({ ...row, height: String(row.height), time: row.time?.toISOString() ?? null }));
}
