import { setTimeout as sleep } from 'node:timers/promises';
import { describeError, type Log } from '@istsi/bitcoin-custody';
import { Logger, type Runner, run } from 'graphile-worker';
import type { Database } from '../database/open-database.ts';
import { patientPool } from '../database/patient-pool.ts';
import { createSharedLocks } from '../database/shared-locks.ts';
import { type Lane, lanes, type OperationKind, operationKinds, wakeLater, wakeOverdue } from './wake.ts';

export interface OperationWorker {
  stop(): Promise<void>;
}

export interface OperationWorkerOptions {
  database: Database;
  now: () => Date;
  log: Log;
  /** Operations worked on at the same time, in each lane. */
  concurrency: number;
  /** Takes one operation as far as it can go now. */
  drive: Record<OperationKind, (key: string) => Promise<void>>;
}

const POLL_MS = 500;
/** How long another instance may be at work on an operation before this one looks again. */
const BUSY_PAUSE_MS = 500;
/** After an operation could not be looked at, as with a database that is lost. */
const FAILURE_PAUSE_MS = 2_000;
const SWEEP_MS = 5_000;
/** Wake-ups are normally on time; what is later than this was lost with a killed process. */
const OVERDUE_MS = 3_000;

/** Works on operations until stopped. Any number of instances may share a database: an operation's lock keeps them apart. */
export async function startOperationWorker(options: OperationWorkerOptions): Promise<OperationWorker> {
  const { database, log, concurrency, drive } = options;

  const locks = createSharedLocks(database.pool);
  /** What is worked on here, and whether somebody had it looked at meanwhile. */
  const atWork = new Map(operationKinds.map((kind) => [kind, new Map<string, boolean>()]));

  async function workOn(kind: OperationKind, key: string): Promise<void> {
    const own = atWork.get(kind) as Map<string, boolean>;
    // Whoever is at work may have read the facts before they changed: they look again when they are done.
    if (own.has(key)) return void own.set(key, true);
    try {
      do {
        own.set(key, false);
        const done = await locks.with(`istsi/${kind}/${key}`, () => drive[kind](key));
        // Likewise whoever holds the lock elsewhere, who does not hear of it.
        if (!done) return await wakeLater(database.db, kind, key, new Date(Date.now() + BUSY_PAUSE_MS));
      } while (own.get(key));
    } finally {
      own.delete(key);
    }
  }

  // The queue cannot tell a failure (its numbers are beyond JSON), so none is left to it. If this is lost too, `wake_at` is due.
  const taskOf = (kind: OperationKind) => async (payload: unknown) => {
    const { key } = payload as { key: string };
    try {
      await workOn(kind, key);
    } catch (error) {
      log('warn', 'an operation could not be looked at', { kind, key, error: describeError(error) });
      await wakeLater(database.db, kind, key, new Date(Date.now() + FAILURE_PAUSE_MS)).catch(() => undefined);
    }
  };
  const queue = patientPool(database.pool);
  const runLane = async ({ kinds, share }: Lane): Promise<Runner> => {
    const hands = Math.ceil(concurrency * share);
    return await run({
      pgPool: queue.pool,
      // One look at the queue for all hands of a lane: each on its own would ask as often, and mostly in vain. (Jobs that end
      // together do so in `patientPool`: the queue's own way would end it for good with the first that a lost database refuses.)
      preset: { worker: { localQueue: { size: hands } } },
      concurrency: hands,
      pollInterval: POLL_MS,
      noHandleSignals: true,
      taskList: Object.fromEntries(kinds.map((kind) => [kind, taskOf(kind)])),
      parsedCronItems: [],
      logger: new Logger((scope) => (level, message) => {
        if (level === 'error' || level === 'warning') log('warn', 'job queue', { message, task: scope.taskIdentifier });
      }),
    });
  };
  const runners: Runner[] = [];
  const end = async (): Promise<void> => {
    await Promise.all(runners.map((runner) => runner.stop()));
    queue.giveUp();
    locks.close();
  };
  try {
    for (const lane of lanes) runners.push(await runLane(lane));
  } catch (error) {
    await end();
    throw error;
  }
  const sweeping = new AbortController();
  const swept = sweep(options, (kind) => [...(atWork.get(kind)?.keys() ?? [])], sweeping.signal);

  return {
    async stop() {
      sweeping.abort();
      await swept;
      await end();
    },
  };
}

async function sweep(
  { database, log, now }: OperationWorkerOptions,
  atWork: (kind: OperationKind) => string[],
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      for (const kind of operationKinds) {
        await wakeOverdue(database.db, kind, new Date(now().getTime() - OVERDUE_MS), atWork(kind));
      }
    } catch (error) {
      log('warn', 'could not look for overdue operations', { error: describeError(error) });
    }
    await sleep(SWEEP_MS, undefined, { signal }).catch(() => undefined);
  }
}
