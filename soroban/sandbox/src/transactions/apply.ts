import { StrKey, xdr } from '@stellar/stellar-sdk';
import type { Footprint, LedgerInfo, Rehearsal } from '../host/boundary.ts';
import { sha256 } from '../host/codec/sha256.ts';
import { XdrWriter } from '../host/codec/writer.ts';
import type { AppliedTransaction, TransactionMetaParts } from '../ledger/closed-ledger.ts';
import { encodeChanges, NO_CHANGES } from '../ledger/entry-changes.ts';
import { Overlay, readAccount, writeAccount } from '../ledger/state.ts';
import { SETTINGS } from '../network-settings.ts';
import type { Transaction } from './envelope.ts';
import { internalErrorEvent } from './event-bytes.ts';
import { nonRefundableFee } from './fees.ts';
import { allowTrust } from './operations/allow-trust.ts';
import { bumpSequence } from './operations/bump-sequence.ts';
import { changeTrust } from './operations/change-trust.ts';
import { clawback } from './operations/clawback.ts';
import { createAccount } from './operations/create-account.ts';
import { invoke } from './operations/invoke-host-function.ts';
import { isSorobanOperation, operationSource } from './operations/kinds.ts';
import { manageData } from './operations/manage-data.ts';
import { fail, type OperationContext, type OperationOutcome, restoredChanges } from './operations/operation.ts';
import { payment } from './operations/payment.ts';
import { setOptions } from './operations/set-options.ts';
import { setTrustlineFlags } from './operations/set-trustline-flags.ts';
import { extendFootprintTtl, restoreFootprint } from './operations/ttl.ts';
import { type RefundableFee, refundableFee } from './refundable-fee.ts';
import { internalErrorResult, operationsResult, refusalResult } from './results.ts';
import { declaredResources } from './soroban-resources.ts';
import { checkTransaction } from './validity.ts';

/** A transaction that has paid and waits to be applied. */
export type ChargedTransaction = {
  readonly tx: Transaction;
  /** Stroops. */
  readonly fee: bigint;
  readonly feeChanges: Uint8Array;
};

const NO_FOOTPRINT: Footprint = { readOnly: [], readWrite: [] };

/** What of its ledger a transaction depends on besides state and `LedgerInfo`. */
export type AppliedIn = {
  /** Seeds pseudo-random numbers. */
  readonly previousHash: Uint8Array;
  /** See `ValidityContext`. */
  readonly advanced: bigint;
  readonly rehearsal?: Rehearsal | undefined;
};

export const feeSource = (tx: Transaction): string => tx.feeBump?.source ?? tx.inner.source;

/** Takes the fee of a transaction: every fee of a ledger is charged before any of its transactions is applied. */
export function chargeFee(tx: Transaction, overlay: Overlay, ledger: LedgerInfo): ChargedTransaction {
  const layer = new Overlay(overlay);
  const account = readAccount(layer, feeSource(tx))!;
  const resourceFee = tx.inner.soroban?.resourceFee ?? 0n;
  const offered = (tx.feeBump?.fee ?? tx.inner.fee) - resourceFee;
  const operations = tx.inner.operations.length + (tx.feeBump === undefined ? 0 : 1);
  const inclusion = BigInt(SETTINGS.baseFee * operations);
  const price = resourceFee + (offered < inclusion ? offered : inclusion);
  const fee = price < account.balance ? price : account.balance;
  writeAccount(layer, { ...account, balance: account.balance - fee }, ledger.sequence);
  overlay.merge(layer.changes);
  return { tx, fee, feeChanges: encodeChanges(layer.changes.values()) };
}

/** Applies a transaction that has paid its fee. Whatever happens, it consumes its sequence number and keeps the fee. */
export function applyTransaction(
  charged: ChargedTransaction,
  overlay: Overlay,
  ledger: LedgerInfo,
  { previousHash, advanced, rehearsal }: AppliedIn,
): AppliedTransaction {
  const { tx } = charged;
  const verdict = checkTransaction(tx, {
    reader: overlay,
    sequence: ledger.sequence,
    closeTime: ledger.timestamp,
    advanced,
    applying: true,
  });
  const consumes = verdict.ok || 'operations' in verdict || verdict.consumesSequence;
  const changesBefore = consumes ? consumeSequence(tx, overlay, ledger) : NO_CHANGES;
  if (!verdict.ok) {
    const meta = { changesBefore, operations: [], soroban: undefined, diagnosticEvents: [] };
    return record(charged, false, refusalResult(tx, verdict, charged.fee), meta, { refund: 0n, changes: NO_CHANGES });
  }
  try {
    return applyOperations(charged, overlay, ledger, changesBefore, { previousHash, rehearsal });
  } catch (cause) {
    // A fault of this program. As on the network, the transaction fails, the ledger closes, and the trace is kept.
    const diagnosticEvents = [internalErrorEvent(cause)];
    const meta = { changesBefore, operations: [], soroban: undefined, diagnosticEvents };
    return record(charged, false, internalErrorResult(tx, charged.fee), meta, { refund: 0n, changes: NO_CHANGES });
  }
}

function applyOperations(
  charged: ChargedTransaction,
  overlay: Overlay,
  ledger: LedgerInfo,
  changesBefore: Uint8Array,
  { previousHash, rehearsal }: Omit<AppliedIn, 'advanced'>,
): AppliedTransaction {
  const { tx } = charged;
  const { soroban } = tx.inner;
  const fixedFee = soroban === undefined ? 0 : nonRefundableFee(declaredResources(tx, soroban));
  const refundable = refundableFee(soroban === undefined ? 0 : Number(soroban.resourceFee) - fixedFee);
  const layer = new Overlay(overlay);
  const outcomes: OperationOutcome[] = [];
  const changes: Uint8Array[] = [];
  for (const [index, operation] of tx.inner.operations.entries()) {
    const own = new Overlay(layer);
    const outcome = applyOperation(operation, {
      overlay: own,
      ledger,
      source: operationSource(operation, tx.inner.source),
      soroban,
      footprint: typeof tx.inner.footprint === 'object' ? tx.inner.footprint : NO_FOOTPRINT,
      refundable,
      prngSeed: sha256(previousHash, tx.inner.hash, Uint8Array.of(index)),
      rehearsal,
    });
    outcomes.push(outcome);
    if (!outcome.ok) continue;
    changes.push(encodeChanges(own.changes.values(), restoredChanges(own.changes, outcome.restored)));
    layer.merge(own.changes);
  }
  const ok = outcomes.every((outcome) => outcome.ok);
  if (ok) overlay.merge(layer.changes);

  const refund = refundOf(soroban, ok, refundable);
  const changesAfter = refund === 0n ? NO_CHANGES : giveBack(tx, refund, overlay, ledger);
  const result = operationsResult(
    tx,
    outcomes.map(({ result }) => result),
    ok,
    charged.fee - refund,
  );
  const meta: TransactionMetaParts = {
    changesBefore,
    operations: ok ? outcomes.map(({ events }, index) => ({ changes: changes[index]!, events })) : [],
    soroban: soroban === undefined ? undefined : sorobanMeta(outcomes[0]!, fixedFee, refundable),
    diagnosticEvents: outcomes.flatMap(({ diagnosticEvents }) => diagnosticEvents),
  };
  return record(charged, ok, result, meta, { refund, changes: changesAfter });
}

function applyOperation(operation: xdr.Operation, context: OperationContext): OperationOutcome {
  const { body } = operation;
  if (readAccount(context.overlay, context.source) === undefined) return fail(xdr.OperationResult.opNoAccount());
  switch (body.type) {
    case 'invokeHostFunction':
      return invoke(body.invokeHostFunctionOp, context);
    case 'extendFootprintTtl':
      return extendFootprintTtl(body.extendFootprintTtlOp, context);
    case 'restoreFootprint':
      return restoreFootprint(context);
    case 'createAccount':
      return createAccount(body.createAccountOp, context);
    case 'payment':
      return payment(body.paymentOp, context);
    case 'setOptions':
      return setOptions(body.setOptionsOp, context);
    case 'changeTrust':
      return changeTrust(body.changeTrustOp, context);
    case 'allowTrust':
      return allowTrust(body.allowTrustOp, context);
    case 'clawback':
      return clawback(body.clawbackOp, context);
    case 'setTrustLineFlags':
      return setTrustlineFlags(body.setTrustLineFlagsOp, context);
    case 'manageData':
      return manageData(body.manageDataOp, context);
    case 'bumpSequence':
      return bumpSequence(body.bumpSequenceOp, context);
    default:
      return fail(xdr.OperationResult.opNotSupported());
  }
}

/** Raises the sequence number to the transaction's, and removes signers that stood for this one transaction. */
function consumeSequence(tx: Transaction, overlay: Overlay, ledger: LedgerInfo): Uint8Array {
  const layer = new Overlay(overlay);
  const account = readAccount(layer, tx.inner.source)!;
  const consumed = {
    ...account,
    sequence: tx.inner.sequence,
    sequenceLedger: ledger.sequence,
    sequenceTime: ledger.timestamp,
  };
  writeAccount(layer, consumed, ledger.sequence);
  const sources = new Set([
    tx.inner.source,
    ...tx.inner.operations.map((operation) => operationSource(operation, tx.inner.source)),
  ]);
  for (const source of sources) removeOneTimeSigner(source, tx.inner.hash, layer, ledger);
  overlay.merge(layer.changes);
  return encodeChanges(layer.changes.values());
}

function removeOneTimeSigner(source: string, hash: Buffer, overlay: Overlay, ledger: LedgerInfo): void {
  const account = readAccount(overlay, source);
  if (account?.signers.some(({ key }) => key[0] === 'T') !== true) return;
  const own = StrKey.encodePreAuthTx(hash);
  const signers = account.signers.filter(({ key }) => key !== own);
  const subEntries = account.subEntries - (account.signers.length - signers.length);
  writeAccount(overlay, { ...account, signers, subEntries }, ledger.sequence);
}

/** Stroops. A failed transaction used nothing but its fixed part. */
function refundOf(soroban: xdr.SorobanTransactionData | undefined, ok: boolean, refundable: RefundableFee): bigint {
  if (soroban === undefined) return 0n;
  return BigInt(ok ? refundable.left : refundable.left + refundable.used);
}

function giveBack(tx: Transaction, refund: bigint, overlay: Overlay, ledger: LedgerInfo): Uint8Array {
  const layer = new Overlay(overlay);
  const account = readAccount(layer, feeSource(tx));
  if (account === undefined) return NO_CHANGES;
  writeAccount(layer, { ...account, balance: account.balance + refund }, ledger.sequence);
  overlay.merge(layer.changes);
  return encodeChanges(layer.changes.values());
}

const writer = new XdrWriter();

/** `SorobanTransactionMetaV2` with what was charged, and the return value of an invocation that succeeded. */
function sorobanMeta({ ok, returnValue }: OperationOutcome, fixedFee: number, refundable: RefundableFee): Uint8Array {
  return writer.encode(() => {
    writer.u32(1);
    writer.u32(0);
    writer.u64(BigInt(fixedFee));
    writer.u64(BigInt(ok ? refundable.used : 0));
    writer.u64(BigInt(ok ? refundable.rent : 0));
    writer.u32(returnValue === undefined ? 0 : 1);
    if (returnValue !== undefined) writer.fixed(returnValue);
  });
}

function record(
  { tx, fee, feeChanges }: ChargedTransaction,
  successful: boolean,
  result: Uint8Array,
  meta: TransactionMetaParts,
  refunded: { refund: bigint; changes: Uint8Array },
): AppliedTransaction {
  const resourceFee = tx.inner.soroban?.resourceFee ?? 0n;
  const operations = BigInt(tx.inner.operations.length + (tx.feeBump === undefined ? 0 : 1));
  return {
    hash: tx.hash,
    innerHash: tx.feeBump === undefined ? undefined : tx.inner.hash.toString('hex'),
    successful,
    isSoroban: tx.inner.operations.some(isSorobanOperation),
    inclusionFee: ((tx.feeBump?.fee ?? tx.inner.fee) - resourceFee) / operations,
    feeCharged: fee - refunded.refund,
    envelope: tx.envelope,
    result,
    feeChanges,
    refundChanges: refunded.changes,
    meta,
  };
}
