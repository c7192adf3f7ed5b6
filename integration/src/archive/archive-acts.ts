import { decodeEntry } from '@istsi/audit-log';
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import type { ArchiveFinding, ReadSeries } from './archive-files.ts';

/** Whoever writes the archive anew, sums and all, does not write the audit log anew. */
export async function compareWithAuditLog(
  db: Kysely<Schema>,
  { id, sums }: ReadSeries,
  actions: readonly string[],
): Promise<ArchiveFinding[]> {
  if (id === undefined) return [];
  const rows = await db
    .selectFrom('istsi.audit_entries')
    .select('entry')
    .where('action', 'in', actions)
    .orderBy('arrived')
    .execute();
  const acts = rows
    .map(({ entry }) => (decodeEntry(entry)?.changes ?? {}) as Record<string, unknown>)
    .filter(({ archive }) => archive === id);
  if (acts.length === 0)
    return [{ code: 'unknown', message: `the audit log knows of no archive ${id}: it took the place of another` }];
  return acts.flatMap(({ file, count, sum }): ArchiveFinding[] => {
    if (typeof file !== 'string' || sums.get(file)?.[Number(count) - 1] === sum) return [];
    const isShort = (sums.get(file)?.length ?? 0) < Number(count);
    const what = isShort ? `ends before line ${String(count)}` : `is another one up to line ${String(count)}`;
    const code = isShort ? 'truncated' : 'rewritten';
    return [{ code, file, message: `${file}: it ${what}, by what the audit log has of it` }];
  });
}
