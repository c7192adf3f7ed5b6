import { readFileSync } from 'node:fs';
import { CliError, problemOf } from '../errors.ts';

/** The text of a file that somebody named; `argument` is what the message calls it. */
export function readNamedFile(file: string, argument = file): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new CliError('cli/bad-argument', { argument, problem: problemOf(error) }, { cause: error });
  }
}
