import { outpointKey } from '../block/transaction.ts';
import { CustodyError } from '../errors.ts';
import {
  blockAt,
  type Credit,
  inheritOutpoints,
  type Rescan,
  type Spend,
  tipOf,
  type WatcherChange,
  type WatcherState,
} from './state.ts';

type Change<T extends WatcherChange['type']> = Extract<WatcherChange, { type: T }>;

const outOfOrder = (change: WatcherChange & { block: { hash: string } }, state: WatcherState) =>
  new CustodyError('watcher/out-of-order', {
    change: change.type,
    hash: change.block.hash,
    tipHash: tipOf(state)?.hash ?? 'none',
  });

/**
 * The state after one change. Applying a change that is already in the state returns the state itself, so a change may
 * be replayed after a crash; a change that does not fit throws.
 */
export function applyChange(state: WatcherState, change: WatcherChange): WatcherState {
  switch (change.type) {
    case 'connected':
      return connect(state, change);
    case 'disconnected':
      return disconnect(state, change);
    case 'rescan-started':
      if (change.watchedThrough <= state.watchedThrough) return state;
      return { ...state, watchedThrough: change.watchedThrough, rescan: change.rescan };
    case 'rescanned':
      return rescanned(state, change);
  }
}

function connect(state: WatcherState, change: Change<'connected'>): WatcherState {
  const { height, hash, previousHash } = change.block;
  if (blockAt(state, height)?.hash === hash) return state;
  const tip = tipOf(state);
  if (tip && (tip.height + 1 !== height || tip.hash !== previousHash)) throw outOfOrder(change, state);

  return {
    blocks: [...state.blocks.filter((block) => block.height >= change.forgetBelow), { height, hash }],
    credits: withFound(state.credits, change.credits, change.spends, change.forgetBelow),
    watchedThrough: Math.max(state.watchedThrough, change.watchedThrough),
    rescan: state.rescan,
  };
}

function disconnect(state: WatcherState, change: Change<'disconnected'>): WatcherState {
  const { height, hash } = change.block;
  if (blockAt(state, height)?.hash !== hash) return state;
  if (tipOf(state)?.hash !== hash) throw outOfOrder(change, state);

  const credits = new Map(state.credits);
  for (const outpoint of change.unspent) {
    const credit = credits.get(outpointKey(outpoint));
    if (credit) credits.set(outpointKey(outpoint), withoutSpend(credit));
  }
  for (const credit of change.orphaned) credits.delete(outpointKey(credit));
  inheritOutpoints(state.credits, credits, []);
  return { ...state, blocks: state.blocks.slice(0, -1), credits, rescan: shortened(state.rescan, height - 1) };
}

function rescanned(state: WatcherState, change: Change<'rescanned'>): WatcherState {
  const { height, hash } = change.block;
  if (state.rescan?.nextHeight !== height) return state;
  if (blockAt(state, height)?.hash !== hash) throw outOfOrder(change, state);
  const { throughHeight } = state.rescan;
  const rescan = height < throughHeight ? { nextHeight: height + 1, throughHeight } : undefined;
  return { ...state, credits: withFound(state.credits, change.credits, change.spends), rescan };
}

/** A rescan cannot go beyond the chain that is followed. */
function shortened(rescan: Rescan | undefined, throughHeight: number): Rescan | undefined {
  if (!rescan || rescan.throughHeight <= throughHeight) return rescan;
  return rescan.nextHeight > throughHeight ? undefined : { ...rescan, throughHeight };
}

function withoutSpend({ spent: _, ...credit }: Credit): Credit {
  return credit;
}

/** Credits with those found in a block. The map is shared while nothing in it changes: most blocks pay nobody here. */
function withFound(
  credits: ReadonlyMap<string, Credit>,
  found: readonly Credit[],
  spends: readonly Spend[],
  forgetBelow = 0,
): ReadonlyMap<string, Credit> {
  if (found.length === 0 && spends.length === 0) return credits;

  const next = new Map(credits);
  for (const credit of found) if (!next.has(outpointKey(credit))) next.set(outpointKey(credit), credit);
  for (const { txid, vout, ...spent } of spends) {
    const credit = next.get(outpointKey({ txid, vout }));
    if (credit) next.set(outpointKey(credit), { ...credit, spent });
  }
  for (const [key, { spent }] of credits) if (spent && spent.height < forgetBelow) next.delete(key);
  inheritOutpoints(credits, next, found);
  return next;
}
