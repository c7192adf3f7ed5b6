import { type Kysely, sql } from 'kysely';
import type { Schema } from '../database/schema.ts';
import type { Severity } from './alert-rules.ts';
import { type Alert, alertOf, loadSilences } from './alert-store.ts';

/** The alerts of one type, however many they were. */
export interface DigestGroup {
  last: Alert;
  total: number;
  /** Of these, not over at the end. */
  open: number;
}

/**
 * Those that fired before the end and were not over before the beginning, silenced ones among them: a silence keeps people
 * from being woken, not from knowing.
 */
export async function groupAlerts(
  db: Kysely<Schema>,
  { from, to }: { from: Date; to: Date },
  severities: readonly Severity[],
  now: Date,
): Promise<DigestGroup[]> {
  const rows = await db
    .selectFrom('istsi.alerts')
    .selectAll()
    .select([
      sql<bigint>`count(*) over (partition by alert_type)`.as('total'),
      sql<bigint>`count(*) filter (where resolved_at is null or resolved_at >= ${to}) over (partition by alert_type)`.as(
        'open',
      ),
    ])
    .distinctOn('alert_type')
    .where('severity', 'in', [...severities])
    .where('fired_at', '<', to)
    .where((where) => where.or([where('resolved_at', 'is', null), where('resolved_at', '>=', from)]))
    .orderBy('alert_type')
    .orderBy('since', 'desc')
    .orderBy('id')
    .execute();
  const silences = await loadSilences(db, now);
  return rows
    .map((row) => ({ last: alertOf(row, silences), total: Number(row.total), open: Number(row.open) }))
    .sort((one, other) => one.last.since.getTime() - other.last.since.getTime());
}
