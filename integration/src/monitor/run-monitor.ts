import { setTimeout as sleep } from 'node:timers/promises';
import { describeError, type Log } from '@istsi/bitcoin-custody';
import { withAdvisoryLock } from '../database/advisory-lock.ts';
import type { Database } from '../database/open-database.ts';
import type { AlertChannel, ChannelWorld, MailServer } from './alert-channels.ts';
import { enqueueAlive, forgetMessages, sendDue } from './alert-messages.ts';
import { judgeObservation } from './alert-round.ts';
import type { BreakerLimits } from './breaker.ts';
import { createDigests } from './digest.ts';
import { forgetHistory, storeHistory } from './metric-history.ts';
import type { Observation } from './observe.ts';
import { type BreakerOptions, openBreaker } from './trip-breaker.ts';

export interface MonitorSettings {
  /** How often everything is looked at. */
  everyMs?: number | undefined;
  /** Where people are told; the dashboard needs none. */
  channels?: readonly AlertChannel[] | undefined;
  mail?: MailServer | undefined;
  /** Directories of which the disk must have room, besides the one that this process runs in. */
  directories?: readonly string[] | undefined;
  /** What may go wrong before everything is stopped. Absent: nothing is stopped. */
  breaker?: BreakerLimits | undefined;
}

export interface RunMonitorOptions {
  database: Database;
  observe(): Promise<Observation>;
  settings: MonitorSettings;
  post: ChannelWorld['post'];
  /** Of the circuit breaker. Undefined: no key here stops anything, so that none is. */
  breaker: Pick<BreakerOptions, 'views' | 'pause'> | undefined;
  log: Log;
}

/** As often as a ledger closes. */
const EVERY_MS = 5_000;
const RETRY_MS = 2_000;
/** What was observed in between is in the least and the most of a span only when it is stored: a spike of a quarter minute is. */
const STORE_MS = 15_000;
const FORGET_MS = 3_600_000;
const ALIVE_MS = 60_000;
const DIGEST_MS = 60_000;

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

async function watch(options: RunMonitorOptions, signal: AbortSignal): Promise<void> {
  const { database, observe, settings, post, log } = options;
  const { db } = database;
  const { channels = [], mail, everyMs = EVERY_MS } = settings;
  const { breaker: limits } = settings;
  const breaker = options.breaker && limits && (await openBreaker({ db, ...options.breaker, limits, log }));
  const [storing, forgetting] = [pacer(STORE_MS), pacer(FORGET_MS)];
  const [alive, digesting] = [pacer(ALIVE_MS), pacer(DIGEST_MS)];
  const digests = createDigests(db, channels);
  let sending: Promise<void> | undefined;
  while (!signal.aborted) {
    const observation = await observe();
    if (signal.aborted) break;
    // First what stops a loss, and then what tells of it.
    await breaker?.judge(observation.samples);
    await judgeObservation(db, observation, { channels, log });
    if (alive.isDue()) await enqueueAlive(db, channels);
    if (digesting.isDue()) await digests.enqueue(observation.at);
    // Beside the looks: a mail server that is slow holds up nobody who stops a loss.
    sending ??= sendDue(db, { channels, mail, post }, () => new Date())
      .catch((error: unknown) => log('warn', 'sending alerts failed', { error: describeError(error) }))
      .finally(() => {
        sending = undefined;
      });
    if (storing.isDue()) await storeHistory(db, observation.at, observation.samples);
    if (forgetting.isDue()) {
      await forgetHistory(db, observation.at);
      await forgetMessages(db, observation.at);
    }
    await sleep(everyMs, undefined, { signal }).catch(() => undefined);
  }
  await sending;
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
