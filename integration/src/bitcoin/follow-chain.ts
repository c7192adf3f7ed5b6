import { setTimeout as sleep } from 'node:timers/promises';
import { type ChainView, catchUp, createWatchlist, type Descriptor, type WatcherState } from '@istsi/bitcoin-custody';
import { withAdvisoryLock } from '../database/advisory-lock.ts';
import type { Database } from '../database/open-database.ts';
import { describeError, type Log } from '../log.ts';
import { claimDatabase, loadWatcherState, storeChange } from './watcher-store.ts';

export interface FollowChainOptions {
  database: Database;
  descriptor: Descriptor;
  view: ChainView;
  /** The first block to search, on the first run: the chain's height when the custody's first address was made. */
  startHeight: number;
  /** The highest address index that the KYC registry has assigned; -1 if none. */
  assignedThrough(): Promise<number>;
  pollMs?: number;
  log: Log;
  signal: AbortSignal;
}

const DEFAULT_POLL_MS = 500;
const RETRY_MS = 2_000;
const LOCK = 'istsi/bitcoin-watcher';

/**
 * Follows the Bitcoin chain until aborted. Of several instances on one database one follows, the others stand by: the
 * lock ends with the session that holds it.
 */
export async function followChain(options: FollowChainOptions): Promise<void> {
  const { database, log, signal } = options;
  while (!signal.aborted) {
    try {
      await withAdvisoryLock(database.pool, LOCK, () => follow(options));
    } catch (error) {
      if (!signal.aborted) log('warn', 'following Bitcoin failed; trying again', { error: describeError(error) });
    }
    await pause(RETRY_MS, signal);
  }
}

async function follow(options: FollowChainOptions): Promise<void> {
  const { database, descriptor, view, log, signal } = options;
  const { startHeight } = await claimDatabase(database.db, options);
  const watchlist = createWatchlist({ descriptor, assignedThrough: await options.assignedThrough() });
  let state: WatcherState = await loadWatcherState(database.db);
  while (!signal.aborted) {
    watchlist.assign(await options.assignedThrough());
    state = await catchUp({
      state,
      view,
      watchlist,
      policy: { startHeight },
      commit: async (change, next) => {
        await storeChange(database.db, change, next);
        if (change.type === 'disconnected') log('warn', 'Bitcoin block left the chain', change.block);
        if (change.type === 'connected' && change.credits.length > 0) {
          log('info', 'Bitcoin block pays custody', { height: change.block.height, outputs: change.credits.length });
        }
      },
      signal,
    });
    await pause(options.pollMs ?? DEFAULT_POLL_MS, signal);
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}
