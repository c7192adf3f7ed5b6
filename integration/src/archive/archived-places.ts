import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { loadTimeline } from '../operations/operation-store.ts';

/** Where the rest of an operation's history is. */
export interface ArchivedPlace {
  /** Which archive: its files say so in their first line. */
  archive: string;
  file: string;
  /** From 1. */
  line: number;
  /** SHA-256 of the line and all before it in the file, as it stands at its beginning; hex. */
  sum: string;
  /** Whether steps and Stellar transactions are only there; otherwise they are here as well. */
  pruned: boolean;
  at: Date;
}

/** Null where nothing of it was archived. */
export async function archivedPlace(db: Kysely<Schema>, operation: string): Promise<ArchivedPlace | null> {
  const row = await db
    .selectFrom('istsi.archived_operations')
    .select(['archive', 'file', 'line', 'sum', 'pruned', 'at'])
    .where('operation', '=', operation)
    .executeTakeFirst();
  return row ?? null;
}

export async function loadHistory(db: Kysely<Schema>, operation: string) {
  const [timeline, archived] = await Promise.all([loadTimeline(db, operation), archivedPlace(db, operation)]);
  return { timeline, archived };
}
