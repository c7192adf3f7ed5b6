import type { xdr } from '@stellar/stellar-sdk';
import type { NetworkCopy } from './direct.ts';
import { entryFromXdr } from './host/codec/ledger-entry.ts';
import { ledgerKeyOf, ledgerKeyString } from './host/codec/ledger-key.ts';

/** What a test says that the ledger holds, and when it is. */
export type Stage = {
  readonly entries: readonly xdr.LedgerEntryData[];
  /** Last ledger in which contract data and code among the entries are live. */
  readonly liveUntil: number;
  /** Of the ledger that comes next. */
  readonly sequence: number;
  /** Seconds since 1970; the next ledger is not before it. */
  readonly closeTime: bigint;
};

/** A copy of a network at another moment, with entries that no transaction wrote: any state that a test asks about. */
export function staged(copy: NetworkCopy, { entries, liveUntil, sequence, closeTime }: Stage): NetworkCopy {
  const all = new Map(copy.entries);
  for (const data of entries) {
    const entry = entryFromXdr(data);
    const lives = entry.type === 'contractData' || entry.type === 'contractCode';
    all.set(ledgerKeyString(ledgerKeyOf(entry)), {
      entry,
      lastModified: sequence - 1,
      ...(lives ? { liveUntil } : {}),
    });
  }
  return {
    ...copy,
    entries: all,
    head: { ...copy.head, sequence: sequence - 1, closeTime, closeTimeMs: closeTime * 1000n },
  };
}
