import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { type InboxInstructions, instructionsOf, orderOf } from '../inbox/inbox-orders.ts';
import { loadReceipt, type Receipt } from '../inbox/receipt.ts';
import type { Progress, Refund } from './transfer-status.ts';

/** What the inbox knows of a withdrawal. */
export interface InboxSight {
  /** What is to be sent, as long as it is waited for. */
  expects: InboxInstructions | null;
  /** How far what was sent is, until it is a withdrawal of the chain. */
  progress: Progress | undefined;
  refund: Refund | undefined;
  paidBy: string | undefined;
}

/** `inbox`: its account; undefined where there is none. */
export async function sightOfInbox(
  db: Kysely<Schema>,
  inbox: string | undefined,
  transferId: string,
  now: Date = new Date(),
): Promise<InboxSight> {
  const nothing: InboxSight = { expects: null, progress: undefined, refund: undefined, paidBy: undefined };
  const order = inbox === undefined ? undefined : await orderOf(db, transferId);
  if (inbox === undefined || !order) return nothing;
  if (order.taken_by === null) {
    if (order.expires_at <= now) return nothing;
    return { ...nothing, expects: instructionsOf(inbox, order) };
  }
  const receipt = await loadReceipt(db, order.taken_by);
  if (!receipt) return nothing;
  return { ...nothing, paidBy: receipt.stellarTx, progress: progressOf(receipt), refund: refundOf(receipt) };
}

function progressOf({ state, reason, refusal }: Receipt): Progress | undefined {
  switch (state) {
    case 'received':
    case 'withdrawing':
      return { status: 'pending_anchor', message: refusal?.message ?? 'What you sent has arrived.' };
    case 'returning':
      return { status: 'pending_stellar', message: `It is being returned. ${reason?.message ?? ''}`.trim() };
    case 'returned':
      return { status: 'refunded', message: `It was returned. ${reason?.message ?? ''}`.trim() };
    case 'kept':
    case 'settled':
      return { status: 'error', message: refusal?.message ?? 'It was dealt with before; ask who runs this.' };
    // The withdrawal itself says more.
    case 'withdrawn':
    case 'paid':
      return undefined;
  }
}

function refundOf({ state, amount, outcomeTx }: Receipt): Refund | undefined {
  if (state !== 'returned' || outcomeTx === undefined) return undefined;
  return { amountSats: amount, feeSats: 0n, id: outcomeTx, idType: 'stellar' };
}
