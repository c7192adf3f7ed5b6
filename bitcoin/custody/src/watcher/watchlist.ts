import { deriveScripts } from '../address/address.ts';
import { SCRIPT_BYTES } from '../address/derive-native.ts';
import { BytesTable } from '../block/bytes-table.ts';
import type { Descriptor } from '../descriptor/descriptor.ts';

/**
 * The scripts to look for: every index from 0 to the highest assigned one, and a gap beyond it. Indices are assigned in
 * order on another chain; the gap lets that chain be ahead of what the watcher has heard, so that a deposit to an
 * address assigned a moment ago is not missed.
 */
export type Watchlist = {
  readonly descriptor: Descriptor;
  /** Entry number = address index. */
  readonly scripts: BytesTable;
  /** The highest index known to be assigned; -1 if none is. */
  readonly assignedThrough: number;
  /** The highest index watched. */
  readonly watchedThrough: number;
  /** Tells of newly assigned indices. Never shrinks. */
  assign(through: number): void;
  /** Watches at least up to this index, whoever owns it: a restarted watcher must not look for less than before. */
  cover(through: number): void;
};

export function createWatchlist(options: {
  descriptor: Descriptor;
  assignedThrough?: number;
  gap?: number;
}): Watchlist {
  const { descriptor, gap = 200 } = options;
  const scripts = new BytesTable(SCRIPT_BYTES);
  let assignedThrough = -1;

  function assign(through: number): void {
    assignedThrough = Math.max(assignedThrough, through);
    cover(assignedThrough + gap);
  }

  function cover(through: number): void {
    const missing = through + 1 - scripts.size;
    if (missing <= 0) return;
    const derived = deriveScripts(descriptor, scripts.size, missing);
    for (let at = 0; at < derived.length; at += SCRIPT_BYTES) scripts.add(derived, at);
  }

  assign(options.assignedThrough ?? -1);
  return {
    descriptor,
    scripts,
    get assignedThrough() {
      return assignedThrough;
    },
    get watchedThrough() {
      return scripts.size - 1;
    },
    assign,
    cover,
  };
}
