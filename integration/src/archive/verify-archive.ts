import { createHash } from 'node:crypto';
import { type Difference, differencesOf } from '@istsi/audit-log';
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { compareWithAuditLog } from './archive-acts.ts';
import { type ArchivedEvent, type ArchiveFinding, archiveFile, type FileEnd, readArchive } from './archive-files.ts';
import { readRows } from './event-rows.ts';

export interface ArchiveVerification {
  /** Events that are in it. */
  size: number;
  router: string | undefined;
  id: string | undefined;
  /** Of the last file; undefined where there is none. */
  end: (FileEnd & { number: number }) | undefined;
  findings: ArchiveFinding[];
}

const AT_ONCE = 5_000;

/**
 * Holds the archive against itself, against what the audit log says of it, and the rows of the bus against it: an event that
 * was edited, deleted, inserted, moved or cut off on either side is named. Without a database, against itself alone.
 */
export async function verifyArchive(db: Kysely<Schema> | undefined, directory: string): Promise<ArchiveVerification> {
  const archive = readArchive(directory);
  const { events, router, id, sums, findings } = archive;
  const number = sums.size;
  const last = sums.get(archiveFile(number));
  const end = last && { number, count: last.length, sum: last.at(-1) ?? '' };
  const named = [...findings];
  if (db && findings.length === 0) {
    named.push(...(await compareWithAuditLog(db, archive, ['archive.begin', 'archive.events'])));
    named.push(...(await compareWithRows(db, events)));
  }
  return { size: events.length, router, id, end, findings: named };
}

const digestOf = (event: ArchivedEvent): string => createHash('sha256').update(JSON.stringify(event)).digest('hex');

async function compareWithRows(db: Kysely<Schema>, events: readonly ArchivedEvent[]): Promise<ArchiveFinding[]> {
  const found: string[] = [];
  // What was put in or taken out moves all that is behind it: some more are read than there should be.
  for (let from = 1; ; from += AT_ONCE) {
    const rows = await readRows(db, from, from + AT_ONCE - 1);
    found.push(...rows.map(digestOf));
    if (rows.length === 0 && from > events.length) break;
  }
  return differencesOf(events.map(digestOf), found, { mayGrow: true }).map((difference) => ofRow(difference, events));
}

/** The places of the bus begin with 1, and those of a list with 0. */
function ofRow({ code, index }: Difference, events: readonly ArchivedEvent[]): ArchiveFinding {
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
