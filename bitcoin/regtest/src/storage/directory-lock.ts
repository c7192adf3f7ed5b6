import { linkSync, lstatSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeDirectory } from './make-directory.ts';
import { StorageError } from './storage-error.ts';

type Holder = { pid: number; startedAt: string };

/** How long a process is waited for that is ending, and one that may have been sent its end just now. */
const LONGEST_END_MS = 5_000;
const LONGEST_DOUBT_MS = 300;
const LOOK_EVERY_MS = 10;

/**
 * Takes the directory for this process and returns the release. A lock left behind by a process that no longer runs is taken over.
 * Throws StorageError `regtest/directory-in-use`.
 */
export function lockDirectory(directory: string): () => void {
  makeDirectory(directory);
  const path = join(directory, 'lock');
  const self: Holder = { pid: process.pid, startedAt: processStat(process.pid)?.startedAt ?? '' };
  const own = `${path}.${process.pid}.${Date.now()}`;
  writeFileSync(own, JSON.stringify(self));
  try {
    while (!tryLink(own, path)) removeIfStale(path, directory);
  } finally {
    rmSync(own, { force: true });
  }
  return () => rmSync(path, { force: true });
}

/** A hard link appears with its content in one step, so nobody ever reads half a lock. */
function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function removeIfStale(path: string, directory: string): void {
  const before = readIfPresent(path);
  if (before === undefined) {
    if (isFileOrGone(path)) return;
    throw new StorageError(
      'regtest/lock-unusable',
      { path },
      `${path} is no file, and the node's lock is to be there; move it away`,
    );
  }
  const holder = parseHolder(before);
  if (holder && isRunning(holder)) {
    throw new StorageError(
      'regtest/directory-in-use',
      { path: directory, pid: holder.pid },
      `${directory} is used by the running process ${holder.pid}; stop it or choose another data directory`,
    );
  }
  const aside = `${path}.stale.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  // Another process may have taken the lock between our reading and our renaming: give it back.
  if (readIfPresent(aside) !== before) tryLink(aside, path);
  rmSync(aside, { force: true });
}

function readIfPresent(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** Whatever else stands there would be waited for in vain. */
function isFileOrGone(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() ?? true;
}

function parseHolder(text: string): Holder | undefined {
  try {
    const { pid, startedAt } = JSON.parse(text) as Partial<Holder>;
    return typeof pid === 'number' ? { pid, startedAt: startedAt ?? '' } : undefined;
  } catch {
    return undefined;
  }
}

function isRunning({ pid, startedAt }: Holder): boolean {
  for (let waited = 0; ; waited += LOOK_EVERY_MS) {
    try {
      process.kill(pid, 0);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    }
    const found = processStat(pid);
    // Process numbers are reused: the same number with another start time is another process.
    if (found && ((startedAt !== '' && found.startedAt !== startedAt) || hasEnded(found))) return false;
    if (pid === process.pid || waited >= (isEnding(pid) ? LONGEST_END_MS : LONGEST_DOUBT_MS)) return true;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOOK_EVERY_MS);
  }
}

/** A killed process is listed until its parent took notice of it, which may be never; it does nothing any more. */
const hasEnded = ({ state }: { state: string }): boolean => state === 'Z' || state === 'X';

/** Killed, and not yet gone: its memory was taken from it, and with it its command line. */
const isEnding = (pid: number): boolean => readIfPresent(`/proc/${pid}/cmdline`) === '';

/** State and start time in clock ticks since boot (fields 3 and 22 of /proc/<pid>/stat), where the system has them. */
function processStat(pid: number): { state: string; startedAt: string } | undefined {
  const stat = readIfPresent(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  // The second field, the program's name, may contain anything but is in parentheses.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0] ?? '', startedAt: fields[19] ?? '' };
}
