import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Part {
  name: string;
  pid: number;
}

/** The children of the supervisor that run now, as it has recorded them. */
export function runningParts(dataDirectory: string): Part[] {
  return JSON.parse(readFileSync(join(dataDirectory, 'processes.json'), 'utf8')) as Part[];
}

/** A part with all that it started: PostgreSQL is many processes. */
export function familyOf(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const parent = parentOf(Number(name));
    if (parent !== undefined) parents.set(Number(name), parent);
  }
  const family = [pid];
  for (const member of family) for (const [child, parent] of parents) if (parent === member) family.push(child);
  return family;
}

function parentOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined;
  }
}

export function signal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch {
      // It ended in the meantime.
    }
  }
}

/** No file of it can grow any more, as on a disk without room; `undefined`: they can again. */
export function limitFiles(pids: readonly number[], bytes: number | undefined): void {
  for (const pid of pids) {
    try {
      execFileSync('prlimit', ['--pid', String(pid), `--fsize=${bytes ?? 'unlimited'}:`], { stdio: 'ignore' });
    } catch {
      // It ended in the meantime.
    }
  }
}
