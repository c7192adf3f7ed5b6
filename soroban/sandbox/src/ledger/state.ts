import type { AccountEntry, EntryChange, LedgerKey, LedgerReader, StoredEntry } from '../host/boundary.ts';
import { ledgerKeyString } from '../host/codec/ledger-key.ts';

/**
 * Changes on top of a ledger or of other changes. Transactions and operations work on their own overlay, which is
 * either merged into the one below or dropped: that is how a failed transaction leaves nothing behind.
 */
export class Overlay implements LedgerReader {
  readonly changes: Map<string, EntryChange> = new Map();
  private readonly below: LedgerReader;

  constructor(below: LedgerReader) {
    this.below = below;
  }

  get(key: string): StoredEntry | undefined {
    const change = this.changes.get(key);
    return change === undefined ? this.below.get(key) : change.after;
  }

  set(key: LedgerKey, after: StoredEntry | undefined): void {
    this.put(ledgerKeyString(key), key, after);
  }

  put(text: string, key: LedgerKey, after: StoredEntry | undefined): void {
    const known = this.changes.get(text);
    const before = known === undefined ? this.below.get(text) : known.before;
    if (before === undefined && after === undefined) this.changes.delete(text);
    else this.changes.set(text, { key, before, after });
  }

  /** Adds the changes of an overlay that was stacked on this one. */
  merge(above: ReadonlyMap<string, EntryChange>): void {
    for (const [text, change] of above) this.put(text, change.key, change.after);
  }
}

export function accountKey(accountId: string): LedgerKey {
  return { type: 'account', accountId };
}

export function readAccount(reader: LedgerReader, accountId: string): AccountEntry | undefined {
  const stored = reader.get(ledgerKeyString(accountKey(accountId)));
  return stored?.entry.type === 'account' ? stored.entry : undefined;
}

export function writeAccount(overlay: Overlay, account: AccountEntry, ledger: number): void {
  overlay.set(accountKey(account.accountId), { entry: account, lastModified: ledger });
}
