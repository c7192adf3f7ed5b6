import { setTimeout as sleep } from 'node:timers/promises';
import { describeError, type Log } from '@istsi/bitcoin-custody';
import { Logger, type Runner, run } from 'graphile-worker';
import { withAdvisoryLock } from '../database/advisory-lock.ts';
import type { Database } from '../database/open-database.ts';
import { lanes, type OperationKind, operationKinds, wakeLater, wakeOverdue } from './wake.ts';

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
/** After a lane ended because the database was gone. */
const RESTART_MS = 500;
/**
 * Otherwise nobody waits for the query that ends a job, and a database that goes away in just that moment is a rejection that
 * nobody handles: the end of the process.
 */
const ENDS_TOLD_IN_BATCHES = { completeJobBatchDelay: 0 };
const SWEEP_MS = 5_000;
/** Wake-ups are normally on time; what is later than this was lost with a killed process. */
const OVERDUE_MS = 3_000;

/** Works on operations until stopped. Any number of instances may share a database: an operation's lock keeps them apart. */
export async function startOperationWorker(options: OperationWorkerOptions): Promise<OperationWorker> {
  const { database, log, concurrency, drive } = options;

  async function workOn(kind: OperationKind, key: string): Promise<void> {
    const done = await withAdvisoryLock(database.pool, `istsi/${kind}/${key}`, () => drive[kind](key));
    // Whoever holds the lock may have read the facts before they changed.
    if (!done) await wakeLater(database.db, kind, key, new Date(Date.now() + BUSY_PAUSE_MS));
  }

  // A wake-up that failed is not told so: `wake_at` is still due, and the sweep repeats it.
  const taskOf = (kind: OperationKind) => async (payload: unknown) => {
    const { key } = payload as { key: string };
    await workOn(kind, key).catch((error: unknown) =>
      log('warn', 'an operation could not be looked at', { kind, key, error: describeError(error) }),
    );
  };
  const startLane = async (kinds: readonly OperationKind[]): Promise<Runner> =>
    await run({
      pgPool: database.pool,
      concurrency,
      pollInterval: POLL_MS,
      noHandleSignals: true,
      taskList: Object.fromEntries(kinds.map((kind) => [kind, taskOf(kind)])),
      parsedCronItems: [],
      preset: { worker: ENDS_TOLD_IN_BATCHES },
      logger: new Logger((scope) => (level, message) => {
        if (level === 'error' || level === 'warning') log('warn', 'job queue', { message, task: scope.taskIdentifier });
      }),
    });
  const stopping = new AbortController();
  const running = [sweep(options, stopping.signal)];
  for (const kinds of lanes) {
    const first = await startLane(kinds);
    running.push(keepLane(first, () => startLane(kinds), log, stopping.signal));
  }

  return {
    async stop() {
      stopping.abort();
      await Promise.all(running);
    },
  };
}

/** A lane whose database went away ends, and begins again once the database is back. */
async function keepLane(first: Runner, start: () => Promise<Runner>, log: Log, signal: AbortSignal): Promise<void> {
  const stopped = new Promise<string>((resolve) =>
    signal.addEventListener('abort', () => resolve('it was stopped'), { once: true }),
  );
  for (let runner: Runner | undefined = first; !signal.aborted; ) {
    if (runner) {
      const why = await Promise.race([runner.promise.then(() => 'nothing said why', describeError), stopped]);
      if (signal.aborted) return await runner.stop();
      log('warn', 'the job queue ended and is begun again', { error: why });
    }
    await sleep(RESTART_MS, undefined, { signal }).catch(() => undefined);
    runner = await start().catch((error: unknown) => {
      log('warn', 'the job queue could not begin', { error: describeError(error) });
      return undefined;
    });
  }
}

async function sweep({ database, log, now }: OperationWorkerOptions, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      for (const kind of operationKinds) await wakeOverdue(database.db, kind, new Date(now().getTime() - OVERDUE_MS));
    } catch (error) {
      log('warn', 'could not look for overdue operations', { error: describeError(error) });
    }
    await sleep(SWEEP_MS, undefined, { signal }).catch(() => undefined);
  }
}
