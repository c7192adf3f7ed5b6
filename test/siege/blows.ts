import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../system/random.ts';
import type { RunningSystem } from '../system/running-system.ts';
import { familyOf, limitFiles, type Part, runningParts, signal } from './parts.ts';

/** What is done to the system in one round. */
export type Blow = 'kill everything' | 'kill the supervisor' | 'kill parts' | 'freeze' | 'full disk';

export interface Target {
  system: RunningSystem;
  random: Random;
  /** Parts that are frozen, and since when on this process's clock. */
  frozen: Map<string, number>;
}

/** SIGKILL to one part after the other, sooner than they are well again. Answers their names. */
export async function killParts({ system, random }: Target): Promise<string[]> {
  const killed: string[] = [];
  for (let left = random.between(2, 5); left > 0; left -= 1) {
    const { name, pid } = random.pick(runningParts(system.dataDirectory));
    signal([pid], 'SIGKILL');
    killed.push(name);
    await sleep(random.between(50, 3_000));
  }
  return killed;
}

/** It is there and does nothing, as on a machine that swaps or is being moved. */
export async function freeze({ frozen }: Target, { name, pid }: Part, forMs: number): Promise<void> {
  const family = familyOf(pid);
  signal(family, 'SIGSTOP');
  frozen.set(name, performance.now());
  await sleep(forMs);
  frozen.delete(name);
  signal(family, 'SIGCONT');
}

/** What it writes fails, for a while or until it has ended of it. */
export async function fillDisk({ pid }: Part, forMs: number): Promise<void> {
  const family = familyOf(pid);
  limitFiles(family, 0);
  await sleep(forMs);
  // Who was started meanwhile has it from who started it, and may have outlived it.
  limitFiles([...new Set(family.flatMap(familyOf))], undefined);
}
