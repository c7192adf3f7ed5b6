import { type ChainView, prefetching } from '../node/chain-view.ts';
import { advanceWatcher, type WatcherPolicy } from './advance.ts';
import { applyChange } from './apply.ts';
import type { WatcherChange, WatcherState } from './state.ts';
import type { Watchlist } from './watchlist.ts';

/**
 * Advances until there is nothing left to do, handing each change to `commit` before it is applied, and returns the
 * state reached. If `commit` throws, that change did not happen: call again with the last stored state.
 */
export async function catchUp(options: {
  state: WatcherState;
  view: ChainView;
  watchlist: Watchlist;
  policy: WatcherPolicy;
  commit: (change: WatcherChange, next: WatcherState) => void | Promise<void>;
  signal?: AbortSignal;
}): Promise<WatcherState> {
  const { watchlist, policy, commit, signal } = options;
  const view = prefetching(options.view);
  let { state } = options;
  while (!signal?.aborted) {
    const change = await advanceWatcher(state, view, watchlist, policy);
    if (!change) break;
    const next = applyChange(state, change);
    await commit(change, next);
    state = next;
  }
  return state;
}
