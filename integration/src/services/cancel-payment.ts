import { isConflict } from '../operations/operation-store.ts';
import { cancelBatch } from '../operations/payments/cancel-payment.ts';
import type { WithdrawalWorld } from '../operations/withdrawals/withdrawal-world.ts';
import { ServiceError } from './errors.ts';
import { showPayment } from './withdrawal-queries.ts';
import type { PaymentView } from './withdrawal-views.ts';

/** Undefined for a payment that is not known. */
export async function cancelPayment(world: WithdrawalWorld, txid: string): Promise<PaymentView | undefined> {
  const { db } = world.database;
  const shown = await showPayment(db, txid);
  if (!shown) return undefined;
  for (;;) {
    try {
      const cancelled = await cancelBatch(world, shown.batchId);
      if (!cancelled) return undefined;
      if (!cancelled.ok) throw new ServiceError('services/not-cancellable', { txid, reason: cancelled.reason });
      return await showPayment(db, cancelled.txid);
    } catch (error) {
      // The worker, the chain's events or a block moved it meanwhile: looked at anew.
      if (!isConflict(error)) throw error;
    }
  }
}
