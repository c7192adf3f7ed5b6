import { readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { CliError, problemOf } from '../errors.ts';
import { describeProblems } from '../state/json-file.ts';
import { type BackupKeys, hashFile, isSameSignature, keysOf, SCRYPT, signatureOf } from './sealing.ts';

const Hash = z.string().regex(/^[0-9a-f]{64}$/);
/** A path below a data directory, and never out of it. */
const Path = z.string().regex(/^(?!\.{1,2}(\/|$))[^/\0]+(\/(?!\.{1,2}(\/|$))[^/\0]+)*$/);
const Stored = z.strictObject({ path: Path, bytes: z.number().int().min(0), sha256: Hash });
const Place = z.enum(['here', 'elsewhere']);

/** What is said in the open: what it is of and of when, and the hash of each file as it lies here. File *n* is `files/n`. */
const ManifestShape = z.strictObject({
  format: z.literal('istsi-backup'),
  version: z.literal(1),
  made_at: z.string(),
  software: z.string(),
  system: z.strictObject({ network_passphrase: z.string(), router: z.string(), deployer: z.string() }),
  /** What ran in the directory, and so is in the backup. */
  where: z.strictObject({ stellar: Place, bitcoin: Place, database: Place }),
  kdf: z.strictObject({
    name: z.literal('scrypt'),
    log_cost: z.literal(SCRYPT.logCost),
    block_size: z.literal(SCRYPT.blockSize),
    salt: z.string().regex(/^[0-9a-f]{64}$/),
  }),
  /** The first is the dump of the database. */
  files: z.array(Stored).min(1),
});
export type BackupManifest = z.output<typeof ManifestShape>;

const SignedManifest = z.strictObject({ manifest: ManifestShape, hmac_sha256: Hash });

export const DATABASE_DUMP = 'database.dump';
export const storedAt = (backup: string, number: number): string => join(backup, 'files', String(number));
const manifestAt = (backup: string): string => join(backup, 'manifest.json');

/** The same text of the same manifest, in whichever order its fields came. */
const signedText = (manifest: BackupManifest): string => JSON.stringify(ManifestShape.parse(manifest));

/** The last that is written: without it there is no backup. */
export async function writeManifest(backup: string, manifest: BackupManifest, keys: BackupKeys): Promise<void> {
  const signed = { manifest, hmac_sha256: signatureOf(keys, signedText(manifest)) };
  const file = await open(manifestAt(backup), 'wx', 0o600);
  try {
    await file.writeFile(`${JSON.stringify(signed, null, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
}

export interface OpenedBackup {
  manifest: BackupManifest;
  keys: BackupKeys;
}

/** Reads what a backup says of itself, and holds every file against it: nothing is missing, changed or another one's. */
export async function openBackup(backup: string, passphrase: string): Promise<OpenedBackup> {
  const unusable = (problem: string, cause?: unknown) =>
    new CliError('cli/backup-unusable', { path: backup, problem }, cause === undefined ? {} : { cause });
  const { manifest, hmac_sha256 } = readSigned(backup, unusable);
  const keys = await keysOf(passphrase, Buffer.from(manifest.kdf.salt, 'hex'));
  if (!isSameSignature(signatureOf(keys, signedText(manifest)), hmac_sha256))
    throw unusable('the passphrase is another one, or manifest.json was changed');
  for (const [number, { path, sha256 }] of manifest.files.entries()) {
    const found = await hashFile(storedAt(backup, number)).catch((error: unknown) => {
      throw unusable(`files/${number} (${path}): ${problemOf(error)}`, error);
    });
    if (found !== sha256) throw unusable(`files/${number} (${path}) is not what was written`);
  }
  return { manifest, keys };
}

function readSigned(
  backup: string,
  unusable: (problem: string, cause?: unknown) => CliError,
): z.output<typeof SignedManifest> {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(manifestAt(backup), 'utf8'));
  } catch (error) {
    throw unusable(`manifest.json: ${error instanceof SyntaxError ? 'it is not JSON' : problemOf(error)}`, error);
  }
  const parsed = SignedManifest.safeParse(value);
  if (!parsed.success) throw unusable(`manifest.json: ${describeProblems(parsed.error)}`);
  return parsed.data;
}
