import type { Configuration } from '../configuration.ts';
import { CliError } from '../errors.ts';
import { readNamedFile } from '../state/named-file.ts';

const LEAST = 12;

/** Of the file that is named, or of the environment: a command line is visible to everybody on a machine. */
export function readPassphrase({ backupPassphrase }: Configuration, file: string | undefined): string {
  const passphrase = file === undefined ? backupPassphrase : readNamedFile(file).trim();
  if (passphrase !== undefined && passphrase.length >= LEAST) return passphrase;
  throw new CliError('cli/no-passphrase', { least: LEAST, isShort: passphrase !== undefined });
}
