import type { Keypair } from '@stellar/stellar-sdk';
import { z } from 'zod';
import { CliError } from '../errors.ts';
import type { DataDirectory } from '../state/data-directory.ts';
import { readJsonFile, writeJsonFile } from '../state/json-file.ts';
import { keyOf, readSecretFile } from '../state/secret-key-file.ts';

const DemoUser = z.object({ secret: z.string() });

/** The user's key: from the file that is named, from the environment, or the one of the last demo. Never an argument. */
export function userKey(
  directory: DataDirectory,
  file: string | undefined,
  fromEnvironment: string | undefined,
): Keypair {
  if (file !== undefined) return keyOf(readSecretFile('--user', file), `--user ${file}`);
  if (fromEnvironment !== undefined) return keyOf(fromEnvironment, 'ISTSI_USER_SECRET');
  const demo = readJsonFile(directory.demoUser, DemoUser);
  if (demo) return keyOf(demo.secret, directory.demoUser);
  const problem =
    'name a file that holds the user’s secret key (S…), or set ISTSI_USER_SECRET; `istsi demo` leaves one too';
  throw new CliError('cli/bad-argument', { argument: '--user', problem });
}

/** The holder that the demo ends with, for further commands. On the embedded networks its money is worth nothing. */
export function rememberDemoUser(directory: DataDirectory, key: Keypair): void {
  writeJsonFile(directory.demoUser, { secret: key.secret(), address: key.publicKey() });
}
