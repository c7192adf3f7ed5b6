import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { type Kysely, sql } from 'kysely';
import { writeAct } from '../audit/write-act.ts';
import { withAdvisoryLock } from '../database/advisory-lock.ts';
import type { Database } from '../database/open-database.ts';
import type { Schema } from '../database/schema.ts';
import { type AppendedLines, appendLines, nextFile, packFull } from './append-lines.ts';
import { EVENTS, type FileEnd } from './archive-files.ts';
import { ARCHIVE_LOCK, ArchiveError, requireSound } from './errors.ts';
import { readRows } from './event-rows.ts';
import { pruneEvents } from './prune-events.ts';
import { verifyArchive } from './verify-archive.ts';

/** Lines of a file, after which the next one begins. */
const MOST_LINES = 50_000;
const AT_ONCE = 2_000;

export interface ArchivedEvents {
  /** Events that are in it now. */
  size: number;
  /** Of these, new. */
  added: number;
  /** Events that are in it alone from now on. */
  pruned: number;
}

export interface ArchiveEventsOptions {
  directory: string;
  router: string;
  /** Only what is so old. */
  before: Date;
  /** Deletes what the archive has of them. */
  prune?: boolean | undefined;
  mostLines?: number;
}

/**
 * Adds to the archive what the bus has had for so long, in its order. What is there already is held against the database
 * first, and what was added is read again afterwards; how far it came is written into the audit log. A kill in between
 * leaves an archive that ends earlier. Rows are deleted where that is asked for, as far as the archive was just read to have them.
 */
export async function archiveEvents(
  { db, pool }: Pick<Database, 'db' | 'pool'>,
  options: ArchiveEventsOptions,
): Promise<ArchivedEvents> {
  const done = await withAdvisoryLock(pool, ARCHIVE_LOCK, async () => await archive(db, options));
  if (!done) throw new ArchiveError('archive/at-work', { directory: options.directory });
  return done.value;
}

async function archive(
  db: Kysely<Schema>,
  { directory, router, before, prune = false, mostLines = MOST_LINES }: ArchiveEventsOptions,
): Promise<ArchivedEvents> {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const found = await verifyArchive(db, directory);
  if (found.router !== undefined && found.router !== router)
    throw new ArchiveError('archive/of-another', { file: directory, found: found.router, router });
  requireSound(directory, found.findings);
  const through = await lastBefore(db, before);
  let { size } = found;
  const id = found.id ?? randomUUID();
  // Before its first event: an archive with some that the audit log knows nothing of is none of this system's.
  if (size === 0 && through > 0) await writeAct(db, { action: 'archive.begin', changes: { archive: id } });
  let end: (FileEnd & { number: number }) | undefined = found.end;
  let last: AppendedLines | undefined;
  while (size < through) {
    const number = nextFile(end, mostLines);
    const rows = await readRows(db, size + 1, Math.min(through, size + Math.min(AT_ONCE, mostLines - 1)));
    const events = rows.map(({ event }) => event);
    const target = { directory, series: EVENTS, archive: id, number, router, previous: end ?? null, mostLines };
    last = await appendLines(target, events);
    end = last;
    size += last.added;
  }
  if (last) {
    const { file, count, sum } = last;
    await writeAct(db, { action: 'archive.events', changes: { archive: id, file, count, sum, events: String(size) } });
  }
  const after = await verifyArchive(db, directory);
  requireSound(directory, after.findings);
  await packFull(directory, EVENTS, after.end);
  const pruned = prune ? await pruneEvents(db, directory, after, through) : 0;
  return { size, added: size - found.size, pruned };
}

/** Place of the last event that is so old, and before which none is younger. */
async function lastBefore(db: Kysely<Schema>, before: Date): Promise<number> {
  const { rows } = await sql<{ through: bigint | null }>`
    select coalesce(
      (select min(seq) - 1 from istsi.bus_events where seq is not null and time >= ${before}),
      (select max(seq) from istsi.bus_events)
    ) as through`.execute(db);
  return Number(rows[0]?.through ?? 0n);
}
