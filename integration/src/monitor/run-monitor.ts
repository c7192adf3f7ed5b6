import { setTimeout as sleep } from 'node:timers/promises';
import { describeError, type Log } from '@istsi/bitcoin-custody';
import { withAdvisoryLock } from '../database/advisory-lock.ts';
import type { Database } from '../database/open-database.ts';
import { judgeObservation } from './alert-round.ts';
import { forgetHistory, storeHistory } from './metric-history.ts';
import type { Observation } from './observe.ts';

export interface MonitorSettings {
  /** How often everything is looked at. */
  everyMs?: number | undefined;
}

export interface RunMonitorOptions {
  database: Database;
  observe(): Promise<Observation>;
  settings: MonitorSettings;
  log: Log;
}

/** As often as a ledger closes. */
const EVERY_MS = 5_000;
const RETRY_MS = 2_000;
/** What was observed in between is in the least and the most of a span only when it is stored: a spike of a quarter minute is. */
const STORE_MS = 15_000;
const FORGET_MS = 3_600_000;

/** Looks, judges and tells until aborted. Of several instances on one database one does, the others stand by. */
export async function runMonitor(options: RunMonitorOptions, signal: AbortSignal): Promise<void> {
  const { database, log } = options;
  while (!signal.aborted) {
    try {
      await withAdvisoryLock(database.pool, 'istsi/monitor', async () => await watch(options, signal));
    } catch (error) {
      if (!signal.aborted) log('warn', 'the monitor failed; trying again', { error: describeError(error) });
    }
    await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined);
  }
}

async function watch({ database, observe, settings, log }: RunMonitorOptions, signal: AbortSignal): Promise<void> {
  const { db } = database;
  const storing = pacer(STORE_MS);
  const forgetting = pacer(FORGET_MS);
  while (!signal.aborted) {
    const observation = await observe();
    if (signal.aborted) return;
    await judgeObservation(db, observation, log);
    if (storing.isDue()) await storeHistory(db, observation.at, observation.samples);
    if (forgetting.isDue()) await forgetHistory(db, observation.at);
    await sleep(settings.everyMs ?? EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** Due the first time, and then when so long has passed. */
function pacer(everyMs: number): { isDue(): boolean } {
  let last = Number.NEGATIVE_INFINITY;
  return {
    isDue() {
      if (performance.now() - last < everyMs) return false;
      last = performance.now();
      return true;
    },
  };
}
