import { xdr } from '@stellar/stellar-sdk';
import type { Transaction } from './envelope.ts';
import type { OperationRefusal, RefusalCode, Verdict } from './validity.ts';

const INNER = xdr.InnerTransactionResultResult;
const OUTER = xdr.TransactionResultResult;

/** XDR of the `TransactionResult` of a transaction that was refused or failed before its operations ran. */
export function refusalResult(
  tx: Transaction,
  verdict: Exclude<Verdict, { ok: true }>,
  feeCharged: bigint,
): Uint8Array {
  if ('operations' in verdict) {
    return operationsResult(tx, verdict.operations.map(refusedOperation), false, feeCharged);
  }
  if (!verdict.inner) return encode(OUTER[verdict.code](), feeCharged);
  return encode(OUTER.txFeeBumpInnerFailed(innerPair(tx, INNER[verdict.code as RefusalCode]())), feeCharged);
}

function refusedOperation(code: OperationRefusal | undefined): xdr.OperationResult {
  // Operations that would have been fine have no result of their own; the network leaves them at bad auth as well.
  return code === undefined ? xdr.OperationResult.opBadAuth() : xdr.OperationResult[code]();
}

/** XDR of the `TransactionResult` of a transaction whose operations ran. `feeCharged` is stroops, refund deducted. */
export function operationsResult(
  tx: Transaction,
  operations: xdr.OperationResult[],
  ok: boolean,
  feeCharged: bigint,
): Uint8Array {
  if (tx.feeBump === undefined) {
    return encode(ok ? OUTER.txSuccess(operations) : OUTER.txFailed(operations), feeCharged);
  }
  const pair = innerPair(tx, ok ? INNER.txSuccess(operations) : INNER.txFailed(operations));
  return encode(ok ? OUTER.txFeeBumpInnerSuccess(pair) : OUTER.txFeeBumpInnerFailed(pair), feeCharged);
}

/** XDR of the `TransactionResult` of a transaction that could not be applied because of a fault of the network. */
export function internalErrorResult(tx: Transaction, feeCharged: bigint): Uint8Array {
  if (tx.feeBump === undefined) return encode(OUTER.txInternalError(), feeCharged);
  return encode(OUTER.txFeeBumpInnerFailed(innerPair(tx, INNER.txInternalError())), feeCharged);
}

function innerPair(tx: Transaction, result: xdr.InnerTransactionResultResult): xdr.InnerTransactionResultPair {
  return new xdr.InnerTransactionResultPair({
    transactionHash: tx.inner.hash,
    result: new xdr.InnerTransactionResult({ feeCharged: 0n, result, ext: xdr.InnerTransactionResultExt.v0() }),
  });
}

function encode(result: xdr.TransactionResultResult, feeCharged: bigint): Uint8Array {
  return new xdr.TransactionResult({ feeCharged, result, ext: xdr.TransactionResultExt.v0() }).toXdr();
}
