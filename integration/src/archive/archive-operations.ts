import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { type Kysely, sql, type Transaction } from 'kysely';
import { writeAct } from '../audit/write-act.ts';
import { withAdvisoryLock } from '../database/advisory-lock.ts';
import type { Database } from '../database/open-database.ts';
import type { Schema } from '../database/schema.ts';
import { lockRows, type OperationKind, operationKinds, operationTables } from '../operations/wake.ts';
import { type AppendedLines, appendLines, nextFile, packFull } from './append-lines.ts';
import { OPERATIONS } from './archive-files.ts';
import { ARCHIVE_LOCK, ArchiveError, requireSound } from './errors.ts';
import { type ArchivedOperation, archivedStates, contentDigest, readContents } from './operation-content.ts';
import { type Kept, type OperationsArchive, readPointers, verifyOperations } from './verify-operations.ts';

export interface ArchivedOperations {
  /** Operations that are in it now. */
  size: number;
  added: number;
  /** Operations of which the database kept only the row, the first step and the last one. */
  pruned: number;
}

export interface ArchiveOperationsOptions {
  directory: string;
  router: string;
  /** Only what has been over since before then. */
  before: Date;
  /** Deletes what the archive has of their history. */
  prune?: boolean;
  mostLines?: number;
}

const MOST_LINES = 5_000;
/** A file is read whole before something is added to it. */
const AT_ONCE = 1_000;

/**
 * Adds operations that have been over for so long to the archive, reads it again, says in each one's place where it is, and
 * deletes what was asked to be: only what stands in a line that was just read and equals the row, and in one transaction
 * with the place and the entry of the audit log. A kill in between leaves an operation in the database, in the archive, or in both.
 */
export async function archiveOperations(
  { db, pool }: Pick<Database, 'db' | 'pool'>,
  options: ArchiveOperationsOptions,
): Promise<ArchivedOperations> {
  const done = await withAdvisoryLock(pool, ARCHIVE_LOCK, async () => await archive(db, options));
  if (!done) throw new ArchiveError('archive/at-work', { directory: options.directory });
  return done.value;
}

async function archive(db: Kysely<Schema>, options: ArchiveOperationsOptions): Promise<ArchivedOperations> {
  const { directory, router, before, prune = false } = options;
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const found = await verifyOperations(db, directory);
  if (found.router !== undefined && found.router !== router)
    throw new ArchiveError('archive/of-another', { file: directory, found: found.router, router });
  requireSound(directory, found.findings);
  const added = await addOperations(db, options, found, before);
  const now = added === 0 ? found : await verifyOperations(db, directory);
  requireSound(directory, now.findings);
  await packFull(directory, OPERATIONS, now.end);
  const pruned = await settle(db, now, prune);
  return { size: now.kept.size, added, pruned };
}

/** Those that are not in it yet, and those that went on since they were. */
async function addOperations(
  db: Kysely<Schema>,
  { directory, router, mostLines = MOST_LINES }: ArchiveOperationsOptions,
  found: OperationsArchive,
  before: Date,
): Promise<number> {
  const id = found.id ?? randomUUID();
  let [end, last, added]: [OperationsArchive['end'], AppendedLines | undefined, number] = [found.end, undefined, 0];
  const again = new Set(found.wentOn);
  for (const kind of operationKinds) {
    const keys = (await overSince(db, kind, before)).filter((key) => !found.kept.has(key) || again.has(key));
    for (let from = 0; from < keys.length; ) {
      // Before its first line: an archive that the audit log knows nothing of is none of this system's.
      if (end === undefined) await writeAct(db, { action: 'archive.begin', changes: { archive: id } });
      const some = keys.slice(from, from + AT_ONCE);
      const lines = await db.transaction().execute(async (trx) => await linesOf(trx, kind, some, found.kept));
      const number = nextFile(end, mostLines);
      const target = { directory, series: OPERATIONS, archive: id, router, number, previous: end ?? null, mostLines };
      last = await appendLines(target, lines);
      end = last;
      from += last.added;
      added += last.added;
    }
  }
  if (last) {
    const { file, count, sum } = last;
    const changes = { archive: id, file, count, sum, operations: String(found.kept.size + added) };
    await writeAct(db, { action: 'archive.operations', changes });
  }
  return added;
}

async function overSince(db: Kysely<Schema>, kind: OperationKind, before: Date): Promise<string[]> {
  const { table, key } = operationTables[kind];
  const { rows } = await sql<{ key: string }>`select ${sql.ref(key)} as key from ${sql.table(table)}
    where state = any(${[...archivedStates[kind]]}::text[]) and updated_at < ${before} and wake_at is null
    order by created_at, ${sql.ref(key)}`.execute(db);
  return rows.map((row) => row.key);
}

async function linesOf(
  trx: Transaction<Schema>,
  kind: OperationKind,
  keys: readonly string[],
  kept: ReadonlyMap<string, Kept>,
): Promise<ArchivedOperation[]> {
  const contents = await readContents(trx, kind, keys);
  return keys.flatMap((id) => {
    const content = contents.get(id);
    return content ? [{ id, kind, previous: kept.get(id)?.place ?? null, content }] : [];
  });
}

/** Says where each is that the archive was just shown to hold, and deletes what is only there from then on. */
async function settle(db: Kysely<Schema>, archive: OperationsArchive, prune: boolean): Promise<number> {
  const pointers = await readPointers(db);
  let pruned = 0;
  for (const kind of operationKinds) {
    const due = [...archive.kept].flatMap(([key, one]) => {
      const pointer = pointers.get(key);
      const isTold = pointer?.sum === one.place.sum && (pointer.pruned || !prune);
      return one.kind === kind && !isTold ? [key] : [];
    });
    for (let from = 0; from < due.length; from += AT_ONCE) {
      const some = due.slice(from, from + AT_ONCE);
      const done = await db
        .transaction()
        .execute(async (trx) => await settleSome(trx, { kind, keys: some, archive, prune }));
      if (prune) pruned += done;
    }
  }
  return pruned;
}

async function settleSome(
  trx: Transaction<Schema>,
  asked: { kind: OperationKind; keys: readonly string[]; archive: OperationsArchive; prune: boolean },
): Promise<number> {
  const { kind, keys, archive, prune } = asked;
  await lockRows(trx, kind, keys);
  const contents = await readContents(trx, kind, keys);
  const pointers = await readPointers(trx, keys);
  const held = keys.flatMap((key) => {
    const [one, content] = [archive.kept.get(key), contents.get(key)];
    if (!one || !content) return [];
    const digest = contentDigest(content);
    // One that was pruned and is told of in another line has no more than what is left.
    const isHeld =
      digest === one.digests.whole || (pointers.get(key)?.pruned === true && digest === one.digests.pruned);
    return isHeld ? [{ key, place: one.place }] : [];
  });
  if (held.length === 0) return 0;
  const rows = held.map(({ key, place }) => ({
    ...{ operation: key, kind, archive: archive.id ?? '', file: place.file, line: place.line, sum: place.sum },
    pruned: prune || pointers.get(key)?.pruned === true,
  }));
  await trx
    .insertInto('istsi.archived_operations')
    .values(rows)
    .onConflict((it) =>
      it.column('operation').doUpdateSet((row) => ({
        archive: row.ref('excluded.archive'),
        file: row.ref('excluded.file'),
        line: row.ref('excluded.line'),
        sum: row.ref('excluded.sum'),
        pruned: row.ref('excluded.pruned'),
      })),
    )
    .execute();
  if (prune) {
    await deleteHistory(
      trx,
      held.map(({ key }) => key),
    );
    const changes = { archive: archive.id ?? '', operations: String(held.length), kind };
    await writeAct(trx, { action: 'archive.prune', changes });
  }
  return held.length;
}

/** The first step and the last stay, so that the timeline has its ends; what a mint or payout became stands in the row. */
async function deleteHistory(trx: Transaction<Schema>, keys: readonly string[]): Promise<void> {
  const asked = sql`any(${[...keys]}::text[])`;
  await sql`delete from istsi.operation_events e using
      (select operation, min(id) as first, max(id) as last from istsi.operation_events
        where operation = ${asked} group by operation) ends
    where e.operation = ends.operation and e.id not in (ends.first, ends.last)`.execute(trx);
  await sql`delete from istsi.submissions where operation = ${asked}`.execute(trx);
}
