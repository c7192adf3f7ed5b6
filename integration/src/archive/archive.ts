import type { Log } from '@istsi/bitcoin-custody';
import { openDatabase } from '../database/open-database.ts';
import { type ArchivedEvents, archiveEvents } from './archive-events.ts';
import type { ArchiveFinding } from './archive-files.ts';
import { type ArchivedOperations, archiveOperations } from './archive-operations.ts';
import { restoreEvents } from './restore-events.ts';
import { type RestoredOperations, restoreOperations } from './restore-operations.ts';
import { verifyArchive } from './verify-archive.ts';
import { verifyOperations } from './verify-operations.ts';

export interface ArchivePlace {
  databaseUrl: string;
  directory: string;
  log: Log;
}

export interface ArchiveRequest {
  router: string;
  /** Only what is so old. */
  before: Date;
  /** Deletes from the database what the archive has of events, and of the history of operations. */
  prune?: boolean;
}

export interface WrittenArchive {
  events: ArchivedEvents;
  operations: ArchivedOperations;
}

/** Archives what the event bus has had, and what operations have been over, since before then. */
export async function writeArchive(
  { databaseUrl, directory, log }: ArchivePlace,
  asked: ArchiveRequest,
): Promise<WrittenArchive> {
  const database = await openDatabase(databaseUrl, log, { connections: 3 });
  try {
    const events = await archiveEvents(database, { directory, ...asked });
    return { events, operations: await archiveOperations(database, { directory, ...asked }) };
  } finally {
    await database.close();
  }
}

/** Brings back into the database what was deleted: of these operations, or of all of them, and then all events as well. */
export async function restoreFromArchive(
  { databaseUrl, directory, log }: ArchivePlace,
  asked: { router: string; operations?: readonly string[] },
): Promise<RestoredOperations & { events: number }> {
  const database = await openDatabase(databaseUrl, log, { connections: 3 });
  try {
    const events = asked.operations ? 0 : await restoreEvents(database, { directory, router: asked.router });
    return { events, ...(await restoreOperations(database, { directory, ...asked })) };
  } finally {
    await database.close();
  }
}

export interface ArchiveReport {
  events: number;
  operations: number;
  findings: ArchiveFinding[];
  /** Operations that went on since they were archived. */
  wentOn: string[];
}

/** Holds an archive and the database against each other; without a database, the archive against itself. */
export async function readArchiveReport({
  databaseUrl,
  directory,
  log,
}: Omit<ArchivePlace, 'databaseUrl'> & { databaseUrl: string | undefined }): Promise<ArchiveReport> {
  const database = databaseUrl === undefined ? undefined : await openDatabase(databaseUrl, log, { connections: 2 });
  try {
    const events = await verifyArchive(database?.db, directory);
    const { kept, findings, wentOn } = await verifyOperations(database?.db, directory);
    const all = [...events.findings, ...findings];
    const isEmpty = all.length === 0 && events.id === undefined && kept.size === 0;
    if (isEmpty) all.push({ code: 'no-archive', message: `there is no archive in ${directory}` });
    return { events: events.size, operations: kept.size, findings: all, wentOn };
  } finally {
    await database?.close();
  }
}
