import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import type { z } from 'zod';
import { CliError } from '../errors.ts';

/**
 * Replaces the file in one step, so that a crash leaves the old content or the new, never half of it.
 * Only the owner may read it: most of these files hold secrets.
 */
export function writeJsonFile(path: string, value: unknown): void {
  const temporary = `${path}.${process.pid}.new`;
  const file = openSync(temporary, 'w', 0o600);
  try {
    writeSync(file, `${JSON.stringify(value, null, 2)}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, path);
}

/** The file's checked content; undefined when there is no such file. */
export function readJsonFile<T extends z.ZodType>(path: string, schema: T): z.output<T> | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new CliError('cli/bad-state-file', { path, problems: 'it is not JSON' }, { cause: error });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new CliError('cli/bad-state-file', { path, problems: describeProblems(parsed.error) });
}

/** zod's findings as one phrase: `ports.api: expected number; keys: required`. */
export function describeProblems(error: z.ZodError): string {
  return error.issues.map((issue) => [issue.path.join('.'), issue.message].filter(Boolean).join(': ')).join('; ');
}
