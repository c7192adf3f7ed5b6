import {
  type BitcoinRpc,
  type Credit,
  catchUp,
  createWatcherState,
  createWatchlist,
  type Descriptor,
  type FollowedBlock,
  outpointKey,
  parseOutpoint,
  tipOf,
  type WatcherChange,
  type WatcherState,
} from '@istsi/bitcoin-custody';
import type { Claim } from './claims.ts';
import { GuardianError } from './errors.ts';
import type { Coin, Memory } from './memory/memory.ts';

/** What this guardian's own node shows of the custody. */
export interface CoinView {
  /** The last block that was searched. */
  tip(): FollowedBlock | undefined;
  /** Those of the best chain, spent ones among them as long as that may be undone. */
  all(): Credit[];
  /** Searches what is new. */
  follow(signal: AbortSignal): Promise<void>;
}

export interface FollowOptions {
  bitcoin: BitcoinRpc;
  /** Of every epoch, oldest first. */
  epochs: readonly Descriptor[];
  /** The first block that can pay the custody. */
  startHeight: number;
  memory: Memory;
  now: () => number;
}

/** The reserve's own address is the first of the change branch. */
const CHANGE_LANES = 1;
/** What no reorganization undoes is remembered; what is above it is searched again after a start. */
const SETTLED_BLOCKS = 100;
const REMEMBER_EVERY = 10;

export function followBitcoin(options: FollowOptions): CoinView {
  const { bitcoin, epochs, memory, now } = options;
  const descriptor = epochs.at(-1);
  if (!descriptor) throw new GuardianError('guardian/no-descriptor', {});
  const watchlist = createWatchlist({ descriptor, earlier: epochs.slice(0, -1), changeLanes: CHANGE_LANES });
  const { searched, coins } = memory.state();
  const startHeight = searched ? searched.height + 1 : options.startHeight;
  let state: WatcherState = createWatcherState({
    blocks: [],
    credits: [...coins.values()].map(creditOf),
    watchedThrough: searched?.watchedThrough ?? -1,
  });

  function note(change: WatcherChange, before: WatcherState): void {
    if (change.type !== 'connected' && change.type !== 'rescanned') return;
    const fresh = new Map(change.credits.map((credit) => [outpointKey(credit), credit]));
    const claims = change.spends.flatMap((spend): Claim[] => {
      const outpoint = outpointKey(spend);
      const coin = before.credits.get(outpoint) ?? fresh.get(outpoint);
      if (!coin) return [];
      const id = `spend ${outpoint} ${spend.by}`;
      const at = Math.floor(now() / 1_000);
      return [{ kind: 'spent', id, at, outpoint, by: spend.by, amountSats: coin.amountSats }];
    });
    if (claims.length > 0) memory.remember({ kind: 'found', claims });
  }

  function rememberSettled(): void {
    const height = (tipOf(state)?.height ?? -1) - SETTLED_BLOCKS;
    const last = memory.state().searched?.height ?? startHeight - 1;
    if (height < last + REMEMBER_EVERY) return;
    const isGone = ({ spent }: Credit): boolean => spent !== undefined && spent.height <= height;
    const settled = [...state.credits.values()].filter((credit) => credit.height <= height);
    memory.remember({
      kind: 'searched',
      height,
      watchedThrough: state.watchedThrough,
      coins: settled.filter((credit) => credit.height > last && !isGone(credit)).map(coinOf),
      spent: [...memory.state().coins.keys()].filter((key) => {
        const credit = state.credits.get(key);
        return !credit || isGone(credit);
      }),
    });
  }

  return {
    tip: () => tipOf(state),
    all: () => [...state.credits.values()],
    async follow(signal) {
      watchlist.assign(Math.max(-1, ...memory.state().owners.keys()));
      state = await catchUp({
        ...{ state, view: bitcoin, watchlist, policy: { startHeight }, signal },
        commit: (change, next) => {
          note(change, state);
          state = next;
        },
      });
      rememberSettled();
    },
  };
}

const creditOf = ({ outpoint, ...coin }: Coin): Credit => ({ ...coin, ...parseOutpoint(outpoint) });

const coinOf = (credit: Credit): Coin => {
  const { txid, vout, spent: _, ...coin } = credit;
  return { ...coin, outpoint: outpointKey({ txid, vout }) };
};
