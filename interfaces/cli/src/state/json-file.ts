import { closeSync, fsyncSync, lstatSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { z } from 'zod';
import { CliError, problemOf } from '../errors.ts';

/**
 * Replaces the file in one step, so that a crash or a full disk leaves the old content or the new, never half of it.
 * Only the owner may read it: most of these files hold secrets.
 */
export function writeJsonFile(path: string, value: unknown): void {
  const temporary = `${path}.${process.pid}.new`;
  try {
    writeWhole(temporary, `${JSON.stringify(value, null, 2)}\n`);
    renameSync(temporary, path);
    syncDirectory(dirname(path));
  } catch (error) {
    removeQuietly(temporary);
    throw new CliError('cli/not-written', { path, problem: problemOf(error) }, { cause: error });
  }
}

/** Not `writeSync`, which writes what still fits on a full disk and calls that a success. */
function writeWhole(path: string, text: string): void {
  const file = openSync(path, 'w', 0o600);
  try {
    writeFileSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function syncDirectory(path: string): void {
  if (process.platform === 'win32') return;
  const directory = openSync(path, 'r');
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}

function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // The next write of this process replaces it.
  }
}

export const RESTORE = 'Restore it from a backup, or start over with another --data-dir';

/** The file's checked content; undefined when there is no such file. `cure`: what to do when it cannot be used. */
export function readJsonFile<T extends z.ZodType>(path: string, schema: T, cure = RESTORE): z.output<T> | undefined {
  const refuse = (problems: string, cause?: unknown): never => {
    throw new CliError('cli/bad-state-file', { path, problems, cure }, cause === undefined ? {} : { cause });
  };
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' && !isThere(path)) return undefined;
    return refuse(problemOf(error), error);
  }
  if (text.trim() === '') return refuse('it is empty');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return refuse('it is not JSON', error);
  }
  const parsed = schema.safeParse(value);
  return parsed.success ? parsed.data : refuse(describeProblems(parsed.error));
}

/** A symbolic link to nowhere is there, though nothing can be read from it. */
function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** zod's findings as one phrase: `ports.api: expected number; keys: required`. */
export function describeProblems(error: z.ZodError): string {
  return error.issues.map((issue) => [issue.path.join('.'), issue.message].filter(Boolean).join(': ')).join('; ');
}
