import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { CliError } from '../errors.ts';
import { systemProblem } from '../system-errors.ts';

/**
 * Makes a directory and those above it that are missing, one at a time from the top: what Node does with `recursive` tries
 * for ever where a parent exists and takes no children (below /proc, for one).
 */
export function makeDirectory(path: string, mode: number): void {
  const missing: string[] = [];
  for (let at = path; !isDirectory(at); at = dirname(at)) {
    missing.unshift(at);
    if (dirname(at) === at) break;
  }
  for (const each of missing) makeOne(each, mode);
}

function makeOne(path: string, mode: number): void {
  try {
    mkdirSync(path, { mode });
  } catch (error) {
    // Another process may have made it this instant.
    if (isDirectory(path)) return;
    const { code } = error as NodeJS.ErrnoException;
    const problem =
      code === 'EEXIST' ? 'a file is where a directory is needed' : (systemProblem(error) ?? 'it cannot be made');
    throw new CliError('cli/no-directory', { path, problem }, { cause: error });
  }
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
