import { findEntry, withEntry } from './compare.ts';
import { HostError } from './error.ts';
import { ContractFrame } from './frame.ts';
import type { Host } from './host.ts';
import { readInstance, writeInstance } from './instance.ts';
import type { HostVal, MapEntry } from './value.ts';

/** Instance storage is read with the instance, kept in the frame, and written back when the frame succeeds. */
function entries(frame: ContractFrame): readonly MapEntry[] {
  frame.instanceStorage ??= frame.instance.storage ?? [];
  return frame.instanceStorage;
}

export function getInstanceValue(frame: ContractFrame, key: HostVal): HostVal {
  const found = entries(frame)[findEntry(entries(frame), key)];
  if (found === undefined) {
    throw new HostError('Storage', 'MissingValue', 'key is missing from instance storage', [key]);
  }
  return found[1];
}

export const hasInstanceValue = (frame: ContractFrame, key: HostVal): boolean => findEntry(entries(frame), key) >= 0;

export function setInstanceValue(frame: ContractFrame, key: HostVal, value: HostVal): void {
  frame.instanceStorage = withEntry(entries(frame), key, value);
  frame.instanceModified = true;
}

export function deleteInstanceValue(frame: ContractFrame, key: HostVal): void {
  const index = findEntry(entries(frame), key);
  if (index >= 0) frame.instanceStorage = entries(frame).toSpliced(index, 1);
  frame.instanceModified = true;
}

/** Writes instance storage back, and shows it to frames of the same contract further down the stack. */
export function flushInstance(host: Host, frame: ContractFrame): void {
  if (!persistInstance(host, frame)) return;
  for (const other of host.frames) {
    if (other === frame || !(other instanceof ContractFrame) || other.contract !== frame.contract) continue;
    other.instanceStorage = readInstance(host, other.contract).storage ?? [];
    other.instanceModified = false;
  }
}

/** Writes modified instance storage into the ledger entry. */
export function persistInstance(host: Host, frame: ContractFrame): boolean {
  if (!frame.instanceModified || frame.instanceStorage === undefined) return false;
  writeInstance(host, frame.contract, { storage: frame.instanceStorage });
  return true;
}
