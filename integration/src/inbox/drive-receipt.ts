import { describeError } from '@istsi/bitcoin-custody';
import { latestLedger } from '@istsi/soroban-client';
import type { Refusal } from '../operations/deposits/deposit.ts';
import { acknowledgeWake, isConflict, recordStep } from '../operations/operation-store.ts';
import { loadPendingSubmission } from '../operations/submission-store.ts';
import { findOrder, isWithdrawn } from './inbox-orders.ts';
import type { InboxWorld } from './inbox-world.ts';
import { judgeReceipt } from './judge-receipt.ts';
import { loadReceipt, onceFor, type Receipt, type ReceiptState, seenReceipt } from './receipt.ts';
import { postpone, sendBack } from './receipt-steps.ts';
import { endOfWithdrawal } from './receive.ts';
import { concludeReceipt, giveBackReceipt, settledBefore, withdrawReceipt } from './settle-receipt.ts';

/** Nothing is done about these any more. */
const ENDS: ReadonlySet<ReceiptState> = new Set(['paid', 'returned', 'settled', 'kept']);

/** Takes what arrived as far as it can go now. The caller holds the receipt's lock. */
export async function driveReceipt(world: InboxWorld, id: string): Promise<void> {
  const { db, log } = world;
  for (;;) {
    const receipt = await loadReceipt(db, id);
    if (!receipt) return;
    // Whoever has a kept one looked at says why: it is their word that it is dealt with.
    if (receipt.state === 'kept' && receipt.wakeAt) {
      const detail = { closed: 'somebody has looked at it' };
      return await recordStep(db, seenReceipt(receipt), { state: 'settled', failures: 0, wakeAt: null, detail });
    }
    if (ENDS.has(receipt.state)) return await acknowledgeWake(db, seenReceipt(receipt));
    if (receipt.wakeAt && receipt.failures > 0 && receipt.wakeAt > world.now()) return;
    try {
      if (!(await step(world, receipt))) return;
    } catch (error) {
      if (isConflict(error)) continue;
      // The one place where a step is repeated: a node that does not answer costs nothing but time.
      log('warn', 'a step of the inbox failed', { receipt: id, error: describeError(error) });
      const now = await loadReceipt(db, id);
      if (now) await postpone(world, now, { code: `cannot-${now.state}`, message: describeError(error) });
      return;
    }
  }
}

/** Whether there may be more to do at once. */
async function step(world: InboxWorld, receipt: Receipt): Promise<boolean> {
  const { db, submitter } = world;
  const { id, state } = receipt;
  const pending = await loadPendingSubmission(db, id);
  if (pending) {
    await concludeReceipt(world, receipt, seenReceipt(receipt), await submitter.settle(pending));
    return true;
  }
  if (state === 'received') return await judge(world, receipt);
  if (state === 'withdrawn') return await follow(world, receipt);
  if (await settledBefore(world, receipt)) return true;
  const { sequence } = await latestLedger(world.network);
  if (sequence >= onceFor(receipt).validUntilLedger) {
    const message =
      'Nothing is tried any more: the ledger no longer shows whether it was dealt with. Governance moves it (forced_transfer), once ' +
      'somebody has looked the account up in a history archive.';
    await end(world, receipt, 'kept', { code: 'too-old', message });
    return false;
  }
  await world.inTurn(async () => {
    if (state === 'withdrawing') await withdrawReceipt(world, receipt);
    else await giveBackReceipt(world, receipt);
  });
  return true;
}

async function judge(world: InboxWorld, receipt: Receipt): Promise<boolean> {
  const { db, contracts, now } = world;
  const order = await findOrder(db, receipt.muxedId);
  const withdrawn = order !== undefined && (await isWithdrawn(db, order.transfer_id));
  const reason = judgeReceipt(receipt, order, { token: contracts.token.contractId, isWithdrawn: withdrawn });
  if (reason || !order) {
    await sendBack(world, receipt, reason!);
    return true;
  }
  const detail = { withdrawal_of: order.transfer_id, to: order.bitcoin_address };
  await recordStep(db, seenReceipt(receipt), { state: 'withdrawing', failures: 0, detail }, async (trx) => {
    const taken = await trx
      .updateTable('istsi.inbox_orders')
      .set({ taken_by: receipt.id, taken_at: now() })
      .where('muxed_id', '=', order.muxed_id)
      .where('taken_by', 'is', null)
      .executeTakeFirst();
    // Another one took it between: this is judged again.
    if (taken.numUpdatedRows !== 1n) throw new Error(`the order ${order.muxed_id} was fulfilled a moment ago`);
    const change = { stellar_tx: receipt.stellarTx, withdrawal_id: null, started_at: now(), updated_at: now() };
    await trx.updateTable('istsi.transfers').set(change).where('id', '=', order.transfer_id).execute();
  });
  return true;
}

/** How its withdrawal ended: paid, or given back to the inbox, from where it goes back to who sent it. */
async function follow({ db }: InboxWorld, receipt: Receipt): Promise<boolean> {
  const { withdrawalId } = receipt;
  if (withdrawalId === undefined) throw new Error(`receipt ${receipt.id} is withdrawn and names no withdrawal`);
  const seen = seenReceipt(receipt);
  const how = await endOfWithdrawal(db, withdrawalId);
  if (how === 'open') {
    await acknowledgeWake(db, seen);
    return false;
  }
  if (how === 'paid') {
    await recordStep(db, seen, { state: 'paid', failures: 0, wakeAt: null, detail: {} });
    return false;
  }
  const message = 'No Bitcoin payment was authorized in time, and the tokens were given back.';
  const columns = { refunded_ledger: how.refundedIn, reason: 'withdrawal-refunded', reason_message: message };
  await recordStep(db, seen, { state: 'returning', failures: 0, columns, detail: { why: message } });
  return true;
}

async function end(world: InboxWorld, receipt: Receipt, state: ReceiptState, why: Refusal): Promise<void> {
  world.log('error', 'something stays in the inbox', { receipt: receipt.id, ...why });
  const columns = { refusal_code: why.code, refusal_message: why.message };
  await recordStep(world.db, seenReceipt(receipt), { state, failures: 0, wakeAt: null, columns, detail: { ...why } });
}
