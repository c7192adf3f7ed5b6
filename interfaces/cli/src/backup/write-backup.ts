import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { type DatabaseDump, dumpDatabase, startEmbeddedPostgres } from '@istsi/integration';
import type { Configuration } from '../configuration.ts';
import { CliError, problemOf } from '../errors.ts';
import { dataDirectory } from '../state/data-directory.ts';
import { lockHolder, takeLock } from '../state/lock.ts';
import { makeDirectory } from '../state/make-directory.ts';
import { readManifest } from '../system/manifest-file.ts';
import { version } from '../version.ts';
import { type BackupManifest, DATABASE_DUMP, openBackup, storedAt, writeManifest } from './backup-manifest.ts';
import { databaseUrl } from './database-url.ts';
import { type KeptFile, type Moment, oneMoment } from './one-moment.ts';
import { keysOf, SCRYPT, sealFile } from './sealing.ts';

/** Where the file that `--config` names is put back. */
const SETTINGS = 'configuration/istsi.json';

/**
 * Backs a system up into a new directory, whether it runs or not, and reads all of it again. Until then the directory is called
 * `<name>.incomplete`: what is interrupted is never taken for a backup.
 */
export async function writeBackup(
  configuration: Configuration,
  target: string,
  passphrase: string,
): Promise<BackupManifest> {
  const backup = resolve(target);
  const incomplete = `${backup}.incomplete`;
  for (const path of [backup, incomplete])
    if (existsSync(path)) throw new CliError('cli/backup-exists', { path, isIncomplete: path === incomplete });
  const directory = dataDirectory(configuration.dataDirectory);
  if (`${backup}/`.startsWith(`${directory.root}/`))
    throw new CliError('cli/bad-argument', { argument: target, problem: 'it is inside of what is backed up' });
  const { settings } = configuration;
  const system = readManifest(settings.manifest ?? directory.manifest);
  const holder = lockHolder(directory.lock);
  if (holder && !holder.endpoints) throw new CliError('cli/still-starting', { dataDirectory: directory.root });
  // Nobody starts the system in the middle.
  const lock = holder ? undefined : await takeLock(directory.lock, directory.root);
  try {
    const salt = randomBytes(32);
    const keys = await keysOf(passphrase, salt);
    makeDirectory(incomplete, 0o700);
    mkdirSync(join(incomplete, 'files'), { mode: 0o700 });
    // The database first: what it does not know yet it learns from the chains, and never the other way round.
    // And before it the witness: one that has seen more than the log has would take that for another log.
    const witnessed = witnessFiles(directory.guardian.directory);
    const taken = await takeDatabase(configuration, directory.database);
    const moment = await oneMoment(directory.root).catch(async (error: unknown) => {
      await taken.close();
      throw error;
    });
    const files: BackupManifest['files'] = [];
    try {
      for (const { path, content } of [
        databaseFile(taken),
        ...asWitnessed(moment, witnessed),
        ...settingsFile(configuration),
      ]) {
        const name = { number: files.length, path };
        files.push({ path, ...(await sealFile(storedAt(incomplete, name.number), name, keys, content())) });
      }
    } finally {
      await closeAll(taken, moment);
    }
    const manifest: BackupManifest = {
      ...{ format: 'istsi-backup', version: 1, made_at: new Date().toISOString(), software: version },
      system: {
        network_passphrase: system.networkPassphrase,
        ...{ router: system.contracts['integration-router'].id, deployer: system.deployer },
      },
      where: {
        stellar: settings.stellar?.rpcUrl === undefined ? 'here' : 'elsewhere',
        bitcoin: settings.bitcoin?.rpcUrl === undefined ? 'here' : 'elsewhere',
        database: settings.database?.url === undefined ? 'here' : 'elsewhere',
      },
      kdf: { name: 'scrypt', log_cost: SCRYPT.logCost, block_size: SCRYPT.blockSize, salt: salt.toString('hex') },
      files,
    };
    await writeManifest(incomplete, manifest, keys);
    await openBackup(incomplete, passphrase);
    for (const path of [join(incomplete, 'files'), incomplete]) await syncDirectory(path);
    renameSync(incomplete, backup);
    await syncDirectory(dirname(backup));
    return manifest;
  } catch (error) {
    rmSync(incomplete, { recursive: true, force: true });
    if (error instanceof Error && 'syscall' in error)
      throw new CliError('cli/not-written', { path: incomplete, problem: problemOf(error) }, { cause: error });
    throw error;
  } finally {
    lock?.release();
  }
}

/** What the guardian has cosigned of the audit log, by path. */
function witnessFiles(guardian: string): Map<string, Buffer> {
  const names = existsSync(guardian) ? readdirSync(guardian).filter((name) => WITNESS_FILE.test(name)) : [];
  return new Map(names.map((name) => [`guardian/${name}`, readFileSync(join(guardian, name))]));
}

const WITNESS_FILE = /^memory\.log\.witness-[0-9a-f]{8}$/;

const asWitnessed = ({ files }: Moment, witnessed: ReadonlyMap<string, Buffer>): KeptFile[] =>
  files.map((file) => {
    const before = witnessed.get(file.path);
    return before ? { path: file.path, content: () => wholeOf(before) } : file;
  });

async function* wholeOf(content: Buffer): AsyncGenerator<Buffer> {
  yield content;
}

interface TakenDatabase extends DatabaseDump {
  close(): Promise<void>;
}

/** The one that the settings name, or the one of this directory: as it runs, or started for this and stopped again. */
async function takeDatabase({ settings }: Configuration, dir: string): Promise<TakenDatabase> {
  const url = databaseUrl(settings);
  if (url !== undefined) return await dumpDatabase(url);
  const postgres = await startEmbeddedPostgres({ dir });
  const stop = async () => {
    if (!postgres.adopted) await postgres.stop();
  };
  const dump = await dumpDatabase(postgres.url).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return {
    lines: dump.lines,
    async close() {
      await dump.close();
      await stop();
    },
  };
}

function databaseFile(dump: DatabaseDump): KeptFile {
  async function* content() {
    for await (const line of dump.lines()) yield Buffer.from(`${line}\n`);
  }
  return { path: DATABASE_DUMP, content };
}

function settingsFile({ settingsFile: file }: Configuration): KeptFile[] {
  if (file === undefined) return [];
  const content = readFileSync(file);
  return [
    {
      path: SETTINGS,
      content: async function* whole() {
        yield content;
      },
    },
  ];
}

async function closeAll(taken: TakenDatabase, moment: Moment): Promise<void> {
  moment.close();
  await taken.close();
}

/** Makes what was created and renamed in it durable. */
export async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const directory = await open(path, 'r');
  await directory.sync().finally(() => directory.close());
}
