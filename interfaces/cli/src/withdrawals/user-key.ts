import { readFileSync } from 'node:fs';
import { Keypair, StrKey } from '@stellar/stellar-sdk';
import { z } from 'zod';
import { CliError, describeError } from '../errors.ts';
import type { DataDirectory } from '../state/data-directory.ts';
import { readJsonFile, writeJsonFile } from '../state/json-file.ts';
import { systemProblem } from '../system-errors.ts';

const DemoUser = z.object({ secret: z.string() });

/** The user's key: from the file that is named, from the environment, or the one of the last demo. Never an argument. */
export function userKey(
  directory: DataDirectory,
  file: string | undefined,
  fromEnvironment: string | undefined,
): Keypair {
  if (file !== undefined) return keyOf(readSecretFile(file), `--user ${file}`);
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

function readSecretFile(file: string): string {
  if (/^S[A-Z2-7]{55}$/.test(file)) {
    const problem =
      'a secret on the command line can be read by every user of this machine; put it into a file, and name that';
    throw new CliError('cli/bad-argument', { argument: '--user', problem });
  }
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new CliError(
      'cli/bad-argument',
      { argument: `--user ${file}`, problem: systemProblem(error) ?? describeError(error) },
      { cause: error },
    );
  }
}

function keyOf(text: string, source: string): Keypair {
  const secret = text.trim();
  if (StrKey.isValidEd25519SecretSeed(secret)) return Keypair.fromSecret(secret);
  throw new CliError('cli/bad-argument', {
    argument: source,
    problem: 'expected a Stellar secret key (S…), and nothing else',
  });
}
