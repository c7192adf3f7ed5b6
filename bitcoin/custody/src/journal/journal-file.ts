import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  readSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { takeJournalLock } from './journal-lock.ts';

/** What is wrong with a journal. Its owner says in its own words what follows from it. */
export type JournalProblem =
  | { is: 'damaged'; line: number }
  | { is: 'rolled-back'; found: number; expected: number | undefined }
  | { is: 'missing' }
  | { is: 'exists' }
  | { is: 'in-use' }
  | { is: 'not-written' };

/** The error that the owner of a journal throws. */
export type JournalFailure = (file: string, problem: JournalProblem, options?: ErrorOptions) => Error;

/**
 * An append-only file of lines, each `<sum> <JSON>` with `sum` = sha256 of the sum before and the JSON: a line that was
 * changed, removed or put in between breaks every sum after it. How far the file had come stands in a second file, so that
 * lines missing at the end are noticed too. One process holds it at a time.
 */
export interface Journal {
  /** The JSON of every line, the header first. */
  readonly contents: readonly unknown[];
  /** A line each, in one write: durable when it returns. */
  append(...contents: readonly object[]): void;
  /** How many lines there are, and the sum of the last one. */
  head(): { count: number; sum: string };
  close(): void;
}

const NO_SUM = '0'.repeat(64);

const headPath = (file: string): string => `${file}.head`;

/** Begins a new file. A file that exists, or that once existed here, is never replaced. */
export function createJournal(file: string, header: object, failure: JournalFailure): void {
  if (existsSync(file) || existsSync(headPath(file))) throw failure(file, { is: 'exists' });
  const descriptor = openSync(file, 'wx', 0o600);
  const { line, sum } = encodeLine(NO_SUM, header);
  writeSync(descriptor, line);
  fsyncSync(descriptor);
  closeSync(descriptor);
  writeHead(file, 1, sum);
  syncDirectory(path.dirname(file));
}

/** Opens a journal for this process alone. */
export async function openJournal(file: string, failure: JournalFailure): Promise<Journal> {
  const opened = openFile(file, failure);
  const lock = await takeJournalLock(file).catch((error: unknown) => {
    opened.close();
    throw error;
  });
  if (!lock) {
    opened.close();
    throw failure(file, { is: 'in-use' });
  }
  let isOpen = true;
  return {
    ...opened,
    close() {
      // A descriptor that is closed twice may be somebody else's the second time.
      if (!isOpen) return;
      isOpen = false;
      opened.close();
      lock.release();
    },
  };
}

function openFile(file: string, failure: JournalFailure): Journal {
  if (!existsSync(file)) throw failure(file, { is: 'missing' });
  const descriptor = openSync(file, 'a+', 0o600);
  const { contents, sums, bytes } = readLines(file, failure);
  checkHead(file, sums, failure);
  // Only now: a log that is refused stays as it was found.
  if (fstatSync(descriptor).size > bytes) ftruncateSync(descriptor, bytes);
  let sum = sums.at(-1) ?? NO_SUM;
  let count = sums.length;
  let size = bytes;
  let isUsable = true;

  return {
    contents,
    head: () => ({ count, sum }),
    append(...added) {
      // Two writers would each judge by half of what is remembered. The lock keeps them apart on one machine, this elsewhere.
      if (!isUsable || fstatSync(descriptor).size !== size) {
        isUsable = false;
        throw failure(file, { is: 'in-use' });
      }
      isUsable = false;
      let next = sum;
      const lines = added.map((content) => {
        const encoded = encodeLine(next, content);
        next = encoded.sum;
        return encoded.line;
      });
      const text = lines.join('');
      try {
        writeFileSync(descriptor, text);
        fsyncSync(descriptor);
      } catch (error) {
        // A full disk: what was written of the line is taken back, and the log can be used again when there is room.
        isUsable = takenBack(descriptor, size, text);
        throw failure(file, { is: 'not-written' }, { cause: error });
      }
      size += Buffer.byteLength(text);
      if (fstatSync(descriptor).size !== size) throw failure(file, { is: 'in-use' });
      sum = next;
      count += added.length;
      writeHead(file, count, sum);
      isUsable = true;
    },
    close() {
      isUsable = false;
      closeSync(descriptor);
    },
  };
}

/** Only what this process wrote itself: a line of another would be forgotten. */
function takenBack(descriptor: number, size: number, line: string): boolean {
  try {
    const rest = Buffer.alloc(fstatSync(descriptor).size - size);
    readSync(descriptor, rest, 0, rest.length, size);
    if (!Buffer.from(line).subarray(0, rest.length).equals(rest)) return false;
    ftruncateSync(descriptor, size);
    fsyncSync(descriptor);
    return fstatSync(descriptor).size === size;
  } catch {
    return false;
  }
}

function encodeLine(before: string, content: object): { line: string; sum: string } {
  const json = JSON.stringify(content, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
  const sum = sumOf(before, json);
  return { line: `${sum} ${json}\n`, sum };
}

const sumOf = (before: string, json: string): string => createHash('sha256').update(`${before}\n${json}`).digest('hex');

/** A last line that a crash cut short was never acted on and is dropped; any other damage is told. */
function readLines(file: string, failure: JournalFailure): { contents: unknown[]; sums: string[]; bytes: number } {
  const text = readFileSync(file, 'utf8');
  const complete = text.slice(0, text.lastIndexOf('\n') + 1);
  const bytes = Buffer.byteLength(complete);
  const contents: unknown[] = [];
  const sums: string[] = [];
  for (const [i, line] of complete.split('\n').slice(0, -1).entries()) {
    const [sum = '', json = ''] = [line.slice(0, 64), line.slice(65)];
    if (line[64] !== ' ' || sum !== sumOf(sums.at(-1) ?? NO_SUM, json)) {
      throw failure(file, { is: 'damaged', line: i + 1 });
    }
    contents.push(JSON.parse(json));
    sums.push(sum);
  }
  if (sums.length === 0) throw failure(file, { is: 'damaged', line: 1 });
  return { contents, sums, bytes };
}

const COUNT_DIGITS = 12;

/** Written over in place, always the same length: it fits one sector, which a disk writes whole or not at all. */
function writeHead(file: string, count: number, sum: string): void {
  const isNew = !existsSync(headPath(file));
  const descriptor = openSync(headPath(file), isNew ? 'wx' : 'r+', 0o600);
  writeSync(descriptor, `${String(count).padStart(COUNT_DIGITS, '0')} ${sum}\n`, 0);
  fsyncSync(descriptor);
  closeSync(descriptor);
  if (isNew) syncDirectory(path.dirname(file));
}

/** The file may be ahead of its head by what a crash came between, never behind it. */
function checkHead(file: string, sums: readonly string[], failure: JournalFailure): void {
  const [first] = sums;
  // A crash between the two files of a new log.
  if (first && sums.length === 1 && !existsSync(headPath(file))) writeHead(file, 1, first);
  if (!existsSync(headPath(file))) {
    throw failure(file, { is: 'rolled-back', found: sums.length, expected: undefined });
  }
  const [count = '', sum] = readFileSync(headPath(file), 'utf8').trim().split(' ');
  if (sums[Number(count) - 1] !== sum) {
    throw failure(file, { is: 'rolled-back', found: sums.length, expected: Number(count) });
  }
}

function syncDirectory(dir: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(dir, 'r');
  fsyncSync(descriptor);
  closeSync(descriptor);
}
