import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packedPath, readPacked } from './packed-files.ts';

/**
 * An archive is a directory of files, each a custody journal: lines of `<sum> <JSON>`, where a sum is of the sum before and
 * the JSON, and beside it how far it had come (`.head`). The first line says which file it is, and how the one before ended.
 * A file that is full is packed (`.gz`): sums and lines are those of what is in it.
 */
export interface ArchiveHeader {
  format: string;
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

export interface ReadSeries {
  router: string | undefined;
  /** Which archive it is. */
  id: string | undefined;
  /** Of each file, the sum that each number of lines has. */
  sums: Map<string, string[]>;
  findings: ArchiveFinding[];
}

/** Files of one kind, which continue each other; a directory may have a series of each. */
export interface Series {
  format: string;
  prefix: string;
}

export const EVENTS: Series = { format: 'istsi-event-archive', prefix: 'events' };
export const OPERATIONS: Series = { format: 'istsi-operation-archive', prefix: 'operations' };
const NO_SUM = '0'.repeat(64);

export const archiveFile = (number: number, { prefix } = EVENTS): string =>
  `${prefix}-${String(number).padStart(6, '0')}.log`;

/** Where a line is: counted from 1, which is the header's. */
export interface Place {
  file: string;
  line: number;
  sum: string;
}

/** Of a line, after the one before. */
export const sumOf = (before: string, json: string): string =>
  createHash('sha256').update(`${before}\n${json}`).digest('hex');

/**
 * Reads a series without believing anything, a file at a time, and names what is not as it was written: `onLine` has each line that is,
 * up to the first that is not.
 */
export function readSeries(
  directory: string,
  series: Series,
  onLine: (content: object, place: Place) => void,
): ReadSeries {
  const archive: ReadSeries = { router: undefined, id: undefined, sums: new Map(), findings: [] };
  const isFile = new RegExp(`^${series.prefix}-(\\d{6})\\.log(?:\\.gz)?$`);
  const numbers = namesIn(directory).flatMap((name) => isFile.exec(name)?.[1] ?? []);
  const last = Math.max(0, ...numbers.map(Number));
  let previous: FileEnd | null = null;
  for (let number = 1; number <= last; number++)
    previous = readFile({ directory, series, number, previous }, archive, onLine);
  return archive;
}

/** A directory that is not there has no files; one that cannot be read is no empty one. */
function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

interface Expected {
  directory: string;
  series: Series;
  number: number;
  previous: FileEnd | null;
}

function readFile(
  expected: Expected,
  archive: ReadSeries,
  onLine: (content: object, place: Place) => void,
): FileEnd | null {
  const file = archiveFile(expected.number, expected.series);
  const path = join(expected.directory, file);
  const find = (code: string, message: string): void =>
    void archive.findings.push({ code, file, message: `${file}: ${message}` });
  const text = textOf(path);
  if (text === undefined) {
    find('deleted', 'it is not there, and a later one is');
    return null;
  }
  if (text === 'damaged') {
    find('altered', 'what is packed in it is not what was packed: it cannot be unpacked');
    return null;
  }
  const lines = text.lines;
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
    const content = JSON.parse(json) as object;
    if (i === 0) readHeader(content as ArchiveHeader, expected, archive, find);
    else onLine(content, { file, line: i + 1, sum });
  }
  archive.sums.set(file, sums);
  checkHead(`${path}.head`, sums, find);
  return { count: sums.length, sum: sums.at(-1) ?? NO_SUM };
}

/** The lines of one file, packed or not; none of one that is not there. */
export function readLines(directory: string, file: string): readonly string[] {
  const text = textOf(join(directory, file));
  return typeof text === 'object' ? text.lines : [];
}

/** A kill between packing and deleting leaves both, which are the same. */
function textOf(path: string): { lines: string[] } | 'damaged' | undefined {
  if (existsSync(path)) return { lines: linesOf(readFileSync(path)) };
  if (!existsSync(packedPath(path))) return undefined;
  const bytes = readPacked(path);
  return bytes ? { lines: linesOf(bytes) } : 'damaged';
}

const linesOf = (bytes: Buffer): string[] => bytes.toString('utf8').split('\n').slice(0, -1);

type Find = (code: string, message: string) => void;

function readHeader(header: ArchiveHeader, expected: Expected, archive: ReadSeries, find: Find): void {
  if (header.format !== expected.series.format || header.number !== expected.number)
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
