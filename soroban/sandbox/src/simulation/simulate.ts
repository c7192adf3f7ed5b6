import { randomBytes } from 'node:crypto';
import { xdr } from '@stellar/stellar-sdk';
import type { EntryChange, InvokeInput, InvokeResult, LedgerInfo, LedgerReader, Rehearsal } from '../host/boundary.ts';
import { isPersistentKey, ledgerKeyFromXdr, ledgerKeyString } from '../host/codec/ledger-key.ts';
import { encodeVal } from '../host/codec/value.ts';
import { invokeHostFunction } from '../host/invoke.ts';
import { withExtendedAccounts } from '../host/storage/new-account.ts';
import type { TracedCall } from '../host/vm/call-trace.ts';
import { entrySize } from '../ledger/entry-bytes.ts';
import { SETTINGS } from '../network-settings.ts';
import { eventBytes } from '../transactions/event-bytes.ts';
import { diskReadBytes, writeBytes } from '../transactions/operations/invoke-host-function.ts';
import { rentChanges } from '../transactions/rent.ts';
import { type Measured, recordedWriteBytes, transactionData } from './resources.ts';
import { type DebugBuilds, traceFailure } from './trace.ts';

export type SimulatedInvocation = {
  readonly outcome: InvokeResult;
  /** Absent when the invocation failed. */
  readonly data: xdr.SorobanTransactionData | undefined;
  /** What `data` declares, before its margins. */
  readonly measured: Measured | undefined;
  /** Where it failed, as far as that is known. */
  readonly trace: readonly TracedCall[];
};

export type InvocationOptions = {
  readonly auth: InvokeInput['auth'];
  /** Instructions to declare above what was used, at least. */
  readonly instructionLeeway: number;
  /** 32 bytes that decide the random numbers; other ones each time when absent. */
  readonly prngSeed?: Uint8Array;
  /** What is known of the code that may fail. */
  readonly debugBuilds?: DebugBuilds;
  readonly rehearsal?: Rehearsal;
  /** Declares what execution counts, and not only what nodes tell, who forget what was rolled back. */
  readonly forExecution?: boolean;
};

/** Runs an invocation on the present state without keeping anything, to find out what it needs. */
export function simulateInvocation(
  entries: LedgerReader,
  ledger: LedgerInfo,
  operation: xdr.InvokeHostFunctionOp,
  source: string,
  {
    auth,
    instructionLeeway,
    prngSeed = randomBytes(32),
    debugBuilds = new Map(),
    rehearsal = {},
    forExecution = false,
  }: InvocationOptions,
): SimulatedInvocation {
  const reader = withExtendedAccounts(entries);
  const input = {
    reader,
    ledger,
    function: operation.hostFunction,
    source,
    auth,
    footprint: 'record',
    prngSeed,
    limits: { instructions: SETTINGS.txMaxInstructions, memoryBytes: SETTINGS.txMaxMemoryBytes },
    diagnostics: true,
    rehearsal,
  } as const;
  const outcome = invokeHostFunction(input);
  if (!outcome.ok) {
    return { outcome, data: undefined, measured: undefined, trace: traceFailure(input, outcome.error, debugBuilds) };
  }
  const restored = new Set(outcome.restored);
  const events = outcome.events.reduce((sum, event) => sum + eventBytes(event).length, 0);
  const body = xdr.OperationBody.invokeHostFunction(
    new xdr.InvokeHostFunctionOp({ hostFunction: operation.hostFunction, auth: [...outcome.auth] }),
  );
  const measured = {
    footprint: outcome.footprint,
    restored,
    instructions: outcome.resources.instructions,
    diskReadBytes: diskReadBytes(outcome.footprint, restored, reader),
    writeBytes: forExecution
      ? writeBytes(outcome.footprint, outcome.changes, reader)
      : recordedWriteBytes(outcome, reader),
    eventBytes: events + encodeVal(outcome.value).length,
    rent: rentChanges(
      forExecution ? withRestored(outcome, reader, ledger) : outcome.changes.values(),
      ledger,
      restored,
    ),
  };
  return { outcome, data: transactionData(measured, body, ledger.sequence, instructionLeeway), measured, trace: [] };
}

/** What was restored for a frame that was rolled back costs its rent as well. */
function withRestored(
  { changes, restored, footprint }: InvokeResult,
  reader: LedgerReader,
  ledger: LedgerInfo,
): EntryChange[] {
  const all = [...changes.values()];
  for (const key of footprint.readWrite) {
    const text = ledgerKeyString(key);
    if (!restored.includes(text) || changes.has(text)) continue;
    const before = reader.get(text);
    if (before === undefined) continue;
    all.push({ key, before, after: { ...before, liveUntil: ledger.sequence + SETTINGS.minPersistentTtl - 1 } });
  }
  return all;
}

export type SimulatedTtl = {
  readonly data: xdr.SorobanTransactionData;
  /** What to restore first, when some of the entries are archived. */
  readonly restoreFirst: xdr.SorobanTransactionData | undefined;
};

/** Needs of an extension. Entries that live long enough or do not exist are left out. Throws with the reason it is impossible. */
export function simulateExtension(
  reader: LedgerReader,
  ledger: LedgerInfo,
  footprint: xdr.LedgerFootprint,
  operation: xdr.ExtendFootprintTtlOp,
): SimulatedTtl {
  const until = ledger.sequence + operation.extendTo;
  const archived: xdr.LedgerKey[] = [];
  const changes: EntryChange[] = [];
  for (const key of footprint.readOnly) {
    if (key.type !== 'contractData' && key.type !== 'contractCode') {
      throw new Error(`only contract data and code have a lifetime to extend, not ${key.type}`);
    }
    const own = ledgerKeyFromXdr(key);
    let before = reader.get(ledgerKeyString(own));
    if (before?.liveUntil === undefined) continue;
    if (before.liveUntil < ledger.sequence) {
      if (!isPersistentKey(own)) continue;
      archived.push(key);
      before = { ...before, liveUntil: ledger.sequence + SETTINGS.minPersistentTtl - 1 };
    }
    if (before.liveUntil! < until) changes.push({ key: own, before, after: { ...before, liveUntil: until } });
  }
  const measured = {
    footprint: { readOnly: changes.map(({ key }) => key), readWrite: [] },
    restored: new Set<string>(),
    instructions: 0,
    diskReadBytes: 0,
    writeBytes: 0,
    eventBytes: 0,
    rent: rentChanges(changes, ledger),
  };
  const data = transactionData(measured, xdr.OperationBody.extendFootprintTtl(operation), ledger.sequence);
  return { data, restoreFirst: archived.length === 0 ? undefined : simulateRestoration(reader, ledger, archived) };
}

/** Needs of a restoration. Throws with the reason it is impossible. */
export function simulateRestoration(
  reader: LedgerReader,
  ledger: LedgerInfo,
  keys: readonly xdr.LedgerKey[],
): xdr.SorobanTransactionData {
  const changes: EntryChange[] = [];
  let bytes = 0;
  for (const key of keys) {
    const own = ledgerKeyFromXdr(key);
    if (!isPersistentKey(own)) throw new Error('only persistent contract data and code can be restored');
    const text = ledgerKeyString(own);
    const before = reader.get(text);
    if (before?.liveUntil === undefined) throw new Error(`there is no entry to restore: ${text}`);
    if (before.liveUntil >= ledger.sequence) continue;
    bytes += entrySize(before);
    const liveUntil = ledger.sequence + SETTINGS.minPersistentTtl - 1;
    changes.push({ key: own, before, after: { ...before, liveUntil } });
  }
  const restored = new Set(changes.map(({ key }) => ledgerKeyString(key)));
  const measured = {
    footprint: { readOnly: [], readWrite: changes.map(({ key }) => key) },
    restored,
    instructions: 0,
    diskReadBytes: bytes,
    writeBytes: bytes,
    eventBytes: 0,
    rent: rentChanges(changes, ledger, restored),
  };
  const operation = new xdr.RestoreFootprintOp({ ext: xdr.ExtensionPoint.v0() });
  return transactionData(measured, xdr.OperationBody.restoreFootprint(operation), ledger.sequence);
}
