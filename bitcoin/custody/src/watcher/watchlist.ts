import { deriveScripts } from '../address/address.ts';
import { SCRIPT_BYTES } from '../address/derive-native.ts';
import { BytesTable } from '../block/bytes-table.ts';
import { branchOf, type DescriptorBranch } from '../descriptor/branch.ts';
import type { Descriptor } from '../descriptor/descriptor.ts';

/** Which address a script belongs to. */
export type AddressOrigin = {
  readonly index: number;
  /** Each key rotation starts the next epoch; absent in the first. */
  readonly epoch?: number;
  /** Absent on the deposit branch. */
  readonly branch?: 'change';
};

/**
 * The scripts to look for: in every epoch, each deposit index from 0 to the highest assigned one and a gap beyond it,
 * and the custody's own change. Indices are assigned in order on another chain; the gap lets that chain be ahead of what
 * the watcher has heard, so that a deposit to an address assigned a moment ago is not missed.
 */
export type Watchlist = {
  readonly scripts: BytesTable;
  /** The highest deposit index known to be assigned; -1 if none is. */
  readonly assignedThrough: number;
  /** The highest deposit index watched. */
  readonly watchedThrough: number;
  /** The address of a script by its number in `scripts`. */
  originOf(scriptId: number): AddressOrigin;
  /** Tells of newly assigned indices. Never shrinks. */
  assign(through: number): void;
  /** Watches at least up to this index, whoever owns it: a restarted watcher must not look for less than before. */
  cover(through: number): void;
};

export type WatchlistOptions = {
  /** The present epoch's descriptor. */
  descriptor: Descriptor;
  /** Descriptors of earlier epochs, oldest first: people keep paying to old addresses. */
  earlier?: readonly Descriptor[];
  assignedThrough?: number;
  gap?: number;
  /** Change addresses in use: indices 0 to this number less one of the change branch. */
  changeLanes?: number;
  /** Where scripts come from, if they were kept; absent: they are derived. */
  scriptsOf?: typeof deriveScripts;
};

export function createWatchlist(options: WatchlistOptions): Watchlist {
  const { earlier = [], gap = 200, changeLanes = 0, scriptsOf = deriveScripts } = options;
  const descriptors = [...earlier, options.descriptor];
  const scripts = new BytesTable(SCRIPT_BYTES);
  const origins: AddressOrigin[] = [];
  let assignedThrough = -1;
  let watchedThrough = -1;

  function watch(epoch: number, branch: DescriptorBranch, from: number, count: number): void {
    const descriptor = descriptors[epoch];
    if (!descriptor) throw new RangeError(`there is no epoch ${epoch}`);
    const derived = scriptsOf(branch === 'change' ? branchOf(descriptor, branch) : descriptor, from, count);
    for (let i = 0; i < count; i++) {
      origins[scripts.add(derived, i * SCRIPT_BYTES)] = {
        index: from + i,
        ...(epoch > 0 && { epoch }),
        ...(branch === 'change' && { branch }),
      };
    }
  }

  function cover(through: number): void {
    const missing = through - watchedThrough;
    if (missing <= 0) return;
    for (const epoch of descriptors.keys()) watch(epoch, 'deposit', watchedThrough + 1, missing);
    watchedThrough = through;
  }

  function assign(through: number): void {
    assignedThrough = Math.max(assignedThrough, through);
    cover(assignedThrough + gap);
  }

  function originOf(scriptId: number): AddressOrigin {
    const origin = origins[scriptId];
    if (!origin) throw new RangeError(`there is no script ${scriptId}`);
    return origin;
  }

  if (changeLanes > 0) for (const epoch of descriptors.keys()) watch(epoch, 'change', 0, changeLanes);
  assign(options.assignedThrough ?? -1);
  return {
    scripts,
    get assignedThrough() {
      return assignedThrough;
    },
    get watchedThrough() {
      return watchedThrough;
    },
    originOf,
    assign,
    cover,
  };
}
