import { Keypair } from '@stellar/stellar-sdk';
import { z } from 'zod';
import { CliError, isCliError } from '../errors.ts';
import type { DataDirectory } from './data-directory.ts';
import { readGovernanceKey, writeGovernanceKey } from './governance-key.ts';
import { readJsonFile, writeJsonFile } from './json-file.ts';
import { readKeys, superAdminSecretIn } from './keys.ts';

const ServicesKeys = z.looseObject({ keys: z.looseObject({ superAdmin: z.unknown().optional() }) });

/**
 * Moves the Super Admin's key out of the files that running parts use, where a directory is from before it had a file of
 * its own. The new file is on disk before the old one is replaced, so that a crash in between leaves the key twice, never
 * nowhere; again, it goes on from there.
 */
export function separateGovernanceKey(directory: DataDirectory): void {
  const raw = readJsonFile(directory.keys, z.unknown());
  const secret = superAdminSecretIn(raw);
  if (secret === undefined) return;
  const keys = readKeys(directory.keys);
  if (keys === undefined) return;
  const key = Keypair.fromSecret(secret);
  const existing = readGovernanceKey(directory.governance);
  if (existing && existing.publicKey() !== key.publicKey()) {
    throw new CliError('cli/two-governance-keys', { path: directory.governance, keys: directory.keys });
  }
  if (!existing) writeGovernanceKey(directory.governance, key);
  forgetInServices(directory.services);
  writeJsonFile(directory.keys, keys);
}

/** Each start writes the services' configuration anew, but one that fails before would leave the key in the old one. */
function forgetInServices(path: string): void {
  const config = readServicesKeys(path);
  if (config?.keys.superAdmin === undefined) return;
  const { superAdmin: _, ...keys } = config.keys;
  writeJsonFile(path, { ...config, keys });
}

/** One that cannot be read is of no use to the services either, and is replaced when they start. */
function readServicesKeys(path: string): z.output<typeof ServicesKeys> | undefined {
  try {
    return readJsonFile(path, ServicesKeys);
  } catch (error) {
    if (isCliError(error, 'cli/bad-state-file')) return undefined;
    throw error;
  }
}
