import { setTimeout as sleep } from 'node:timers/promises';
import { Logger, type Runner, run } from 'graphile-worker';
import { withAdvisoryLock } from '../database/advisory-lock.ts';
import { describeError } from '../log.ts';
import { wakeOverdue } from './deposit-store.ts';
import { type DepositWorld, driveDeposit } from './drive-deposit.ts';
import { DEPOSIT_TASK, wakeLater } from './wake.ts';

export interface DepositWorker {
  stop(): Promise<void>;
}

const POLL_MS = 500;
/** How long another instance may be at work on a deposit before this one looks again. */
const BUSY_PAUSE_MS = 500;
const SWEEP_MS = 5_000;
/** Wake-ups are normally on time; what is later than this was lost with a killed process. */
const OVERDUE_MS = 3_000;

/** Works on deposits until stopped. Any number of instances may share a database: a deposit's lock keeps them apart. */
export async function startDepositWorker(world: DepositWorld, concurrency: number): Promise<DepositWorker> {
  const { database, log } = world;

  async function workOn(outpoint: string): Promise<void> {
    const done = await withAdvisoryLock(database.pool, `istsi/deposit/${outpoint}`, () =>
      driveDeposit(world, outpoint),
    );
    // Whoever holds the lock may have read the facts before they changed.
    if (!done) await wakeLater(database.db, outpoint, new Date(Date.now() + BUSY_PAUSE_MS));
  }

  const runner: Runner = await run({
    pgPool: database.pool,
    concurrency,
    pollInterval: POLL_MS,
    noHandleSignals: true,
    taskList: { [DEPOSIT_TASK]: async (payload) => await workOn((payload as { outpoint: string }).outpoint) },
    parsedCronItems: [],
    logger: new Logger((scope) => (level, message) => {
      if (level === 'error' || level === 'warning') log('warn', 'job queue', { message, task: scope.taskIdentifier });
    }),
  });
  const sweeping = new AbortController();
  const swept = sweep(world, sweeping.signal);

  return {
    async stop() {
      sweeping.abort();
      await swept;
      await runner.stop();
    },
  };
}

async function sweep({ database, log, now }: DepositWorld, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await wakeOverdue(database.db, new Date(now().getTime() - OVERDUE_MS));
    } catch (error) {
      log('warn', 'could not look for overdue deposits', { error: describeError(error) });
    }
    await sleep(SWEEP_MS, undefined, { signal }).catch(() => undefined);
  }
}
