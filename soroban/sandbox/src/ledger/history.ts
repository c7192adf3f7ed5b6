import type { AppliedTransaction, ClosedLedger } from './closed-ledger.ts';
import { type LedgerEvent, ledgerEvents } from './ledger-events.ts';

export type Retention = {
  /** Ledgers kept, at most. */
  readonly ledgers: number;
  /** Bytes of envelopes, results and metas kept, about. */
  readonly bytes: number;
};

export type FoundTransaction = {
  readonly ledger: ClosedLedger;
  readonly transaction: AppliedTransaction;
  /** Position in the ledger, from 1. */
  readonly order: number;
};

type Kept = { readonly ledger: ClosedLedger; readonly bytes: number; events: readonly LedgerEvent[] | undefined };

/** The ledgers that can still be asked for. The newest is always there; the oldest fall out by number or by size. */
export class History {
  private readonly retention: Retention;
  /** Ascending. Numbers may have gaps: tests can skip ledgers. */
  private kept: Kept[] = [];
  private dropped = 0;
  private bytes = 0;
  private readonly transactions = new Map<string, { kept: Kept; index: number }>();

  constructor(retention: Retention) {
    this.retention = retention;
  }

  add(ledger: ClosedLedger): void {
    const kept: Kept = { ledger, bytes: sizeOf(ledger), events: undefined };
    this.kept.push(kept);
    this.bytes += kept.bytes;
    ledger.transactions.forEach((tx, index) => {
      this.transactions.set(tx.hash, { kept, index });
      if (tx.innerHash !== undefined) this.transactions.set(tx.innerHash, { kept, index });
    });
    this.trim();
  }

  get latest(): ClosedLedger {
    return this.kept[this.kept.length - 1]!.ledger;
  }

  get oldest(): ClosedLedger {
    return this.kept[this.dropped]!.ledger;
  }

  transaction(hash: string): FoundTransaction | undefined {
    const found = this.transactions.get(hash);
    if (found === undefined) return undefined;
    const { ledger } = found.kept;
    return { ledger, transaction: ledger.transactions[found.index]!, order: found.index + 1 };
  }

  ledger(sequence: number): ClosedLedger | undefined {
    const kept = this.kept[this.position(sequence)];
    return kept?.ledger.sequence === sequence ? kept.ledger : undefined;
  }

  /** Ledgers from `sequence` on, oldest first. */
  *ledgersFrom(sequence: number): Generator<ClosedLedger> {
    for (let index = this.position(sequence); index < this.kept.length; index++) yield this.kept[index]!.ledger;
  }

  /** Events by ledger from `sequence` on, oldest first; ledgers without events too. */
  *eventsFrom(sequence: number): Generator<{ readonly sequence: number; readonly events: readonly LedgerEvent[] }> {
    for (let index = this.position(sequence); index < this.kept.length; index++) {
      const kept = this.kept[index]!;
      kept.events ??= ledgerEvents(kept.ledger);
      yield { sequence: kept.ledger.sequence, events: kept.events };
    }
  }

  /** All that is kept, oldest first. */
  all(): ClosedLedger[] {
    return this.kept.slice(this.dropped).map(({ ledger }) => ledger);
  }

  /** Forgets every ledger after `sequence`. */
  truncate(sequence: number): void {
    while (this.latest.sequence > sequence) this.forget(this.kept.pop()!);
  }

  /** Index of the first kept ledger that is not before `sequence`. */
  private position(sequence: number): number {
    let low = this.dropped;
    let high = this.kept.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.kept[middle]!.ledger.sequence < sequence) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private trim(): void {
    while (
      this.kept.length - this.dropped > 1 &&
      (this.kept.length - this.dropped > this.retention.ledgers || this.bytes > this.retention.bytes)
    ) {
      this.forget(this.kept[this.dropped++]!);
    }
    // Moving the array at every ledger would cost more than the few references kept in the meantime.
    if (this.dropped > 1_000 && this.dropped > this.kept.length / 2) {
      this.kept = this.kept.slice(this.dropped);
      this.dropped = 0;
    }
  }

  private forget(kept: Kept): void {
    this.bytes -= kept.bytes;
    for (const tx of kept.ledger.transactions) {
      this.transactions.delete(tx.hash);
      if (tx.innerHash !== undefined) this.transactions.delete(tx.innerHash);
    }
  }
}

function sizeOf({ header, transactions }: ClosedLedger): number {
  let bytes = header.length + 500;
  for (const tx of transactions) {
    bytes += tx.envelope.length + tx.result.length + tx.feeChanges.length + tx.refundChanges.length + 1_000;
    bytes += tx.meta.changesBefore.length + (tx.meta.soroban?.length ?? 0);
    for (const { changes, events } of tx.meta.operations) {
      bytes += changes.length + events.reduce((sum, event) => sum + event.length, 0);
    }
    for (const event of tx.meta.diagnosticEvents) bytes += event.length;
  }
  return bytes;
}
