import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { CliError } from '../errors.ts';
import { readCacheFile, type Say, writeCacheFile } from '../state/cache-file.ts';
import { identify, isAlive, ProcessIdentity, signalProcess } from './process-identity.ts';

const Recorded = ProcessIdentity.extend({ name: z.string() });
const RecordFile = z.array(Recorded);
type Recorded = z.output<typeof Recorded>;

const GENTLE_MS = 8_000;
const FORCED_MS = 2_000;

/** Says it when the record cannot be written: the children run on, and each keeps its own directory locked. */
export function recordChildren(path: string, children: readonly { name: string; pid: number }[], say: Say): void {
  const identified = children.flatMap(({ name, pid }) => {
    const identity = identify(pid);
    return identity ? [{ name, ...identity }] : [];
  });
  writeCacheFile(path, identified, say);
}

/** Children of an earlier supervisor that are alive though nobody supervises them. */
export function findOrphans(path: string, say: Say): Recorded[] {
  return (readCacheFile(path, RecordFile, say) ?? []).filter(isAlive);
}

/**
 * Ends the children that outlived a killed supervisor. They notice its death and stop by themselves; what has not is
 * asked, and in the end forced, because two nodes must never write one directory.
 */
export async function endOrphans(orphans: readonly Recorded[], { gentleMs = GENTLE_MS } = {}): Promise<void> {
  // The last started depends on the ones before it.
  for (const orphan of orphans.toReversed()) {
    signalProcess(orphan, 'SIGTERM');
    if (await gone(orphan, gentleMs)) continue;
    signalProcess(orphan, 'SIGKILL');
    if (!(await gone(orphan, FORCED_MS))) throw new CliError('cli/orphan-stuck', orphan);
  }
}

async function gone(identity: ProcessIdentity, timeoutMs: number): Promise<boolean> {
  for (const end = Date.now() + timeoutMs; Date.now() < end; ) {
    if (!isAlive(identity)) return true;
    await sleep(25);
  }
  return false;
}
