import { xdr } from '@stellar/stellar-sdk';
import type { EntryChange, Footprint, InvokeResult, LedgerKey } from '../../host/boundary.ts';
import { isPersistentKey, ledgerKeyString } from '../../host/codec/ledger-key.ts';
import { sha256 } from '../../host/codec/sha256.ts';
import { encodeVal } from '../../host/codec/value.ts';
import { XdrWriter } from '../../host/codec/writer.ts';
import { invokeHostFunction } from '../../host/invoke.ts';
import { HostError } from '../../host/values/error.ts';
import { entrySize } from '../../ledger/entry-bytes.ts';
import type { Overlay } from '../../ledger/state.ts';
import { SETTINGS } from '../../network-settings.ts';
import { diagnosticEventBytes, errorEventBytes, eventBytes } from '../event-bytes.ts';
import { rentFee } from '../fees.ts';
import { rentChanges } from '../rent.ts';
import { fail, type OperationContext, type OperationOutcome, succeed } from './operation.ts';

const R = xdr.InvokeHostFunctionResult;

const result = (inner: xdr.InvokeHostFunctionResult) =>
  xdr.OperationResult.opInner(xdr.OperationResultTr.invokeHostFunction(inner));

/** Runs a host function with the footprint, resources and authorization the transaction declares. */
export function invoke(operation: xdr.InvokeHostFunctionOp, context: OperationContext): OperationOutcome {
  const { overlay, ledger, soroban, footprint, refundable } = context;
  const { resources } = soroban!;
  const restored = restoreArchived(soroban!, footprint, overlay, ledger.sequence);
  const archived = findArchived(footprint, overlay, ledger.sequence);
  if (archived !== undefined) {
    const event = errorEvent('Storage', `entry is archived: ${ledgerKeyString(archived)}`);
    return fail(result(R.invokeHostFunctionEntryArchived()), [event]);
  }
  if (diskReadBytes(footprint, restored, overlay) > resources.diskReadBytes) {
    return exceeded('disk reads exceed the bytes the transaction declares');
  }

  const outcome = invokeHostFunction({
    reader: overlay,
    ledger,
    function: operation.hostFunction,
    source: context.source,
    auth: operation.auth,
    footprint,
    prngSeed: context.prngSeed,
    limits: { instructions: resources.instructions, memoryBytes: SETTINGS.txMaxMemoryBytes },
    diagnostics: true,
    ...(context.rehearsal && { rehearsal: context.rehearsal }),
  });
  const diagnosticEvents = outcome.diagnosticEvents.map(diagnosticEventBytes);
  if (!outcome.ok) return fail(result(failureOf(outcome, resources.instructions)), diagnosticEvents);

  overlay.merge(outcome.changes);
  const limit = checkWrites(footprint, outcome.changes, overlay, resources.writeBytes);
  if (limit !== undefined) return exceeded(limit, diagnosticEvents);
  const events = outcome.events.map(eventBytes);
  const returnValue = encodeVal(outcome.value);
  const eventBytesTotal = events.reduce((sum, event) => sum + event.length, returnValue.length);
  if (eventBytesTotal > SETTINGS.txMaxEventsBytes) {
    return exceeded(`events and return value take ${eventBytesTotal} bytes, the limit is ${SETTINGS.txMaxEventsBytes}`);
  }
  const rent = rentFee(rentChanges(overlay.changes.values(), ledger, restored), ledger.sequence);
  if (!refundable.consume(eventBytesTotal, rent)) {
    const event = errorEvent('Budget', `the resource fee does not cover rent of ${rent} stroops and the events`);
    return fail(result(R.invokeHostFunctionInsufficientRefundableFee()), [...diagnosticEvents, event]);
  }
  const success = result(R.invokeHostFunctionSuccess(preimageHash(returnValue, events)));
  return succeed(success, { events, diagnosticEvents, returnValue, restored });
}

/** Brings back the archived entries the transaction lists (CAP-66), so that the host finds them live. */
function restoreArchived(
  soroban: xdr.SorobanTransactionData,
  footprint: Footprint,
  overlay: Overlay,
  sequence: number,
): Set<string> {
  const restored = new Set<string>();
  if (soroban.ext.type !== 'resourceExt') return restored;
  for (const index of soroban.ext.resourceExt.archivedSorobanEntries) {
    const key = footprint.readWrite[index]!;
    const text = ledgerKeyString(key);
    const stored = overlay.get(text);
    if (stored?.liveUntil === undefined || stored.liveUntil >= sequence) continue;
    const liveUntil = sequence + SETTINGS.minPersistentTtl - 1;
    overlay.put(text, key, { ...stored, lastModified: sequence, liveUntil });
    restored.add(text);
  }
  return restored;
}

function findArchived(footprint: Footprint, overlay: Overlay, sequence: number): LedgerKey | undefined {
  return [...footprint.readOnly, ...footprint.readWrite].find((key) => {
    if (!isPersistentKey(key)) return false;
    const liveUntil = overlay.get(ledgerKeyString(key))?.liveUntil;
    return liveUntil !== undefined && liveUntil < sequence;
  });
}

/** Bytes that count as read from disk: classic entries and restored ones. Contract state is kept in memory (CAP-62). */
export function diskReadBytes(
  footprint: Footprint,
  restored: ReadonlySet<string>,
  reader: Pick<Overlay, 'get'>,
): number {
  let bytes = 0;
  for (const key of [...footprint.readOnly, ...footprint.readWrite]) {
    const text = ledgerKeyString(key);
    const isClassic = key.type === 'account' || key.type === 'trustline';
    if (!isClassic && !restored.has(text)) continue;
    const stored = reader.get(text);
    if (stored !== undefined) bytes += entrySize(stored);
  }
  return bytes;
}

/** Bytes of every entry of the read-write footprint as it is afterwards. */
export function writeBytes(
  footprint: Footprint,
  changes: ReadonlyMap<string, EntryChange>,
  reader: Pick<Overlay, 'get'>,
): number {
  let bytes = 0;
  for (const key of footprint.readWrite) {
    const text = ledgerKeyString(key);
    const change = changes.get(text);
    const stored = change === undefined ? reader.get(text) : change.after;
    if (stored !== undefined) bytes += entrySize(stored);
  }
  return bytes;
}

function checkWrites(
  footprint: Footprint,
  changes: ReadonlyMap<string, EntryChange>,
  overlay: Overlay,
  declared: number,
): string | undefined {
  for (const { after } of changes.values()) {
    if (after === undefined) continue;
    const limit = after.entry.type === 'contractCode' ? SETTINGS.maxContractBytes : SETTINGS.maxDataEntryBytes;
    const size = after.entry.type === 'contractCode' ? after.entry.wasm.length : entrySize(after);
    if (size > limit) return `a ledger entry takes ${size} bytes, the limit is ${limit}`;
  }
  const written = writeBytes(footprint, changes, overlay);
  return written > declared ? `writes take ${written} bytes, the transaction declares ${declared}` : undefined;
}

function failureOf(outcome: InvokeResult & { ok: false }, instructions: number): xdr.InvokeHostFunctionResult {
  const { resources, error } = outcome;
  const overBudget = error.type === 'Budget' && error.code === 'ExceededLimit';
  const overLimits = resources.instructions > instructions || resources.memoryBytes > SETTINGS.txMaxMemoryBytes;
  return overBudget || overLimits ? R.invokeHostFunctionResourceLimitExceeded() : R.invokeHostFunctionTrapped();
}

function exceeded(reason: string, diagnosticEvents: readonly Uint8Array[] = []): OperationOutcome {
  return fail(result(R.invokeHostFunctionResourceLimitExceeded()), [...diagnosticEvents, errorEvent('Budget', reason)]);
}

/** A diagnostic event as stellar-core adds them when it, not the host, refuses an operation. */
function errorEvent(type: 'Budget' | 'Storage', reason: string): Uint8Array {
  const code = type === 'Budget' ? 'ExceededLimit' : 'InvalidAction';
  return errorEventBytes(new HostError(type, code, reason).value, reason);
}

/** sha256 of `InvokeHostFunctionSuccessPreImage`. */
const writer = new XdrWriter();

function preimageHash(returnValue: Uint8Array, events: readonly Uint8Array[]): Buffer {
  const preimage = writer.encode(() => {
    writer.fixed(returnValue);
    writer.u32(events.length);
    for (const event of events) writer.fixed(event);
  });
  return sha256(preimage);
}
