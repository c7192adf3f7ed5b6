import { closeSync, lstatSync, openSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { z } from 'zod';
import { CliError } from '../errors.ts';
import { identify, isAlive, ProcessIdentity } from '../processes/process-identity.ts';
import { type Say, writeCacheFile } from './cache-file.ts';
import { Endpoints } from './endpoints.ts';

const LockFile = ProcessIdentity.extend({
  /** Set once everything is up. */
  endpoints: Endpoints.optional(),
});
export type LockHolder = z.output<typeof LockFile>;

export interface Lock {
  /** Tells others where the running system is. */
  announce(endpoints: Endpoints, say: Say): void;
  release(): void;
}

/** Who supervises this directory now; undefined when nobody does, whatever a crash left behind. */
export function lockHolder(path: string): LockHolder | undefined {
  const holder = readHolder(path);
  return holder && isAlive(holder) ? holder : undefined;
}

/** Takes the directory for this process, over the remains of a crashed one; refuses while another holds it. */
export async function takeLock(path: string, dataDirectory: string): Promise<Lock> {
  const own = identify(process.pid);
  if (!own) throw new Error('this process does not see itself in the process table');
  while (!create(path, own)) {
    const holder = readHolder(path);
    if (holder && isAlive(holder)) {
      throw new CliError('cli/already-running', { pid: holder.pid, dataDirectory, apiUrl: holder.endpoints?.apiUrl });
    }
    requireFile(path);
    if (holder || olderThan(path, 2_000)) discard(path, holder);
    else await sleep(50); // Another process has created it this instant and not yet written.
  }
  return {
    announce: (endpoints, say) => writeCacheFile(path, { ...own, endpoints }, say),
    release: () => {
      if (readHolder(path)?.pid === own.pid) rmSync(path, { force: true });
    },
  };
}

function create(path: string, own: ProcessIdentity): boolean {
  let file: number;
  try {
    file = openSync(path, 'wx', 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
  try {
    writeFileSync(file, JSON.stringify(own));
  } catch (error) {
    // A lock without its holder would keep everybody waiting.
    rmSync(path, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
  return true;
}

/** Whatever else stands there is not ours to remove. */
function requireFile(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false })?.isFile() ?? true) return;
  const cure = 'Move it away; it is only there while the system runs';
  throw new CliError('cli/bad-state-file', { path, problems: 'it is no file', cure });
}

/**
 * Moves a dead holder's lock away. Two processes may see the same remains: the rename lets one of them win, and if
 * the loser's rename caught the winner's fresh lock, it is put back.
 */
function discard(path: string, seen: LockHolder | undefined): void {
  const moved = `${path}.${process.pid}.stale`;
  try {
    renameSync(path, moved);
  } catch {
    return;
  }
  const caught = readHolder(moved);
  if (caught && isAlive(caught) && caught.pid !== seen?.pid) renameSync(moved, path);
  else rmSync(moved, { force: true });
}

function readHolder(path: string): LockHolder | undefined {
  try {
    return LockFile.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return undefined;
  }
}

function olderThan(path: string, ageMs: number): boolean {
  try {
    return Date.now() - statSync(path).mtimeMs > ageMs;
  } catch {
    return false;
  }
}
