import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createJournal, openJournal } from '@istsi/bitcoin-custody';
import { type ArchiveHeader, archiveFile, type FileEnd, type Series } from './archive-files.ts';
import { archiveFailure } from './errors.ts';
import { packFile } from './packed-files.ts';

export interface LinesTarget {
  directory: string;
  series: Series;
  /** Which archive it is. */
  archive: string;
  router: string;
  number: number;
  /** How the file before ended, or this one so far. */
  previous: FileEnd | null;
  mostLines: number;
}

export interface AppendedLines extends FileEnd {
  number: number;
  file: string;
  added: number;
}

/** The last file while it has room, or the next one. */
export const nextFile = (end: (FileEnd & { number: number }) | undefined, mostLines: number): number =>
  end === undefined ? 1 : end.count >= mostLines ? end.number + 1 : end.number;

/** As many as the file has room for, on disk when it returns. */
export async function appendLines(target: LinesTarget, contents: readonly object[]): Promise<AppendedLines> {
  const { directory, series, archive, router, number, previous, mostLines } = target;
  const file = archiveFile(number, series);
  const path = join(directory, file);
  if (!existsSync(path)) {
    const before = previous && { count: previous.count, sum: previous.sum };
    const header: ArchiveHeader = { format: series.format, version: 1, archive, router, number, previous: before };
    createJournal(path, header, archiveFailure);
  }
  const journal = await openJournal(path, archiveFailure);
  try {
    const added = contents.slice(0, Math.max(1, mostLines - journal.head().count));
    journal.append(...added);
    return { ...journal.head(), number, file, added: added.length };
  } finally {
    journal.close();
  }
}

/** Packs the files of a series that are full: all but the last one. The caller has just read them, and found them sound. */
export async function packFull(directory: string, series: Series, end: { number: number } | undefined): Promise<void> {
  for (let number = 1; number < (end?.number ?? 0); number++)
    await packFile(join(directory, archiveFile(number, series)));
}
