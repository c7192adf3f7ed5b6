import { type Difference, differencesOf } from '@istsi/audit-log';
import type { Kysely } from 'kysely';
import { archivedThrough } from '../bus/archived-through.ts';
import type { Schema } from '../database/schema.ts';
import { compareWithAuditLog } from './archive-acts.ts';
import { type ArchiveFinding, archiveFile, EVENTS, type FileEnd, readSeries } from './archive-files.ts';
import { eventDigest, readRows } from './event-rows.ts';

/** What is known of an archived event without its line; its place is that in the list, from 1. */
export interface KnownEvent {
  id: string;
  digest: string;
}

export interface ArchiveVerification {
  /** Events that are in it. */
  size: number;
  router: string | undefined;
  id: string | undefined;
  /** Of the last file; undefined where there is none. */
  end: (FileEnd & { number: number }) | undefined;
  findings: ArchiveFinding[];
  events: readonly KnownEvent[];
  /** Of each file, in their order, how many events it has. */
  files: readonly { file: string; count: number }[];
}

const AT_ONCE = 5_000;

/**
 * Holds the archive against itself, against what the audit log says of it, and the rows of the bus against it: an event that
 * was edited, deleted, inserted, moved or cut off on either side is named. Without a database, against itself alone.
 */
export async function verifyArchive(db: Kysely<Schema> | undefined, directory: string): Promise<ArchiveVerification> {
  const events: KnownEvent[] = [];
  const archive = readSeries(directory, EVENTS, (line) => {
    const event = line as { id: string };
    events.push({ id: event.id, digest: eventDigest(event) });
  });
  const { findings, router, id, sums } = archive;
  const number = sums.size;
  const last = sums.get(archiveFile(number));
  const end = last && { number, count: last.length, sum: last.at(-1) ?? '' };
  const named = [...findings];
  if (db && findings.length === 0) {
    named.push(...(await compareWithAuditLog(db, archive, ['archive.begin', 'archive.events'])));
    named.push(...(await compareWithRows(db, { id, events })));
  }
  const files = [...sums].map(([file, lines]) => ({ file, count: lines.length - 1 }));
  return { size: events.length, router, id, end, findings: named, events, files };
}

interface Known {
  id: string | undefined;
  events: readonly KnownEvent[];
}

async function compareWithRows(db: Kysely<Schema>, { id, events }: Known): Promise<ArchiveFinding[]> {
  const through = Number(await archivedThrough(db));
  const missing = await missingOf(db, { id, events }, through);
  if (missing) return [missing];
  const left = await compareLeft(db, events, through);
  const found: string[] = [];
  // What was put in or taken out moves all that is behind it: some more are read than there should be.
  for (let from = through + 1; ; from += AT_ONCE) {
    const rows = await readRows(db, from, from + AT_ONCE - 1);
    found.push(...rows.map(({ event }) => eventDigest(event)));
    if (rows.length === 0 && from > events.length) break;
  }
  const expected = events.slice(through).map(({ digest }) => digest);
  const differences = differencesOf(expected, found, { mayGrow: true });
  return [...left, ...differences.map(({ code, index }) => ofRow({ code, index: index + through }, events))];
}

/** What the database no longer has must be in this archive, and not in another one. */
async function missingOf(
  db: Kysely<Schema>,
  { id, events }: Known,
  through: number,
): Promise<ArchiveFinding | undefined> {
  if (through === 0) return undefined;
  const rows = await db.selectFrom('istsi.archived_event_files').select('archive').distinct().execute();
  const other = rows.find(({ archive }) => archive !== id);
  if (!other && events.length >= through) return undefined;
  const where = other ? `archive ${other.archive} alone` : 'the archive alone, which ends before';
  return { code: 'unknown', message: `of the database: events up to ${through} are in ${where}` };
}

/** Some stayed when others around them were deleted: each is what was archived in its place. */
async function compareLeft(
  db: Kysely<Schema>,
  events: readonly KnownEvent[],
  through: number,
): Promise<ArchiveFinding[]> {
  const found: ArchiveFinding[] = [];
  for (let from = 1; from <= through; from += AT_ONCE) {
    const rows = await readRows(db, from, Math.min(through, from + AT_ONCE - 1));
    for (const { seq, event } of rows)
      if (eventDigest(event) !== events[seq - 1]?.digest) found.push(ofRow({ code: 'edited', index: seq - 1 }, events));
  }
  return found;
}

/** The places of the bus begin with 1, and those of a list with 0. */
function ofRow({ code, index }: Pick<Difference, 'code' | 'index'>, events: readonly KnownEvent[]): ArchiveFinding {
  const seq = index + 1;
  const id = events[index]?.id;
  const what: Record<Difference['code'], string> = {
    edited: `event ${seq} (${id}) was edited`,
    deleted: `event ${seq} (${id}) was deleted`,
    inserted: `something was inserted before event ${seq} (${id})`,
    reordered: `event ${seq} (${id}) is in another place`,
    truncated: `the events end before ${seq} (${id})`,
    rewritten: `from event ${seq} (${id}) on they are others`,
  };
  return { code, seq, message: `of the database: ${what[code]}` };
}
