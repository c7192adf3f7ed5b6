import type { Refusal } from '../operations/deposits/deposit.ts';
import { recordStep } from '../operations/operation-store.ts';
import { pauseAfter } from '../operations/withdrawals/withdrawal-world.ts';
import type { InboxWorld } from './inbox-world.ts';
import { type Receipt, seenReceipt } from './receipt.ts';

/** From now on it goes back, for this reason. */
export async function sendBack(world: InboxWorld, receipt: Receipt, reason: Refusal): Promise<void> {
  world.log('info', 'what arrived at the inbox goes back', { receipt: receipt.id, ...reason });
  const columns = { reason: reason.code, reason_message: reason.message, refusal_code: null, refusal_message: null };
  const detail = { why: `${reason.code}: ${reason.message}` };
  await recordStep(world.db, seenReceipt(receipt), { state: 'returning', failures: 0, columns, detail });
}

/** After something unforeseen, or a refusal that may pass. */
export async function postpone(world: InboxWorld, receipt: Receipt, refusal: Refusal): Promise<void> {
  const failures = receipt.failures + 1;
  const isNew = receipt.refusal?.code !== refusal.code || receipt.refusal.message !== refusal.message;
  await recordStep(world.db, seenReceipt(receipt), {
    ...{ state: receipt.state, failures, wakeAt: pauseAfter(world, receipt, refusal) },
    columns: { refusal_code: refusal.code, refusal_message: refusal.message },
    ...(isNew && { detail: { ...refusal } }),
  });
}
