import type { xdr } from '@stellar/stellar-sdk';
import type { EntryChange, Footprint, LedgerInfo, Rehearsal } from '../../host/boundary.ts';
import type { Overlay } from '../../ledger/state.ts';
import type { RefundableFee } from '../refundable-fee.ts';

/** What an operation works on. */
export type OperationContext = {
  /** Its own; dropped when it fails. */
  readonly overlay: Overlay;
  readonly ledger: LedgerInfo;
  /** Strkey of the operation's source account. */
  readonly source: string;
  readonly soroban: xdr.SorobanTransactionData | undefined;
  /** Keys of `soroban`; empty for other operations. */
  readonly footprint: Footprint;
  readonly refundable: RefundableFee;
  /** 32 bytes, different for every transaction. */
  readonly prngSeed: Uint8Array;
  readonly rehearsal: Rehearsal | undefined;
};

export type OperationOutcome = {
  readonly ok: boolean;
  readonly result: xdr.OperationResult;
  /** XDR of `ContractEvent`s. */
  readonly events: readonly Uint8Array[];
  /** XDR of `DiagnosticEvent`s. */
  readonly diagnosticEvents: readonly Uint8Array[];
  /** XDR of the `ScVal` an invocation returned. */
  readonly returnValue: Uint8Array | undefined;
  /** Keys of entries that came back from the archive. */
  readonly restored: ReadonlySet<string>;
};

const NOTHING = { events: [], diagnosticEvents: [], returnValue: undefined, restored: new Set<string>() };

export function succeed(result: xdr.OperationResult, extra: Partial<OperationOutcome> = {}): OperationOutcome {
  return { ...NOTHING, ...extra, ok: true, result };
}

export function fail(result: xdr.OperationResult, diagnosticEvents: readonly Uint8Array[] = []): OperationOutcome {
  return { ...NOTHING, diagnosticEvents, ok: false, result };
}

/** Which of the changes concern entries that came back from the archive. */
export function restoredChanges(
  changes: ReadonlyMap<string, EntryChange>,
  restored: ReadonlySet<string>,
): Set<EntryChange> {
  const found = [...restored].map((text) => changes.get(text)).filter((change) => change !== undefined);
  return new Set(found);
}
