import { type Kysely, sql } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { BusError } from './errors.ts';

/** The last place before which events may be in the archive alone; 0 while all are here. */
export async function archivedThrough(db: Kysely<Schema>): Promise<bigint> {
  const { rows } = await sql<{ through: bigint }>`
    select coalesce(max(through_seq), 0) as through from istsi.archived_event_files`.execute(db);
  return rows[0]?.through ?? 0n;
}

/** Refuses what would begin among events that are not here, and says where they are: a reader is never shown a gap as none. */
export async function requireHere(db: Kysely<Schema>, after: bigint): Promise<void> {
  const through = await archivedThrough(db);
  if (after >= through) return;
  const first = await db
    .selectFrom('istsi.archived_event_files')
    .select(['archive', 'file', 'first_seq'])
    .where('through_seq', '>', after)
    .orderBy('first_seq')
    .limit(1)
    .executeTakeFirst();
  if (!first) return;
  const { archive, file, first_seq } = first;
  // The header is the first line, and of a file the first event its second.
  const line = after + 1n > first_seq ? after + 1n - first_seq + 2n : 2n;
  throw new BusError('bus/archived', {
    seq: String(after + 1n),
    through: String(through),
    archive,
    file,
    line: Number(line),
  });
}
