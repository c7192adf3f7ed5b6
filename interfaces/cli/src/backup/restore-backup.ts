import { existsSync, lstatSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { loadDatabase, startEmbeddedPostgres } from '@istsi/integration';
import type { Configuration } from '../configuration.ts';
import { CliError } from '../errors.ts';
import { dataDirectory } from '../state/data-directory.ts';
import { readJsonFile } from '../state/json-file.ts';
import { makeDirectory } from '../state/make-directory.ts';
import { ManifestFile, readManifest } from '../system/manifest-file.ts';
import { type BackupManifest, DATABASE_DUMP, type OpenedBackup, openBackup, storedAt } from './backup-manifest.ts';
import { databaseUrl } from './database-url.ts';
import { openSealed } from './sealing.ts';
import { syncDirectory } from './write-backup.ts';

export interface Restored {
  manifest: BackupManifest;
  rows: number;
  /** Memories that are older than the ledger may be: put aside, to be made from the chain. */
  putAside: string[];
}

/** What a signer or a guardian has signed and judged. */
const MEMORY = /^(signer-\d+\/policy|guardian\/memory)\.log(\.head|\.witness-[0-9a-f]{8})?$/;
const ASIDE = '.of-backup';

/**
 * Puts a backup where nothing is. Until all of it is there the directory is called `<name>.restoring`, so that nothing starts from
 * half of it.
 */
export async function restoreBackup(
  { settings, dataDirectory: path }: Configuration,
  backup: string,
  passphrase: string,
): Promise<Restored> {
  const { root } = dataDirectory(path);
  const staging = `${root}.restoring`;
  const opened = await openBackup(backup, passphrase);
  const { manifest } = opened;
  refuseAnother(manifest, root, settings.manifest);
  if (existsSync(root) && (!lstatSync(root).isDirectory() || readdirSync(root).length > 0))
    throw new CliError('cli/restore-over', { path: root });
  if (existsSync(staging)) throw new CliError('cli/restore-incomplete', { path: staging });
  if ((settings.database?.url === undefined ? 'here' : 'elsewhere') !== manifest.where.database)
    throw new CliError('cli/restore-database', { where: manifest.where.database });
  // Others may pass through: the database runs as another user when we are root.
  makeDirectory(staging, 0o711);
  try {
    return await fill(opened, backup, { root, staging, url: databaseUrl(settings) });
  } catch (error) {
    rmSync(staging, { recursive: true, force: true });
    throw error;
  }
}

async function fill(
  opened: OpenedBackup,
  backup: string,
  { root, staging, url }: { root: string; staging: string; url: string | undefined },
): Promise<Restored> {
  const { manifest } = opened;
  const putAside: string[] = [];
  for (const [number, { path: name }] of manifest.files.entries()) {
    if (name === DATABASE_DUMP) continue;
    const isOld = manifest.where.stellar === 'elsewhere' && MEMORY.test(name);
    if (isOld) putAside.push(name);
    await writeOpened(opened, backup, { number, path: name }, join(staging, isOld ? `${name}${ASIDE}` : name));
  }
  const rows = await restoreDatabase(opened, backup, join(staging, 'database'), url);
  await syncDirectory(staging);
  if (existsSync(root)) rmdirSync(root);
  renameSync(staging, root);
  await syncDirectory(dirname(root));
  return { manifest, rows, putAside };
}

/** By what stands in the directory, and by what the settings name. */
function refuseAnother({ system }: BackupManifest, root: string, named: string | undefined): void {
  const there = join(root, 'manifest.json');
  const found = named === undefined ? readJsonFile(there, ManifestFile) : readManifest(named);
  const router = found?.contracts['integration-router'].id;
  if (router !== undefined && router !== system.router)
    throw new CliError('cli/backup-of-another', { path: named ?? there, router, ofBackup: system.router });
}

async function writeOpened(
  { keys }: OpenedBackup,
  backup: string,
  name: { number: number; path: string },
  target: string,
): Promise<void> {
  mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
  const file = await open(target, 'wx', 0o600);
  try {
    for await (const piece of openSealed(storedAt(backup, name.number), name, keys)) await file.writeFile(piece);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function restoreDatabase(
  { manifest, keys }: OpenedBackup,
  backup: string,
  dir: string,
  url: string | undefined,
): Promise<number> {
  const number = manifest.files.findIndex(({ path }) => path === DATABASE_DUMP);
  const pieces = openSealed(storedAt(backup, number), { number, path: DATABASE_DUMP }, keys);
  // All of it is let in by one transaction, and so after the last piece has shown that none was changed.
  const lines = linesOf(pieces);
  if (url !== undefined) return await loadDatabase(url, lines);
  const postgres = await startEmbeddedPostgres({ dir });
  return await loadDatabase(postgres.url, lines).finally(() => postgres.stop());
}

async function* linesOf(pieces: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const piece of pieces) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}
