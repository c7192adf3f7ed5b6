import type { EntryChange, LedgerInfo, StoredEntry } from '../host/boundary.ts';
import { isPersistentKey, ledgerKeyString } from '../host/codec/ledger-key.ts';
import { contractModule } from '../host/vm/module-cache.ts';
import { parsedModuleBytes } from '../host/vm/module-costs.ts';
import { entrySize } from '../ledger/entry-bytes.ts';
import type { RentChange } from './fees.ts';

/** Bytes an entry is rented by: those of its XDR, and for code the memory of the parsed module (protocol 23). */
export function rentedSize(stored: StoredEntry, protocol: number): number {
  const { entry } = stored;
  if (entry.type !== 'contractCode') return entrySize(stored);
  // What the entry says is of the protocol in which it was uploaded.
  const inputs = entry.costInputs ?? contractModule(entry.hash, entry.wasm, protocol).costInputs;
  return entrySize(stored) + parsedModuleBytes(inputs);
}

/** What changes cost rent. */
export function rentChanges(
  changes: Iterable<EntryChange>,
  { sequence, protocolVersion }: Pick<LedgerInfo, 'sequence' | 'protocolVersion'>,
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
      oldSize: old === undefined ? 0 : rentedSize(old, protocolVersion),
      newSize: rentedSize(after, protocolVersion),
      oldLiveUntil: old?.liveUntil ?? 0,
      newLiveUntil: after.liveUntil,
    });
  }
  return found;
}
