import { ContractFrame } from '../calls/frame.ts';
import type { Budget } from '../costs/budget.ts';
import { CONTRACT_ID_BYTES, ENTRY_BYTES, VAL_BYTES } from '../costs/sizes.ts';
import type { Host } from '../host.ts';
import { chargeNewMap, chargeOrder, findEntry, withEntry } from '../objects/compare.ts';
import { chargeFallible, chargeMapFromHost, chargeToHost } from '../objects/conversion-costs.ts';
import { HostError } from '../values/error.ts';
import { type HostVal, type MapEntry, renewedEntries } from '../values/value.ts';
import { findInstance, writeInstance } from './instance.ts';
import { chargeHashKey } from './storage-costs.ts';

/** Instance storage is read with the instance, kept in the frame, and written back when the frame succeeds. */
function entries(frame: ContractFrame): readonly MapEntry[] {
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

export function getInstanceValue(frame: ContractFrame, key: HostVal): HostVal {
  const storage = entries(frame);
  const found = storage[findEntry(storage, key, frame.budget)];
  if (found === undefined) {
    // The network's host has the frames in its hands then, without which it writes no diagnostic event.
    throw new HostError('Storage', 'MissingValue', 'key is missing from instance storage', [key], true);
  }
  frame.budget.copy(ENTRY_BYTES);
  return found[1];
}

export function hasInstanceValue(frame: ContractFrame, key: HostVal): boolean {
  const has = findEntry(entries(frame), key, frame.budget) >= 0;
  if (has) frame.budget.copy(ENTRY_BYTES);
  return has;
}

export function setInstanceValue(frame: ContractFrame, key: HostVal, value: HostVal): void {
  frame.instanceStorage = withEntry(entries(frame), key, value, frame.budget);
  frame.instanceModified = true;
}

export function deleteInstanceValue(frame: ContractFrame, key: HostVal): void {
  const storage = entries(frame);
  const index = findEntry(storage, key, frame.budget);
  frame.instanceModified = true;
  if (index < 0) return;
  frame.instanceStorage = storage.toSpliced(index, 1);
  chargeNewMap(frame.budget, frame.instanceStorage);
  frame.budget.copy(VAL_BYTES);
}

/** Writes instance storage back, and shows it to frames of the same contract further down the stack. */
export function flushInstance(host: Host, frame: ContractFrame): void {
  if (!persistInstance(host, frame)) return;
  for (const other of host.frames) {
    if (other === frame || !(other instanceof ContractFrame) || other.contract !== frame.contract) continue;
    const { storage } = findInstance(host, other.contract);
    chargeInstanceStorage(host.budget, storage);
    other.instanceStorage = storage === undefined ? [] : renewedEntries(storage);
    other.instanceModified = false;
  }
}

/** Writes modified instance storage into the ledger entry. */
export function persistInstance(host: Host, frame: ContractFrame): boolean {
  if (!frame.instanceModified || frame.instanceStorage === undefined) return false;
  chargeMapFromHost(host.budget, frame.instanceStorage);
  host.budget.copy(CONTRACT_ID_BYTES);
  chargeHashKey(host.budget);
  writeInstance(host, frame.contract, { storage: frame.instanceStorage });
  return true;
}
