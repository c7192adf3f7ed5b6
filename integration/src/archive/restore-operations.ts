import { type Kysely, sql } from 'kysely';
import { writeAct } from '../audit/write-act.ts';
import { withAdvisoryLock } from '../database/advisory-lock.ts';
import type { Database } from '../database/open-database.ts';
import type { Schema } from '../database/schema.ts';
import { lockRows } from '../operations/wake.ts';
import { ARCHIVE_LOCK, ArchiveError, requireSound } from './errors.ts';
import { contentDigest, readContents } from './operation-content.ts';
import { type Kept, readLine, readPointers, verifyOperations } from './verify-operations.ts';

export interface RestoredOperations {
  /** Of which steps and Stellar transactions are in the database again. */
  restored: number;
  /** Those that went on after they were archived: they are in several lines, and stay there. */
  left: string[];
}

/**
 * Brings back what was deleted of operations that the archive has: of those asked for, each of which it has to have, or of all. Nothing
 * is written unless archive, audit log and database agree, and of each only what makes the database's content that of the line again.
 */
export async function restoreOperations(
  { db, pool }: Pick<Database, 'db' | 'pool'>,
  { directory, router, operations }: { directory: string; router: string; operations?: readonly string[] },
): Promise<RestoredOperations> {
  const done = await withAdvisoryLock(pool, ARCHIVE_LOCK, async () => {
    const archive = await verifyOperations(db, directory);
    if (archive.router !== undefined && archive.router !== router)
      throw new ArchiveError('archive/of-another', { file: directory, found: archive.router, router });
    requireSound(directory, archive.findings);
    const pointers = await readPointers(db);
    const unknown = operations?.filter((key) => !archive.kept.has(key)) ?? [];
    if (unknown.length > 0) throw new ArchiveError('archive/unknown-operation', { directory, operations: unknown });
    const wanted = operations ?? [...archive.kept.keys()];
    const pruned = wanted.filter((key) => pointers.get(key)?.pruned === true);
    const result: RestoredOperations = { restored: 0, left: [] };
    for (const key of pruned) {
      const one = archive.kept.get(key);
      if (one && (await restoreOne(db, { directory, archive: archive.id ?? '' }, key, one))) result.restored++;
      else result.left.push(key);
    }
    return result;
  });
  if (!done) throw new ArchiveError('archive/at-work', { directory });
  return done.value;
}

/** False for one that has more lines than one, or went on since. */
async function restoreOne(
  db: Kysely<Schema>,
  { directory, archive }: { directory: string; archive: string },
  key: string,
  { kind, place, digests }: Kept,
): Promise<boolean> {
  const { previous, content } = readLine(directory, place);
  if (previous !== null) return false;
  return await db.transaction().execute(async (trx) => {
    await lockRows(trx, kind, [key]);
    const before = (await readContents(trx, kind, [key])).get(key);
    if (!before || contentDigest(before) !== digests.pruned) return false;
    await sql`insert into istsi.operation_events overriding system value
      select * from jsonb_populate_recordset(null::istsi.operation_events, ${JSON.stringify(content.steps)}::jsonb)
      on conflict (id) do nothing`.execute(trx);
    await sql`insert into istsi.submissions
      select * from jsonb_populate_recordset(null::istsi.submissions, ${JSON.stringify(content.submissions)}::jsonb)
      on conflict do nothing`.execute(trx);
    const after = (await readContents(trx, kind, [key])).get(key);
    if (!after || contentDigest(after) !== digests.whole)
      throw new Error(`${kind} ${key} is not what was archived once it is restored; nothing of it was`);
    await trx.updateTable('istsi.archived_operations').set({ pruned: false }).where('operation', '=', key).execute();
    await writeAct(trx, { action: 'archive.restore', changes: { archive, operations: '1', kind, operation: key } });
    return true;
  });
}
