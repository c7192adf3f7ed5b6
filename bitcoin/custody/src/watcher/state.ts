import { BytesTable } from '../block/bytes-table.ts';
import { encodeOutpoint, OUTPOINT_BYTES } from '../block/scan.ts';
import { type Outpoint, outpointKey } from '../block/transaction.ts';
import type { AddressOrigin } from './watchlist.ts';

export type FollowedBlock = { readonly height: number; readonly hash: string };

/**
 * An output that pays a custody address, in a block of the followed chain. Identified by its outpoint alone. On the
 * deposit branch it belongs to the user of that index; above the highest assigned index, to nobody yet.
 */
export type Credit = Outpoint &
  AddressOrigin & {
    readonly amountSats: bigint;
    readonly height: number;
    readonly blockHash: string;
    readonly isCoinbase: boolean;
    readonly spent?: Spent;
  };

export type Spent = { readonly by: string; readonly height: number; readonly blockHash: string };
export type Spend = Outpoint & Spent;

/** A pass over blocks already followed, for addresses that were not watched when those blocks were read. */
export type Rescan = { readonly nextHeight: number; readonly throughHeight: number };

/**
 * All that the watcher knows: the fold of its changes. Holds the latest blocks (deep enough for any reorganisation to
 * be undone), unspent credits, and spent ones while their spend could still be undone.
 */
export type WatcherState = {
  /** Contiguous, oldest first; the last is the tip. */
  readonly blocks: readonly FollowedBlock[];
  /** By `txid:vout`. */
  readonly credits: ReadonlyMap<string, Credit>;
  /** The highest address index looked for so far; -1 before the first block. */
  readonly watchedThrough: number;
  readonly rescan?: Rescan | undefined;
};

/**
 * One step of the watcher. The caller stores it together with its own rows in one database transaction: blocks and
 * credits as rows, `watchedThrough` and `rescan` of the next state as two values beside them.
 */
export type WatcherChange =
  | {
      readonly type: 'connected';
      readonly block: FollowedBlock & { readonly previousHash: string; readonly time: number };
      readonly credits: readonly Credit[];
      readonly spends: readonly Spend[];
      readonly watchedThrough: number;
      /** Blocks below this height, and credits spent below it, are no longer needed. */
      readonly forgetBelow: number;
    }
  | {
      readonly type: 'disconnected';
      readonly block: FollowedBlock;
      /** Credits of this block: gone, unless the transaction is mined again. */
      readonly orphaned: readonly Credit[];
      /** Credits whose spend was in this block: unspent again. */
      readonly unspent: readonly Outpoint[];
    }
  | { readonly type: 'rescan-started'; readonly rescan: Rescan; readonly watchedThrough: number }
  | {
      readonly type: 'rescanned';
      readonly block: FollowedBlock;
      readonly credits: readonly Credit[];
      readonly spends: readonly Spend[];
    };

/** A state from stored rows, or an empty one. */
export function createWatcherState(stored?: {
  blocks: Iterable<FollowedBlock>;
  credits: Iterable<Credit>;
  watchedThrough: number;
  rescan?: Rescan | undefined;
}): WatcherState {
  if (!stored) return { blocks: [], credits: new Map(), watchedThrough: -1 };
  return {
    blocks: [...stored.blocks].sort((a, b) => a.height - b.height),
    credits: new Map([...stored.credits].map((credit) => [outpointKey(credit), credit])),
    watchedThrough: stored.watchedThrough,
    rescan: stored.rescan,
  };
}

export const tipOf = (state: WatcherState): FollowedBlock | undefined => state.blocks.at(-1);

/** Confirmations of a credit at the followed tip: 1 in the tip's own block. */
export const confirmationsOf = (state: WatcherState, credit: Credit): number =>
  (tipOf(state)?.height ?? -1) - credit.height + 1;

export function blockAt(state: WatcherState, height: number): FollowedBlock | undefined {
  const [oldest] = state.blocks;
  return oldest && state.blocks[height - oldest.height];
}

// The scanner's table of known outpoints belongs to a credit map and is handed from one map to the next as it grows.
const outpointTables = new WeakMap<ReadonlyMap<string, Credit>, BytesTable>();

/** Every credit's outpoint, for the scanner. May hold outpoints that are no longer credits. */
export function outpointsOf(credits: ReadonlyMap<string, Credit>): BytesTable {
  const known = outpointTables.get(credits);
  if (known) return known;
  const table = new BytesTable(OUTPOINT_BYTES, credits.size + 1024);
  for (const credit of credits.values()) table.add(encodeOutpoint(credit));
  outpointTables.set(credits, table);
  return table;
}

/** Lets `next`, which came from `previous` by adding `added`, use its table unless that is mostly out of date. */
export function inheritOutpoints(
  previous: ReadonlyMap<string, Credit>,
  next: ReadonlyMap<string, Credit>,
  added: readonly Outpoint[],
): void {
  const table = outpointTables.get(previous);
  if (!table || table.size > 2 * next.size + 10_000) return;
  for (const outpoint of added) table.add(encodeOutpoint(outpoint));
  outpointTables.set(next, table);
}
