import { Keypair } from '@stellar/stellar-sdk';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { CliError } from '../errors.ts';
import { dataDirectory } from '../state/data-directory.ts';
import { readGovernanceKey } from '../state/governance-key.ts';
import { readJsonFile } from '../state/json-file.ts';
import { superAdminSecretIn } from '../state/keys.ts';
import { keyOf, readSecretFile } from '../state/secret-key-file.ts';

/**
 * Whose decision it is: the key in the named file (`governance.json`, or the secret alone), in the environment, or in this
 * directory. It is read for one command, by the command itself.
 */
export function governanceKey({ configuration }: Context, file: string | undefined): Keypair {
  if (file !== undefined) {
    const text = readSecretFile('--key', file);
    const inJson = text.trimStart().startsWith('{') ? readGovernanceKey(file) : undefined;
    return inJson ?? keyOf(text, `--key ${file}`);
  }
  const { governanceSecret, dataDirectory: path } = configuration;
  if (governanceSecret !== undefined) return keyOf(governanceSecret, 'ISTSI_GOVERNANCE_SECRET');
  const directory = dataDirectory(path);
  const key = readGovernanceKey(directory.governance);
  if (key) return key;
  // A directory of before, which no start has separated yet.
  const former = superAdminSecretIn(readJsonFile(directory.keys, z.unknown()));
  if (former !== undefined) return Keypair.fromSecret(former);
  throw new CliError('cli/no-governance-key', { path: directory.governance });
}
