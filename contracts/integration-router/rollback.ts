import { type BytesN, fail, ledger, publish } from '@istsi/soroban-sdk';
import { IstsiTokenClient } from '../shared/clients/istsi-token.ts';
import { ReserveError, ReserveManagerClient } from '../shared/clients/reserve-manager.ts';
import { IntegrationError } from './errors.ts';
import type { OperationSettled } from './events.ts';
import { settlePending } from './metrics.ts';
import { loadEcosystem, storeOperation } from './storage.ts';
import { OperationStatus } from './types.ts';
import { loadPendingWithdrawal } from './withdrawal.ts';

/**
 * Mints the tokens of a withdrawal again, when its deadline passed and no Bitcoin transaction was ever authorized for
 * it. The reserve decides, in the same step after which it never authorizes one; the token gives back what it burned.
 */
export function rollbackWithdrawal(operation_id: BytesN<32>): void {
  const context = loadPendingWithdrawal(operation_id);
  const ecosystem = loadEcosystem();
  const refund = new ReserveManagerClient(ecosystem.reserve_manager).try_refund_withdrawal(operation_id);
  if (refund.isErr) {
    if (!refund.isContractError) fail(IntegrationError.ContractCallFailed);
    // Too early, or a Bitcoin transaction is authorized: this withdrawal will be paid.
    const isRefused =
      refund.code === ReserveError.DeadlineNotReached || refund.code === ReserveError.InvalidWithdrawalState;
    if (isRefused) fail(IntegrationError.InvalidOperationState);
    fail(IntegrationError.ContractCallFailed);
  }
  new IstsiTokenClient(ecosystem.istsi_token).integrated_refund(operation_id);

  context.status = OperationStatus.RolledBack;
  storeOperation(context);
  settlePending(false, ledger.timestamp() - context.timestamp, ledger.timestamp());
  publish<OperationSettled>({ operation_id, status: context.status, timestamp: ledger.timestamp() });
}
