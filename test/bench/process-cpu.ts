import { readdirSync, readFileSync } from 'node:fs';

/** Clock ticks of `/proc/<pid>/stat` in a second: 100 on every Linux there is (`getconf CLK_TCK`). */
const TICKS_PER_SECOND = 100;

/** The commands of `istsi up`'s processes; PostgreSQL's own are the database too. */
const PARTS = ['services', 'signer', 'sandbox', 'bitcoin', 'database', 'guardian', 'reporter', 'up'];

/** Milliseconds of CPU, user and system, that the processes below this one have used, by what they are. Linux only. */
export function cpuMsByPart(): Map<string, number> {
  const parts = new Map(PARTS.map((part): [string, number] => [part, 0]));
  for (const pid of descendants(process.pid)) {
    try {
      const part = partOf(readFileSync(`/proc/${pid}/cmdline`, 'latin1').split('\0'));
      parts.set(part, (parts.get(part) ?? 0) + cpuMs(pid));
    } catch {
      // It ended meanwhile.
    }
  }
  return parts;
}

/** Likewise of one process and all below it. */
export const cpuMsOfTree = (pid: number): number =>
  [pid, ...descendants(pid)].reduce((sum, one) => sum + cpuMs(one), 0);

function descendants(of: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc').filter((one) => /^\d+$/.test(one))) {
    const [, parent] = fieldsOf(Number(name));
    children.set(Number(parent), [...(children.get(Number(parent)) ?? []), Number(name)]);
  }
  const below = (pid: number): number[] => (children.get(pid) ?? []).flatMap((child) => [child, ...below(child)]);
  return below(of);
}

/** Behind the name, which is in brackets and may be anything. */
function fieldsOf(pid: number): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    // It ended meanwhile.
    return [];
  }
}

/** User and system time (proc(5)). */
const cpuMs = (pid: number): number =>
  ((Number(fieldsOf(pid)[11] ?? 0) + Number(fieldsOf(pid)[12] ?? 0)) / TICKS_PER_SECOND) * 1_000;

function partOf(command: readonly string[]): string {
  if (command[0]?.includes('postgres')) return 'database';
  return PARTS.find((part) => command.includes(part)) ?? 'up';
}
