import { xdr } from '@stellar/stellar-sdk';
import { ledgerKeyString } from '../../host/codec/ledger-key.ts';
import { entrySize } from '../../ledger/entry-bytes.ts';
import { SETTINGS } from '../../network-settings.ts';
import { rentFee } from '../fees.ts';
import { rentChanges } from '../rent.ts';
import { fail, type OperationContext, type OperationOutcome, succeed } from './operation.ts';

const E = xdr.ExtendFootprintTtlResult;
const R = xdr.RestoreFootprintResult;

const extendResult = (inner: xdr.ExtendFootprintTtlResult) =>
  xdr.OperationResult.opInner(xdr.OperationResultTr.extendFootprintTtl(inner));
const restoreResult = (inner: xdr.RestoreFootprintResult) =>
  xdr.OperationResult.opInner(xdr.OperationResultTr.restoreFootprint(inner));

/** Extends the live entries of the read-only footprint; others are passed over. */
export function extendFootprintTtl(operation: xdr.ExtendFootprintTtlOp, context: OperationContext): OperationOutcome {
  const { overlay, ledger, footprint, refundable } = context;
  const liveUntil = ledger.sequence + operation.extendTo;
  for (const key of footprint.readOnly) {
    const text = ledgerKeyString(key);
    const stored = overlay.get(text);
    if (stored?.liveUntil === undefined || stored.liveUntil < ledger.sequence) continue;
    if (stored.liveUntil < liveUntil) overlay.put(text, key, { ...stored, liveUntil });
  }
  if (!refundable.consume(0, rentFee(rentChanges(overlay.changes.values(), ledger), ledger.sequence))) {
    return fail(extendResult(E.extendFootprintTtlInsufficientRefundableFee()));
  }
  return succeed(extendResult(E.extendFootprintTtlSuccess()));
}

/** Brings back the archived entries of the read-write footprint for the minimum lifetime. */
export function restoreFootprint(context: OperationContext): OperationOutcome {
  const { overlay, ledger, soroban, footprint, refundable } = context;
  const { diskReadBytes, writeBytes } = soroban!.resources;
  const restored = new Set<string>();
  let bytes = 0;
  for (const key of footprint.readWrite) {
    const text = ledgerKeyString(key);
    const stored = overlay.get(text);
    if (stored?.liveUntil === undefined || stored.liveUntil >= ledger.sequence) continue;
    bytes += entrySize(stored);
    if (bytes > diskReadBytes || bytes > writeBytes) {
      return fail(restoreResult(R.restoreFootprintResourceLimitExceeded()));
    }
    const liveUntil = ledger.sequence + SETTINGS.minPersistentTtl - 1;
    overlay.put(text, key, { ...stored, lastModified: ledger.sequence, liveUntil });
    restored.add(text);
  }
  if (!refundable.consume(0, rentFee(rentChanges(overlay.changes.values(), ledger, restored), ledger.sequence))) {
    return fail(restoreResult(R.restoreFootprintInsufficientRefundableFee()));
  }
  return succeed(restoreResult(R.restoreFootprintSuccess()), { restored });
}
