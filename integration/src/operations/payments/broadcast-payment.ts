import { tipHeight } from '../../bitcoin/watcher-store.ts';
import { moveWithdrawals } from '../withdrawals/withdrawal-store.ts';
import type { WithdrawalWorld } from '../withdrawals/withdrawal-world.ts';
import type { Batch, Payment } from './batch.ts';
import { recordProgress, recordRefusal } from './batch-record.ts';
import { broadcast, broadcastChild } from './bitcoin-calls.ts';
import { NOT_BROADCAST } from './next-batch-step.ts';
import { loadRawTransaction } from './payment-store.ts';

/** A block wakes the batch before; should the watcher be held up, it is looked at again. */
const UNSEARCHED_PAUSE_MS = 10_000;

/** Gives a signed version to the network, for the first time or because it was dropped. Once more does no harm. */
export async function broadcastPayment(world: WithdrawalWorld, batch: Batch, payment: Payment): Promise<void> {
  const { bitcoin, database, policy, log } = world;
  if (!payment.rawTx) throw new Error('a payment is broadcast before it is signed');
  const { txid } = payment;
  const parent = batch.parent === undefined ? undefined : await loadRawTransaction(database.db, batch.parent);
  const outcome = await (parent ? broadcastChild(bitcoin, payment.rawTx, parent) : broadcast(bitcoin, payment.rawTx));
  if (outcome.is === 'refused') {
    const message = `the Bitcoin node does not take ${txid}: ${outcome.reason}`;
    return await recordRefusal(world, batch, { code: NOT_BROADCAST, message });
  }
  const tip = await tipHeight(database.db);
  const isFirst = payment.broadcastHeight === undefined;
  // It is in a block that the watcher has not come to: what that block says is waited for, and nothing is offered again meanwhile.
  const pause = outcome.is === 'mined' && { wakeAt: new Date(world.now().getTime() + UNSEARCHED_PAUSE_MS) };
  if (pause && !isFirst) return await recordProgress(world, batch, pause);
  const within = batch.kind === 'sweep' ? policy.consolidation.rotationBlocks : policy.confirmWithinBlocks;
  const columns = batch.deadlineHeight === undefined ? { deadline_height: tip + within } : {};
  const detail = { txid, broadcast: isFirst ? 'for the first time' : 'again: the node had dropped it' };
  await recordProgress(world, batch, { columns, detail, ...pause }, async (trx) => {
    if (isFirst) {
      const columns = { broadcast_height: tip, updated_at: new Date() };
      await trx.updateTable('istsi.payments').set(columns).where('txid', '=', txid).execute();
    }
    const ids = batch.withdrawals.map(({ id }) => id);
    if (batch.state === 'paying' && !payment.cancels) await moveWithdrawals(trx, ids, 'broadcast', { txid });
  });
  log('info', 'payment broadcast', { batch: batch.id, txid, isFirst });
}
