import { type Address, type BytesN, ledger, publish, require, type Str } from '@istsi/soroban-sdk';
import { IntegrationError } from './errors.ts';
import type { OperationResolved } from './events.ts';
import { reopenFailed, settlePending } from './metrics.ts';
import { rollbackWithdrawal } from './rollback.ts';
import { loadOperation, storeOperation } from './storage.ts';
import { type OperationContext, OperationStatus, Resolution } from './types.ts';

/**
 * What an officer does about an operation that is stuck. None of it moves value by itself: a refund still has to pass
 * what the reserve demands of any refund, so that a withdrawal is never paid and refunded.
 */
export function resolveOperation(caller: Address, operation_id: BytesN<32>, action: Resolution, reason: Str): void {
  const context = loadOperation(operation_id);
  if (action === Resolution.MarkFailed) markFailed(context);
  else if (action === Resolution.Retry) retry(context);
  else rollbackWithdrawal(operation_id);
  const status = loadOperation(operation_id).status;
  publish<OperationResolved>({ operation_id, caller, action, reason, status, timestamp: ledger.timestamp() });
}

function markFailed(context: OperationContext): void {
  require(context.status === OperationStatus.Pending, IntegrationError.InvalidOperationState);
  context.status = OperationStatus.Failed;
  storeOperation(context);
  settlePending(false, 0);
}

function retry(context: OperationContext): void {
  require(context.status === OperationStatus.Failed, IntegrationError.InvalidOperationState);
  context.status = OperationStatus.Pending;
  storeOperation(context);
  reopenFailed();
}
