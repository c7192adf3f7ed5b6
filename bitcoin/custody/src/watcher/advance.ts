import { scanBlock } from '../block/scan.ts';
import { outpointKey } from '../block/transaction.ts';
import { parseHeader } from '../block/verify.ts';
import { CustodyError } from '../errors.ts';
import type { ChainView } from '../node/chain-view.ts';
import {
  blockAt,
  type Credit,
  type FollowedBlock,
  outpointsOf,
  type Spend,
  tipOf,
  type WatcherChange,
  type WatcherState,
} from './state.ts';
import type { Watchlist } from './watchlist.ts';

export type WatcherPolicy = {
  /** The first block to read: the chain's height when the custody's first address was made. */
  startHeight: number;
  /** Blocks remembered. A reorganisation deeper than this stops the watcher for a person to look at. */
  keepBlocks?: number;
  /** How many recent blocks to read again when indices were assigned faster than the watchlist's gap. */
  rescanBlocks?: number;
};

const DEFAULT_KEEP_BLOCKS = 288;
const DEFAULT_RESCAN_BLOCKS = 144;
const MOST_ATTEMPTS = 5;

type Step = WatcherChange | 'up-to-date' | 'chain-moved';

/**
 * The next change to bring `state` closer to the backend's best chain: one block further, one block back, or one block
 * read again; undefined when there is nothing to do. Changes nothing itself: store the change, then `applyChange`.
 */
export async function advanceWatcher(
  state: WatcherState,
  view: ChainView,
  watchlist: Watchlist,
  policy: WatcherPolicy,
): Promise<WatcherChange | undefined> {
  const { keepBlocks = DEFAULT_KEEP_BLOCKS } = policy;
  if (!Number.isInteger(keepBlocks) || keepBlocks < 1 || !(policy.startHeight >= 0)) {
    throw new CustodyError('watcher/policy', { reason: 'keepBlocks must be at least 1 and startHeight at least 0' });
  }
  watchlist.cover(state.watchedThrough);
  for (let attempts = 0; attempts < MOST_ATTEMPTS; attempts++) {
    const step = await nextStep(state, view, watchlist, policy);
    if (step !== 'chain-moved') return step === 'up-to-date' ? undefined : step;
  }
  throw new CustodyError('watcher/unstable-chain', { attempts: MOST_ATTEMPTS });
}

async function nextStep(
  state: WatcherState,
  view: ChainView,
  watchlist: Watchlist,
  policy: WatcherPolicy,
): Promise<Step> {
  const tip = tipOf(state);
  if (tip) {
    const standing = await tipStanding(state, tip, view);
    if (standing === 'node-behind') return 'up-to-date';
    if (standing === 'chain-moved') return 'chain-moved';
    if (standing === 'replaced') return disconnect(state, tip, view, policy);
    if (watchlist.assignedThrough > state.watchedThrough) return startRescan(state, tip, watchlist, policy);
    if (state.rescan) return rescanNext(state, view, watchlist, state.rescan.nextHeight);
  }
  return connect(state, tip, view, watchlist, policy);
}

/** Whether the followed tip is still in the backend's best chain. */
async function tipStanding(
  state: WatcherState,
  tip: FollowedBlock,
  view: ChainView,
): Promise<'in-chain' | 'replaced' | 'node-behind' | 'chain-moved'> {
  const hash = await view.getBlockHash(tip.height);
  if (hash !== undefined) return hash === tip.hash ? 'in-chain' : 'replaced';
  // The backend has fewer blocks. If they are all ours it was restarted or is catching up, and nothing was undone.
  const nodeTip = await view.getTip();
  if (nodeTip.height >= tip.height) return 'chain-moved';
  const ours = blockAt(state, nodeTip.height);
  return ours === undefined || ours.hash === nodeTip.hash ? 'node-behind' : 'replaced';
}

async function disconnect(
  state: WatcherState,
  tip: FollowedBlock,
  view: ChainView,
  policy: WatcherPolicy,
): Promise<Step> {
  const oldest = state.blocks[0] ?? tip;
  // Nothing may be undone before it is known that the fork lies within the blocks kept.
  if (oldest.height > policy.startHeight && (await view.getBlockHash(oldest.height)) !== oldest.hash) {
    throw new CustodyError('watcher/reorg-too-deep', { keptFrom: oldest.height, tipHeight: tip.height });
  }
  const credits = [...state.credits.values()];
  return {
    type: 'disconnected',
    block: tip,
    orphaned: credits.filter((credit) => credit.blockHash === tip.hash),
    unspent: credits
      .filter((credit) => credit.spent?.blockHash === tip.hash && credit.blockHash !== tip.hash)
      .map(({ txid, vout }) => ({ txid, vout })),
  };
}

async function connect(
  state: WatcherState,
  tip: FollowedBlock | undefined,
  view: ChainView,
  watchlist: Watchlist,
  policy: WatcherPolicy,
): Promise<Step> {
  const height = tip ? tip.height + 1 : policy.startHeight;
  const hash = await view.getBlockHash(height);
  if (hash === undefined) return 'up-to-date';
  const bytes = await view.getRawBlock(hash);
  const header = parseHeader(bytes);
  if (header.hash !== hash) throw new CustodyError('block/wrong-hash', { expected: hash, found: header.hash });
  if (tip && header.previousHash !== tip.hash) return 'chain-moved';

  const { previousHash, time } = header;
  const { watchedThrough } = watchlist;
  const keepFrom = height - (policy.keepBlocks ?? DEFAULT_KEEP_BLOCKS) + 1;
  // A rescan under way still needs its blocks.
  const forgetBelow = Math.max(0, Math.min(keepFrom, state.rescan?.nextHeight ?? keepFrom));
  const found = findInBlock(state, { height, hash }, bytes, watchlist);
  return { type: 'connected', block: { height, hash, previousHash, time }, ...found, watchedThrough, forgetBelow };
}

function startRescan(
  state: WatcherState,
  tip: FollowedBlock,
  watchlist: Watchlist,
  policy: WatcherPolicy,
): WatcherChange {
  const oldest = state.blocks[0] ?? tip;
  const from = Math.max(oldest.height, tip.height - (policy.rescanBlocks ?? DEFAULT_RESCAN_BLOCKS) + 1);
  const nextHeight = Math.min(from, state.rescan?.nextHeight ?? from);
  return {
    type: 'rescan-started',
    rescan: { nextHeight, throughHeight: tip.height },
    watchedThrough: watchlist.watchedThrough,
  };
}

async function rescanNext(state: WatcherState, view: ChainView, watchlist: Watchlist, height: number): Promise<Step> {
  const block = blockAt(state, height);
  if (!block) throw new CustodyError('watcher/policy', { reason: `block ${height} is to be read again but not kept` });
  return { type: 'rescanned', block, ...findInBlock(state, block, await view.getRawBlock(block.hash), watchlist) };
}

/** What a block means for custody, beyond what the state already has. */
function findInBlock(
  state: WatcherState,
  { height, hash }: FollowedBlock,
  bytes: Uint8Array,
  watchlist: Watchlist,
): { credits: Credit[]; spends: Spend[] } {
  const found = scanBlock(bytes, watchlist.scripts, outpointsOf(state.credits));
  const credits = found.outputs
    .map(
      ({ scriptId, ...output }): Credit => ({
        ...output,
        ...watchlist.originOf(scriptId),
        height,
        blockHash: hash,
      }),
    )
    .filter((credit) => !state.credits.has(outpointKey(credit)));
  const fresh = new Set(credits.map(outpointKey));
  const spends = found.spends
    .filter((spend) => fresh.has(outpointKey(spend)) || isUnspent(state, outpointKey(spend)))
    .map((spend): Spend => ({ ...spend, height, blockHash: hash }));
  return { credits, spends };
}

function isUnspent(state: WatcherState, key: string): boolean {
  const credit = state.credits.get(key);
  return credit !== undefined && credit.spent === undefined;
}
