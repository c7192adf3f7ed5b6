import type { Budget } from '../costs/budget.ts';
import type { Metered } from '../costs/metered.ts';
import { CONTRACT_ID_BYTES, ENTRY_BYTES, VAL_BYTES } from '../costs/sizes.ts';
import { chargeNewMap, chargeOrder, findEntry, withEntry } from '../objects/compare.ts';
import { chargeFallible, chargeMapFromHost, chargeToHost } from '../objects/conversion-costs.ts';
import { HostError } from '../values/error.ts';
import { type ContractInstanceVal, type HostVal, type MapEntry, renewedEntries } from '../values/value.ts';
import { findInstance, writeInstance } from './instance.ts';
import { chargeHashKey } from './storage-costs.ts';
import type { Stored } from './stored.ts';

/** A running contract with its instance. */
export type InstanceFrame = Metered & {
  readonly contract: string;
  readonly instance: ContractInstanceVal;
  /** Once it was touched. */
  instanceStorage: readonly MapEntry[] | undefined;
  instanceModified: boolean;
};

/** All that are running: a frame of no contract is that of the transaction's host function. */
type InFrames = Stored & { readonly frames: readonly (InstanceFrame | { readonly contract: undefined })[] };

/** Instance storage is read with the instance, kept in the frame, and written back when the frame succeeds. */
function entries(frame: InstanceFrame): readonly MapEntry[] {
  if (frame.instanceStorage === undefined) {
    const stored = frame.instance.storage;
    chargeInstanceStorage(frame.budget, stored);
    frame.instanceStorage = stored === undefined ? [] : renewedEntries(stored);
  }
  return frame.instanceStorage;
}

/** Making host values of everything in the storage of an instance. */
function chargeInstanceStorage(budget: Budget, stored: readonly MapEntry[] | undefined): void {
  if (stored !== undefined) {
    chargeFallible(budget, stored.length, ENTRY_BYTES);
    for (const [key, value] of stored) {
      chargeToHost(budget, key);
      chargeToHost(budget, value);
    }
  }
  chargeOrder(budget, stored ?? []);
}

export function getInstanceValue(frame: InstanceFrame, key: HostVal): HostVal {
  const storage = entries(frame);
  const found = storage[findEntry(storage, key, frame.budget)];
  if (found === undefined) {
    // The network's host has the frames in its hands then, without which it writes no diagnostic event.
    throw new HostError('Storage', 'MissingValue', 'key is missing from instance storage', [key], true);
  }
  frame.budget.copy(ENTRY_BYTES);
  return found[1];
}

export function hasInstanceValue(frame: InstanceFrame, key: HostVal): boolean {
  const has = findEntry(entries(frame), key, frame.budget) >= 0;
  if (has) frame.budget.copy(ENTRY_BYTES);
  return has;
}

export function setInstanceValue(frame: InstanceFrame, key: HostVal, value: HostVal): void {
  frame.instanceStorage = withEntry(entries(frame), key, value, frame.budget);
  frame.instanceModified = true;
}

export function deleteInstanceValue(frame: InstanceFrame, key: HostVal): void {
  const storage = entries(frame);
  const index = findEntry(storage, key, frame.budget);
  frame.instanceModified = true;
  if (index < 0) return;
  frame.instanceStorage = storage.toSpliced(index, 1);
  chargeNewMap(frame.budget, frame.instanceStorage);
  frame.budget.copy(VAL_BYTES);
}

/** Writes instance storage back, and shows it to frames of the same contract further down the stack. */
export function flushInstance(host: InFrames, frame: InstanceFrame): void {
  if (!persistInstance(host, frame)) return;
  for (const other of host.frames) {
    if (other === frame || other.contract === undefined || other.contract !== frame.contract) continue;
    const { storage } = findInstance(host, other.contract);
    chargeInstanceStorage(host.budget, storage);
    other.instanceStorage = storage === undefined ? [] : renewedEntries(storage);
    other.instanceModified = false;
  }
}

/** Writes modified instance storage into the ledger entry. */
export function persistInstance(host: Stored, frame: InstanceFrame): boolean {
  if (!frame.instanceModified || frame.instanceStorage === undefined) return false;
  chargeMapFromHost(host.budget, frame.instanceStorage);
  host.budget.copy(CONTRACT_ID_BYTES);
  chargeHashKey(host.budget);
  writeInstance(host, frame.contract, { storage: frame.instanceStorage });
  return true;
}
