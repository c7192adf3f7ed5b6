import { readFileSync } from 'node:fs';
import { familyOf, runningParts } from '../siege/parts.ts';

const KIB = 1_024;

/** Bytes in memory of each running part of an `istsi up` (Linux: `VmRSS`, and of PostgreSQL what its processes do not share). */
export function memoryByPart(dataDirectory: string): Map<string, number> {
  return new Map(
    runningParts(dataDirectory).map(({ name, pid }): [string, number] => {
      const family = familyOf(pid);
      return [name, family.length === 1 ? residentOf(pid) : family.reduce((sum, one) => sum + ownOf(one), 0)];
    }),
  );
}

const residentOf = (pid: number): number => kibibytesIn(`/proc/${pid}/status`, 'VmRSS') * KIB;
const ownOf = (pid: number): number => kibibytesIn(`/proc/${pid}/status`, 'RssAnon') * KIB;

function kibibytesIn(file: string, field: string): number {
  try {
    return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(readFileSync(file, 'utf8'))?.[1] ?? 0);
  } catch {
    // It ended meanwhile.
    return 0;
  }
}
