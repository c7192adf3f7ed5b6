import { type AliasedRawBuilder, type Kysely, sql } from 'kysely';
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

interface HistoryColumns {
  timeline: { id: string; at: string; state: string; detail: Record<string, string> }[];
  archived: (Omit<ArchivedPlace, 'at'> & { at: string }) | null;
}

/**
 * The history of the operation that this column names, to be selected with its row: one question in place of three, and state and
 * timeline are of one moment.
 */
export function historyColumns(
  operation: string,
): [
  AliasedRawBuilder<HistoryColumns['timeline'], 'timeline'>,
  AliasedRawBuilder<HistoryColumns['archived'], 'archived'>,
] {
  const key = sql.ref(operation);
  return [
    sql<HistoryColumns['timeline']>`(
      select coalesce(json_agg(json_build_object('id', e.id::text, 'at', e.at, 'state', e.state, 'detail', e.detail)
        order by e.id), '[]')
      from istsi.operation_events e where e.operation = ${key})`.as('timeline'),
    sql<HistoryColumns['archived']>`(
      select json_build_object('archive', a.archive, 'file', a.file, 'line', a.line, 'sum', a.sum, 'pruned', a.pruned, 'at', a.at)
      from istsi.archived_operations a where a.operation = ${key})`.as('archived'),
  ];
}

/** What `historyColumns` selected. JSON has no times: they come as text. */
export const historyOf = ({ timeline, archived }: HistoryColumns) => ({
  timeline: timeline.map((step) => ({ ...step, at: new Date(step.at) })),
  archived: archived && { ...archived, at: new Date(archived.at) },
});
