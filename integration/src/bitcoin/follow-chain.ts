import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import {
  type ChainView,
  catchUp,
  createWatchlist,
  type Descriptor,
  describeError,
  isCustodyError,
  type Log,
  type WatcherState,
  type Watchlist,
} from '@istsi/bitcoin-custody';
import { withAdvisoryLock } from '../database/advisory-lock.ts';
import type { Database } from '../database/open-database.ts';
import { type KeptScripts, openKeptScripts, SCRIPTS_PER_ROW } from './kept-scripts.ts';
import { createMempoolLook, type MempoolView } from './pending-payments.ts';
import { claimDatabase, loadWatcherState, newestOf, storeChange } from './watcher-store.ts';

export interface FollowChainOptions {
  database: Database;
  /** Of every epoch, oldest first: people keep paying to old addresses. */
  descriptors: readonly Descriptor[];
  view: ChainView;
  /** Whose memory pool is looked at as well; absent: nobody’s. */
  mempool?: MempoolView;
  /** The first block to search, on the first run: the chain's height when the custody's first address was made. */
  startHeight: number;
  /** How many addresses the KYC registry has assigned an index to. */
  addressCount(): Promise<number>;
  /** Called when there are more of them than before. */
  onAddresses(count: number): Promise<void>;
  pollMs?: number;
  log: Log;
  signal: AbortSignal;
}

const DEFAULT_POLL_MS = 500;
/** How often to ask the registry for new addresses. */
const ADDRESSES_MS = 2_000;
/** What is announced is to be seen within five seconds: a look, the pages' own, and room for both. */
const MEMPOOL_MS = 1_500;
const RETRY_MS = 2_000;
const LOCK = 'istsi/bitcoin-watcher';
/** The reserve's own address is the first of the change branch. */
const CHANGE_LANES = 1;

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
  const { signal } = options;
  const step = await beginFollowing(options);
  while (!signal.aborted) {
    await step();
    await pause(options.pollMs ?? DEFAULT_POLL_MS, signal);
  }
}

/**
 * Goes on from what is stored; answers what brings it up to the node's tip. After that failed, what is stored may be ahead of
 * it: to be begun anew. The caller holds the lock.
 */
export async function beginFollowing(options: FollowChainOptions): Promise<() => Promise<void>> {
  const { database, descriptors, view, log, signal } = options;
  const { startHeight } = await claimDatabase(database.db, options);
  const descriptor = newestOf(descriptors);
  const kept = await openKeptScripts(database.db, descriptors);
  const earlier = descriptors.slice(0, -1);
  const { scriptsOf } = kept;
  const watchlist = createWatchlist({ descriptor, earlier, changeLanes: CHANGE_LANES, scriptsOf });
  const learnAddresses = everySoOften(ADDRESSES_MS, async () => {
    await assignNew(options, watchlist, kept);
    await kept.keep();
  });
  let state: WatcherState = await loadWatcherState(database.db);
  await cover(options, watchlist, state.watchedThrough, kept);
  const lookAtMempool = everySoOften(MEMPOOL_MS, mempoolLook(options, watchlist));
  return async () => {
    await learnAddresses();
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
    await lookAtMempool();
  };
}

/** What is only announced holds up nothing: a node that does not tell it is asked again. */
function mempoolLook({ database, mempool, log, signal }: FollowChainOptions, watchlist: Watchlist) {
  if (!mempool) return async (): Promise<void> => {};
  const look = createMempoolLook(database.db, mempool, watchlist);
  return async (): Promise<void> => {
    try {
      await look();
    } catch (error) {
      if (!signal.aborted) log('warn', 'the memory pool could not be looked at', { error: describeError(error) });
    }
  };
}

/** In steps, each of which is kept: whoever is stopped in between begins where it was, and everybody else gets a turn. Many are derived beside. */
async function cover(
  { log, signal }: FollowChainOptions,
  watchlist: Watchlist,
  through: number,
  kept: KeptScripts,
): Promise<void> {
  if (through > watchlist.watchedThrough + SCRIPTS_PER_ROW) {
    await kept.deriveThrough(through, signal).catch((error: unknown) => {
      // That two derivations differ must not be got over; that there are no threads only takes longer.
      if (signal.aborted || isCustodyError(error, 'address/derivations-disagree')) throw error;
      log('warn', 'addresses are derived one after another', { error: describeError(error) });
    });
  }
  while (watchlist.watchedThrough < through) {
    signal.throwIfAborted();
    watchlist.cover(Math.min(through, watchlist.watchedThrough + SCRIPTS_PER_ROW));
    await kept.keep();
    await setImmediate();
  }
}

/** The registry may be out of reach for a while: the watchlist's gap covers what is registered meanwhile. */
async function assignNew(options: FollowChainOptions, watchlist: Watchlist, kept: KeptScripts): Promise<void> {
  try {
    const count = await options.addressCount();
    if (count - 1 <= watchlist.assignedThrough) return;
    await cover(options, watchlist, count - 1, kept);
    watchlist.assign(count - 1);
    await options.onAddresses(count);
  } catch (error) {
    options.log('warn', 'could not read the number of registered addresses', { error: describeError(error) });
  }
}

function everySoOften(ms: number, work: () => Promise<void>): () => Promise<void> {
  let last = Number.NEGATIVE_INFINITY;
  return async () => {
    if (performance.now() - last < ms) return;
    last = performance.now();
    await work();
  };
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}
