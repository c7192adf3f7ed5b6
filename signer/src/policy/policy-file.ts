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
import { AttestationError } from '../errors.ts';

/**
 * An append-only file of lines, each `<sum> <JSON>` with `sum` = sha256 of the sum before and the JSON: a line that was
 * changed, removed or put in between breaks every sum after it. How far the file had come stands in a second file, so that
 * lines missing at the end are noticed too.
 */
export interface PolicyFile {
  /** The JSON of every line, the header first. */
  readonly contents: readonly unknown[];
  /** Durable when it returns. */
  append(content: object): void;
  close(): void;
}

const NO_SUM = '0'.repeat(64);

export const headPath = (file: string): string => `${file}.head`;

/** Begins a new file. A file that exists, or that once existed here, is never replaced. */
export function createPolicyFile(file: string, header: object): void {
  if (existsSync(file) || existsSync(headPath(file))) throw new AttestationError('attestation/policy-exists', { file });
  const descriptor = openSync(file, 'wx', 0o600);
  const { line, sum } = encodeLine(NO_SUM, header);
  writeSync(descriptor, line);
  fsyncSync(descriptor);
  closeSync(descriptor);
  writeHead(file, 1, sum);
  syncDirectory(path.dirname(file));
}

export function openPolicyFile(file: string): PolicyFile {
  if (!existsSync(file)) throw new AttestationError('attestation/policy-missing', { file });
  const descriptor = openSync(file, 'a+', 0o600);
  const { contents, sums, bytes } = readLines(file);
  checkHead(file, sums);
  // Only now: a log that is refused stays as it was found.
  if (fstatSync(descriptor).size > bytes) ftruncateSync(descriptor, bytes);
  let sum = sums.at(-1) ?? NO_SUM;
  let count = sums.length;
  let size = bytes;
  let isUsable = true;

  return {
    contents,
    append(content) {
      // Two writers would each judge by half of what was signed. The lock keeps them apart on one machine, this elsewhere.
      if (!isUsable || fstatSync(descriptor).size !== size) {
        isUsable = false;
        throw new AttestationError('attestation/policy-in-use', { file });
      }
      isUsable = false;
      const next = encodeLine(sum, content);
      try {
        writeFileSync(descriptor, next.line);
        fsyncSync(descriptor);
      } catch (error) {
        // A full disk: what was written of the line is taken back, and the log can be used again when there is room.
        isUsable = takenBack(descriptor, size, next.line);
        throw new AttestationError('attestation/policy-not-written', { file }, { cause: error });
      }
      size += Buffer.byteLength(next.line);
      if (fstatSync(descriptor).size !== size) throw new AttestationError('attestation/policy-in-use', { file });
      ({ sum } = next);
      count += 1;
      writeHead(file, count, sum);
      isUsable = true;
    },
    close() {
      isUsable = false;
      closeSync(descriptor);
    },
  };
}

/** Only what this process wrote itself: a line of another would be a signature forgotten. */
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

/** A last line that a crash cut short stands for no signature and is dropped; any other damage stops the signer. */
function readLines(file: string): { contents: unknown[]; sums: string[]; bytes: number } {
  const text = readFileSync(file, 'utf8');
  const complete = text.slice(0, text.lastIndexOf('\n') + 1);
  const bytes = Buffer.byteLength(complete);
  const contents: unknown[] = [];
  const sums: string[] = [];
  for (const [i, line] of complete.split('\n').slice(0, -1).entries()) {
    const [sum = '', json = ''] = [line.slice(0, 64), line.slice(65)];
    if (line[64] !== ' ' || sum !== sumOf(sums.at(-1) ?? NO_SUM, json)) {
      throw new AttestationError('attestation/policy-damaged', { file, line: i + 1 });
    }
    contents.push(JSON.parse(json));
    sums.push(sum);
  }
  if (sums.length === 0) throw new AttestationError('attestation/policy-damaged', { file, line: 1 });
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
function checkHead(file: string, sums: readonly string[]): void {
  const [first] = sums;
  // A crash between the two files of a new log.
  if (first && sums.length === 1 && !existsSync(headPath(file))) writeHead(file, 1, first);
  if (!existsSync(headPath(file))) {
    throw new AttestationError('attestation/policy-rolled-back', { file, found: sums.length, expected: undefined });
  }
  const [count = '', sum] = readFileSync(headPath(file), 'utf8').trim().split(' ');
  if (sums[Number(count) - 1] !== sum) {
    throw new AttestationError('attestation/policy-rolled-back', { file, found: sums.length, expected: Number(count) });
  }
}

function syncDirectory(dir: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(dir, 'r');
  fsyncSync(descriptor);
  closeSync(descriptor);
}
