import type { EntryChange } from '../host/boundary.ts';
import { isPersistentKey, ledgerKeyString } from '../host/codec/ledger-key.ts';
import { entrySize } from '../ledger/entry-bytes.ts';
import type { RentChange } from './fees.ts';

/**
 * What changes cost rent. A contract's code is rented by the size of its Wasm; the network adds the memory its parsed
 * module takes, which is a property of its interpreter.
 */
export function rentChanges(
  changes: Iterable<EntryChange>,
  sequence: number,
  restored: ReadonlySet<string> = new Set(),
): RentChange[] {
  const found: RentChange[] = [];
  for (const { key, before, after } of changes) {
    if (after?.liveUntil === undefined) continue;
    // A restored entry is paid for as if it were new, and so is one that replaces an expired temporary entry.
    const isGone = restored.has(ledgerKeyString(key)) || (before?.liveUntil ?? sequence) < sequence;
    const old = isGone ? undefined : before;
    found.push({
      persistent: isPersistentKey(key),
      code: key.type === 'contractCode',
      oldSize: old === undefined ? 0 : entrySize(old),
      newSize: entrySize(after),
      oldLiveUntil: old?.liveUntil ?? 0,
      newLiveUntil: after.liveUntil,
    });
  }
  return found;
}
