import { linkSync, lstatSync, readFileSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SandboxError } from '../errors.ts';

const LOCK_FILE = 'lock';

/** How long a process is waited for that is ending, and one that may have been sent its end just now. */
const LONGEST_END_MS = 5_000;
const LONGEST_DOUBT_MS = 300;
const LOOK_EVERY_MS = 10;

/** Directories this process has locked: its own lock file must not look stale to it. */
const held = new Set<string>();

/**
 * Makes this process the only one that writes to `dataDir`; returns how to give it up. A lock whose process is gone is
 * taken over. Throws `sandbox/locked` when another living process has it.
 */
export function lockDirectory(dataDir: string): () => void {
  const path = join(dataDir, LOCK_FILE);
  for (;;) {
    if (createLock(path)) break;
    const owner = readOwner(path);
    if (owner === undefined) {
      requireFileOrGone(path);
      continue;
    }
    if (held.has(path) || isAlive(owner)) throw locked(dataDir, owner.pid);
    takeAside(path);
  }
  held.add(path);
  return () => {
    held.delete(path);
    rmSync(path, { force: true });
  };
}

function locked(dataDir: string, pid: number): SandboxError {
  return new SandboxError(
    'sandbox/locked',
    { dataDir, pid },
    `${dataDir} is in use by process ${pid}. Stop that sandbox, or give this one another directory.`,
  );
}

type Owner = { pid: number; started: string };

/** The lock appears with its content or not at all: it is written aside and then linked into place. */
function createLock(path: string): boolean {
  const aside = `${path}.new-${process.pid}`;
  const owner: Owner = { pid: process.pid, started: statOf(process.pid)?.started ?? '' };
  writeFileSync(aside, JSON.stringify(owner));
  try {
    linkSync(aside, path);
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw cause;
  } finally {
    unlinkSync(aside);
  }
}

/** Undefined when the lock has just vanished. */
function readOwner(path: string): Owner | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'EISDIR' || code === 'ELOOP') return undefined;
    throw cause;
  }
  try {
    return JSON.parse(text) as Owner;
  } catch {
    return { pid: 0, started: '' };
  }
}

/** Whatever else stands there would be waited for in vain. */
function requireFileOrGone(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false })?.isFile() ?? true) return;
  throw new SandboxError(
    'sandbox/lock-unusable',
    { file: path },
    `${path} is no file, and the sandbox's lock is to be there. Move it away.`,
  );
}

/** A process number is used again after a while, so the start time must match too where the system tells it. */
function isAlive({ pid, started }: Owner): boolean {
  if (pid <= 0) return false;
  for (let waited = 0; ; waited += LOOK_EVERY_MS) {
    try {
      process.kill(pid, 0);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ESRCH') return false;
    }
    const found = statOf(pid);
    if (found && ((started !== '' && found.started !== started) || hasEnded(found))) return false;
    if (pid === process.pid || waited >= (isEnding(pid) ? LONGEST_END_MS : LONGEST_DOUBT_MS)) return true;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOOK_EVERY_MS);
  }
}

/** A killed process is listed until its parent took notice of it, which may be never; it does nothing any more. */
const hasEnded = ({ state }: { state: string }): boolean => state === 'Z' || state === 'X';

/** Killed, and not yet gone: its memory was taken from it, and with it its command line. */
function isEnding(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8') === '';
  } catch {
    return false;
  }
}

/** State and start time in clock ticks since boot of a process; undefined where there is no /proc. */
function statOf(pid: number): { state: string; started: string } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field, the program's name, may contain anything but is in parentheses.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0] ?? '', started: fields[19] ?? '' };
  } catch {
    return undefined;
  }
}

/**
 * Of several processes that find the same stale lock, rename lets one remove it. Another may have made a new lock in
 * the meantime: then that one is put back.
 */
function takeAside(path: string): void {
  const aside = `${path}.stale-${process.pid}`;
  try {
    renameSync(path, aside);
    const owner = readOwner(aside);
    if (owner !== undefined && isAlive(owner)) linkSync(aside, path);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'EEXIST') throw cause;
  } finally {
    rmSync(aside, { force: true });
  }
}
