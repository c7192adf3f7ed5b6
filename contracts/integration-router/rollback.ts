import { type BytesN, type bool, ledger, publish, require } from '@istsi/soroban-sdk';
import { IstsiTokenClient } from '../shared/clients/istsi-token.ts';
import { ReserveError, ReserveManagerClient } from '../shared/clients/reserve-manager.ts';
import { IntegrationError } from './errors.ts';
import type { OperationSettled } from './events.ts';
import { reopenFailed, settlePending } from './metrics.ts';
import { loadEcosystem, loadOperation, storeOperation } from './storage.ts';
import { type OperationContext, OperationStatus } from './types.ts';
import { loadOpenWithdrawal } from './withdrawal.ts';

/**
 * Mints the tokens of a withdrawal again, when its deadline passed and no Bitcoin transaction was ever authorized for
 * it. The reserve decides, in the same step after which it never authorizes one; the token gives back what it burned.
 */
export function rollbackWithdrawal(operation_id: BytesN<32>): void {
  require(giveBack(loadOpenWithdrawal(operation_id)), IntegrationError.InvalidOperationState);
}

/** As `rollbackWithdrawal`; false, and nothing changed, for one that is paid, may still be paid, or is not due. */
export function tryRollbackWithdrawal(operation_id: BytesN<32>): bool {
  const context = loadOperation(operation_id);
  const isGivenUp = context.status === OperationStatus.Failed;
  if (!isGivenUp && context.status !== OperationStatus.Pending) return false;
  if (!giveBack(context)) return false;
  if (isGivenUp) reopenFailed();
  return true;
}

function giveBack(context: OperationContext): bool {
  const operation_id = context.operation_id;
  const ecosystem = loadEcosystem();
  const refund = new ReserveManagerClient(ecosystem.reserve_manager).try_refund_withdrawal(operation_id);
  if (refund.isErr) {
    // Too early, or a Bitcoin transaction is authorized: this withdrawal will be paid.
    const isRefused =
      refund.code === ReserveError.DeadlineNotReached || refund.code === ReserveError.InvalidWithdrawalState;
    require(refund.isContractError && isRefused, IntegrationError.ContractCallFailed);
    return false;
  }
  new IstsiTokenClient(ecosystem.istsi_token).integrated_refund(operation_id);

  context.status = OperationStatus.RolledBack;
  storeOperation(context);
  settlePending(false, ledger.timestamp() - context.timestamp);
  publish<OperationSettled>({ operation_id, status: context.status, timestamp: ledger.timestamp() });
  return true;
}
