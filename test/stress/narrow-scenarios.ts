import { execFileSync } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runningParts } from '../siege/parts.ts';
import type { Circumstances, NarrowWorld } from './narrow-world.ts';
import type { Scenario } from './scenario.ts';

/** What a whole `istsi up` lacks: from its start (`circumstances`), or from one moment to another. */
export interface NarrowScenario extends Pick<Scenario, 'name' | 'parts' | 'alarms' | 'alarmsAfter' | 'meanwhile'> {
  circumstances: Circumstances;
  begin?(world: NarrowWorld): Promise<void> | void;
  end?(world: NarrowWorld): void;
  /** Deposits of one block, for what is short only when there is much to do. */
  crowd?: number;
}

const unnoticed = { parts: [], alarms: [], meanwhile: 'goes on' } as const;
const DISK_MB = 1_024;
const MB = 1_048_576;
const FILL = 'filled';
/** Connections that nobody uses are given up by then; those to the database stay. */
const KEPT_MS = 10_000;

const pidOf = (world: NarrowWorld, part: string): number =>
  runningParts(world.system.dataDirectory).find(({ name }) => name === part)!.pid;

/** The least number that is free in a process: where the limit is that, it has what it has, and gets no more (getrlimit(2)). */
function firstFree(pid: number): number {
  const open = new Set(readdirSync(`/proc/${pid}/fd`).map(Number));
  for (let n = 0; ; n++) if (!open.has(n)) return n;
}

/** As many as the process may ever have (proc(5)). */
const mostDescriptors = (pid: number): number =>
  Number(/^Max open files +\S+ +(\d+)/m.exec(readFileSync(`/proc/${pid}/limits`, 'utf8'))![1]);

const limitDescriptors = (pid: number, most: number): void => {
  execFileSync('prlimit', ['--pid', String(pid), `--nofile=${most}:`], { stdio: 'ignore' });
};

/** Leaves so much room, and with none not a byte. */
function fillDisk(directory: string, leaveMb: number): void {
  const file = openSync(join(directory, FILL), 'a');
  try {
    const { bavail, bsize } = statfsSync(directory);
    const piece = Buffer.alloc(MB);
    for (let left = bavail * bsize - leaveMb * MB; left > 0 || leaveMb === 0; ) left -= writeSync(file, piece);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  } finally {
    closeSync(file);
  }
}

const emptyDisk = (directory: string): void => rmSync(join(directory, FILL), { force: true });

const clockIsOff = (name: string, seconds: number): NarrowScenario => ({
  ...{ name, circumstances: {}, parts: ['clock'], alarms: ['clock-skew'], meanwhile: 'goes on' },
  begin: (world) => world.shiftClock(seconds),
  end: (world) => world.shiftClock(0),
});

export const narrowScenarios: readonly NarrowScenario[] = [
  {
    ...unnoticed,
    name: 'one core for everything',
    circumstances: { under: ['taskset', '--cpu-list', '0'] },
    crowd: 60,
  },
  {
    ...{ ...unnoticed, name: 'a heap of 256 MB for each process', crowd: 100 },
    circumstances: { environment: { NODE_OPTIONS: '--max-old-space-size=256' } },
  },
  clockIsOff('the services’ clock is an hour ahead', 3_600),
  clockIsOff('the services’ clock is an hour behind', -3_600),
  {
    ...{ name: 'the services can open no file and no connection', circumstances: {} },
    // Who can open nothing can tell nobody: that is what the dead man's switch is for.
    ...{ parts: [], alarms: [], meanwhile: 'waits' },
    async begin(world) {
      const pid = pidOf(world, 'services');
      limitDescriptors(pid, firstFree(pid));
      await sleep(KEPT_MS);
    },
    end: (world) => {
      const pid = pidOf(world, 'services');
      limitDescriptors(pid, mostDescriptors(pid));
    },
  },
  {
    ...{ name: 'the disk is nearly full', circumstances: { diskMb: DISK_MB } },
    ...{ parts: ['disk'], alarms: ['disk-full'], meanwhile: 'goes on' },
    begin: ({ directory }) => fillDisk(directory, DISK_MB / 12),
    end: ({ directory }) => emptyDisk(directory),
  },
  {
    ...{ name: 'the disk is full', circumstances: { diskMb: DISK_MB } },
    // Where nothing can be written no alarm is kept; it was raised when the disk was nearly full.
    ...{ parts: [], alarms: [], meanwhile: 'waits' },
    begin: ({ directory }) => fillDisk(directory, 0),
    end: ({ directory }) => emptyDisk(directory),
  },
];
