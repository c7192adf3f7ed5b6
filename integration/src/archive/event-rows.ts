import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import type { ArchivedEvent } from './archive-files.ts';

/** An event as it stands in its row, and its place in the order of the bus. */
export interface PlacedEvent {
  seq: number;
  event: ArchivedEvent;
}

/** In their order. */
export async function readRows(db: Kysely<Schema>, from: number, through: number): Promise<PlacedEvent[]> {
  const rows = await db
    .selectFrom('istsi.bus_events')
    .select([
      'seq',
      'id',
      'chain',
      'height',
      'contract_id',
      'type',
      'source',
      'subject',
      'time',
      'tx',
      'data',
      'digest',
    ])
    .where((where) => where.between('seq', BigInt(from), BigInt(through)))
    .orderBy('seq')
    .execute();
  return rows.map(({ seq, ...row }) => ({
    seq: Number(seq),
    event: { ...row, height: String(row.height), time: row.time?.toISOString() ?? null },
  }));
}

/** By which one that was archived is known again. */
export const eventDigest = (event: ArchivedEvent): string =>
  createHash('sha256').update(JSON.stringify(event)).digest('hex');
