import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * An archive is a directory of files, each a custody journal: lines of `<sum> <JSON>`, where a sum is of the sum before and
 * the JSON, and beside it how far it had come (`.head`). The first line says which file it is, and how the one before ended.
 */
export interface ArchiveHeader {
  format: typeof ARCHIVE_FORMAT;
  version: 1;
  /** Random: which archive this is. */
  archive: string;
  router: string;
  /** 1 for the first. */
  number: number;
  previous: FileEnd | null;
}

/** Lines, the header among them, and the sum of the last one. */
export interface FileEnd {
  count: number;
  sum: string;
}

/** One event of the bus as it stood in its row, without its place: that is the place of its line. */
export type ArchivedEvent = Record<string, unknown> & { id: string };

export interface ArchiveFinding {
  code: string;
  /** Of the file, where it is about one. */
  file?: string;
  /** Place in the order of the bus, where it is about one event. */
  seq?: number;
  message: string;
}

export interface ReadArchive {
  events: ArchivedEvent[];
  router: string | undefined;
  /** Which archive it is. */
  id: string | undefined;
  /** Of each file, the sum that each number of lines has. */
  sums: Map<string, string[]>;
  findings: ArchiveFinding[];
}

export const ARCHIVE_FORMAT = 'istsi-event-archive';
const NO_SUM = '0'.repeat(64);

export const archiveFile = (number: number): string => `events-${String(number).padStart(6, '0')}.log`;

export const sumOf = (before: string, json: string): string =>
  createHash('sha256').update(`${before}\n${json}`).digest('hex');

/** Reads all of it without believing anything, and names what is not as it was written. */
export function readArchive(directory: string): ReadArchive {
  const archive: ReadArchive = { events: [], router: undefined, id: undefined, sums: new Map(), findings: [] };
  const names = existsSync(directory) ? readdirSync(directory).filter((name) => /^events-\d{6}\.log$/.test(name)) : [];
  const last = Math.max(0, ...names.map((name) => Number(name.slice(7, 13))));
  let previous: FileEnd | null = null;
  for (let number = 1; number <= last; number++) previous = readFile(directory, number, previous, archive);
  return archive;
}

function readFile(directory: string, number: number, previous: FileEnd | null, archive: ReadArchive): FileEnd | null {
  const file = archiveFile(number);
  const find = (code: string, message: string): void =>
    void archive.findings.push({ code, file, message: `${file}: ${message}` });
  if (!existsSync(join(directory, file))) {
    find('deleted', 'it is not there, and a later one is');
    return null;
  }
  const text = readFileSync(join(directory, file), 'utf8');
  const lines = text.split('\n').slice(0, -1);
  const sums: string[] = [];
  for (const [i, line] of lines.entries()) {
    const [sum, json] = [line.slice(0, 64), line.slice(65)];
    if (line[64] !== ' ' || sum !== sumOf(sums.at(-1) ?? NO_SUM, json)) {
      find(
        'altered',
        `line ${i + 1} is not what was written after the one before: it was edited, or a line was deleted, inserted or moved`,
      );
      return null;
    }
    sums.push(sum);
    if (i === 0) readHeader(JSON.parse(json) as ArchiveHeader, { number, previous }, archive, find);
    else archive.events.push(JSON.parse(json) as ArchivedEvent);
  }
  archive.sums.set(file, sums);
  checkHead(join(directory, `${file}.head`), sums, find);
  return { count: sums.length, sum: sums.at(-1) ?? NO_SUM };
}

type Find = (code: string, message: string) => void;

function readHeader(
  header: ArchiveHeader,
  expected: { number: number; previous: FileEnd | null },
  archive: ReadArchive,
  find: Find,
): void {
  if (header.format !== ARCHIVE_FORMAT || header.number !== expected.number)
    find('altered', `it is no file ${expected.number} of an archive`);
  archive.router ??= header.router;
  archive.id ??= header.archive;
  if (header.router !== archive.router || header.archive !== archive.id)
    find('altered', `it is of another archive (router ${header.router})`);
  const { previous } = expected;
  if (header.previous?.sum !== previous?.sum || header.previous?.count !== previous?.count)
    find('altered', 'it does not continue the file before it as that is now');
}

/** A crash may leave the file ahead of its head, and never behind it. */
function checkHead(path: string, sums: readonly string[], find: Find): void {
  const [count = '', sum] = existsSync(path) ? readFileSync(path, 'utf8').trim().split(' ') : [];
  if (sum === undefined || sums[Number(count) - 1] !== sum)
    find('truncated', `it has ${sums.length} lines, and once had ${sum === undefined ? 'more' : Number(count)}`);
}
