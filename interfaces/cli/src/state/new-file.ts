import { writeFileSync } from 'node:fs';
import { CliError, problemOf } from '../errors.ts';

/** A file that only its owner reads; never over something else. */
export function writeNew(path: string, content: string | Uint8Array): void {
  try {
    writeFileSync(path, content, { mode: 0o600, flag: 'wx' });
  } catch (cause) {
    throw new CliError('cli/not-written', { path, problem: problemOf(cause) }, { cause });
  }
}
