import { type Kysely, type Selectable, sql } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { type OperationKind, operationKinds } from '../operations/wake.ts';
import { compareWithAuditLog } from './archive-acts.ts';
import {
  type ArchiveFinding,
  archiveFile,
  type FileEnd,
  OPERATIONS,
  type Place,
  readLines,
  readSeries,
} from './archive-files.ts';
import type { ArchivedOperationTable } from './archive-tables.ts';
import {
  type ArchivedOperation,
  contentDifferences,
  contentDigest,
  lastStep,
  type OperationContent,
  prunedContent,
  readContents,
  until,
} from './operation-content.ts';

/** What is known of an archived operation without its line. */
export interface Kept {
  kind: OperationKind;
  place: Place;
  /** Sums of all lines of it: one that went on has several. */
  sums: readonly string[];
  /** Its last step, by number. */
  last: number;
  /** Of its content, and of what may be left of it in the database. */
  digests: { whole: string; pruned: string };
}

export interface OperationsArchive {
  /** The newest line of each, by key. */
  kept: Map<string, Kept>;
  router: string | undefined;
  id: string | undefined;
  end: (FileEnd & { number: number }) | undefined;
  findings: ArchiveFinding[];
  /** Operations that somebody had looked at again since: they are archived again with the next `archive write`. */
  wentOn: string[];
}

export type Pointer = Selectable<ArchivedOperationTable>;

const AT_ONCE = 500;

/**
 * Holds archived operations against themselves, the audit log, and the rows of the database: what was edited, deleted,
 * inserted or cut off on either side is named. Without a database, against themselves alone.
 */
export async function verifyOperations(db: Kysely<Schema> | undefined, directory: string): Promise<OperationsArchive> {
  const kept = new Map<string, Kept>();
  const read = readSeries(directory, OPERATIONS, (line, place) => {
    const { id, kind, content } = line as ArchivedOperation;
    const digests = { whole: contentDigest(content), pruned: contentDigest(prunedContent(content)) };
    const sums = [...(kept.get(id)?.sums ?? []), place.sum];
    kept.set(id, { kind, place, sums, last: lastStep(content), digests });
  });
  const number = read.sums.size;
  const last = read.sums.get(archiveFile(number, OPERATIONS));
  const end = last && { number, count: last.length, sum: last.at(-1) ?? '' };
  const archive = { kept, router: read.router, id: read.id, end, findings: [...read.findings], wentOn: [] };
  if (!db || read.findings.length > 0) return archive;
  archive.findings.push(...(await compareWithAuditLog(db, read, ['archive.begin', 'archive.operations'])));
  if (archive.findings.length > 0) return archive;
  await compareWithDatabase(db, directory, archive);
  return archive;
}

async function compareWithDatabase(db: Kysely<Schema>, directory: string, archive: OperationsArchive): Promise<void> {
  const pointers = await readPointers(db);
  for (const pointer of pointers.values()) archive.findings.push(...danglingPointer(pointer, archive));
  for (const kind of operationKinds) {
    const keys = [...archive.kept].flatMap(([key, one]) => (one.kind === kind ? [key] : []));
    for (let from = 0; from < keys.length; from += AT_ONCE) {
      const some = keys.slice(from, from + AT_ONCE);
      const contents = await db.transaction().execute(async (trx) => await readContents(trx, kind, some));
      for (const key of some) await compareOne({ db, directory, archive, pointers }, key, contents.get(key));
    }
  }
}

/** Of these, or of all. */
export async function readPointers(db: Kysely<Schema>, keys?: readonly string[]): Promise<Map<string, Pointer>> {
  const all = db.selectFrom('istsi.archived_operations').selectAll();
  const rows = await (keys ? all.where('operation', 'in', keys) : all).execute();
  return new Map(rows.map((row) => [row.operation, row]));
}

/** Whoever is told where something is has to find it there. */
function danglingPointer(pointer: Pointer, { kept, id }: OperationsArchive): ArchiveFinding[] {
  const { operation, archive, file, line, sum } = pointer;
  const isThere = archive === id && kept.get(operation)?.sums.includes(sum) === true;
  if (isThere) return [];
  const message = `of ${operation} the database says that it is in archive ${archive}, ${file}, line ${line}, and it is not there`;
  return [{ code: 'unknown', file, message }];
}

interface Comparison {
  db: Kysely<Schema>;
  directory: string;
  archive: OperationsArchive;
  pointers: ReadonlyMap<string, Pointer>;
}

async function compareOne(
  { db, directory, archive, pointers }: Comparison,
  key: string,
  is: OperationContent | undefined,
): Promise<void> {
  const one = archive.kept.get(key);
  if (!one) return;
  const name = `${one.kind} ${key}`;
  const find = (code: string, message: string): void =>
    void archive.findings.push({ code, file: one.place.file, message: `of the database: ${message}` });
  if (!is) return find('deleted', `${name} was deleted`);
  const hasGoneOn = lastStep(is) > one.last;
  const isPruned = pointers.get(key)?.pruned === true;
  const before = until(is, one.last);
  const digest = contentDigest(before);
  const isAsArchived = digest === one.digests.whole || (isPruned && digest === one.digests.pruned);
  if (isAsArchived && !hasGoneOn) return;
  const was = readLine(directory, one.place).content;
  const expected = isPruned ? prunedContent(was) : was;
  // What came after is not in the archive, and what it changed is no change of what is.
  const since = { row: is.row, submissions: is.submissions };
  const differences = isAsArchived ? [] : contentDifferences(hasGoneOn ? { ...expected, ...since } : expected, before);
  for (const { code, what } of differences) find(code, `${name} differs from what was archived (${code}): ${what}`);
  if (!hasGoneOn) return;
  if (await isInAuditLog(db, is)) archive.wentOn.push(key);
  else find('inserted', `${name} has a step ${lastStep(is)} that the audit log knows nothing of`);
}

/** Each step is written into the audit log by the transaction that takes it. */
async function isInAuditLog(db: Kysely<Schema>, { row, steps }: OperationContent): Promise<boolean> {
  const id = String(row.operation_id ?? row.id);
  const newest = steps.at(-1);
  const { rows } = await sql`select 1 from istsi.audit_entries
    where operation = ${id} and action like ${`%.${String(newest?.state)}`}
      and at between ${String(newest?.at)}::timestamptz - interval '1 minute'
        and ${String(newest?.at)}::timestamptz + interval '1 minute' limit 1`.execute(db);
  return rows.length > 0;
}

/** Of a file that was found to be as it was written. */
export function readLine(directory: string, { file, line }: Place): ArchivedOperation {
  const text = readLines(directory, file)[line - 1] ?? '';
  return JSON.parse(text.slice(65)) as ArchivedOperation;
}

/** All lines of one operation, oldest first, from the archive alone. */
export function findArchivedOperation(
  directory: string,
  operation: string,
): { lines: (ArchivedOperation & { place: Place })[]; findings: ArchiveFinding[] } {
  const lines: (ArchivedOperation & { place: Place })[] = [];
  const { findings } = readSeries(directory, OPERATIONS, (line, place) => {
    const read = line as ArchivedOperation;
    if (read.id === operation) lines.push({ ...read, place });
  });
  return { lines, findings };
}
