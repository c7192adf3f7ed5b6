import { existsSync } from 'node:fs';
import { Keypair, StrKey } from '@stellar/stellar-sdk';
import { z } from 'zod';
import { readJsonFile, writeJsonFile } from './json-file.ts';

/** Beside `keys.json` on a fresh machine, so that it can be taken away without anything that runs missing it. */
const GovernanceKeyFile = z.strictObject({
  superAdmin: z.string().refine(StrKey.isValidEd25519SecretSeed, 'expected a Stellar secret key (S…)'),
});

/** The Super Admin's key in the file; undefined when there is no file. */
export function readGovernanceKey(path: string): Keypair | undefined {
  const file = readJsonFile(path, GovernanceKeyFile);
  return file && Keypair.fromSecret(file.superAdmin);
}

export function writeGovernanceKey(path: string, key: Keypair): void {
  if (existsSync(path)) throw new Error(`${path} exists, and a key is never written over another`);
  writeJsonFile(path, { superAdmin: key.secret() } satisfies z.output<typeof GovernanceKeyFile>);
}

/** One that is there, from a start that was interrupted perhaps, is kept. */
export function loadOrCreateGovernanceKey(path: string): Keypair {
  const existing = readGovernanceKey(path);
  if (existing) return existing;
  const key = Keypair.random();
  writeGovernanceKey(path, key);
  return key;
}
