import type { Log } from '@istsi/bitcoin-custody';
import { openDatabase } from '../database/open-database.ts';
import { type Archived, archiveEvents } from './archive-events.ts';
import { type ArchiveVerification, verifyArchive } from './verify-archive.ts';

export interface ArchivePlace {
  databaseUrl: string;
  directory: string;
  log: Log;
}

/** Archives what the event bus has had since before then. */
export async function archiveBus(place: ArchivePlace, asked: { router: string; before: Date }): Promise<Archived> {
  const { db, close } = await openDatabase(place.databaseUrl, place.log, { connections: 2 });
  try {
    return await archiveEvents(db, { directory: place.directory, ...asked });
  } finally {
    await close();
  }
}

/** Holds an archive and the event bus against each other. */
export async function verifyBusArchive({ databaseUrl, directory, log }: ArchivePlace): Promise<ArchiveVerification> {
  const { db, close } = await openDatabase(databaseUrl, log, { connections: 2 });
  try {
    return await verifyArchive(db, directory);
  } finally {
    await close();
  }
}
