import type { Selectable } from 'kysely';
import type { Refusal } from '../operations/deposits/deposit.ts';
import type { InboxOrderTable } from './inbox-tables.ts';
import type { Receipt } from './receipt.ts';

export type InboxOrder = Selectable<InboxOrderTable>;

/** Why something that arrived is no fulfilment of an order. */
export const inboxReasons = [
  'other-asset',
  'no-id',
  'unknown-id',
  'other-sender',
  'other-amount',
  'too-late',
  'paid-before',
] as const;
type InboxReason = (typeof inboxReasons)[number];

/**
 * Whether it is what somebody was told to send; otherwise why it goes back. Pure. `token`: that of the orders. `isWithdrawn`: what
 * the order is for was withdrawn in another way meanwhile.
 */
export function judgeReceipt(
  receipt: Pick<Receipt, 'token' | 'muxedId' | 'from' | 'amount' | 'receivedAt'>,
  order: InboxOrder | undefined,
  { token, isWithdrawn }: { token: string; isWithdrawn: boolean },
): Refusal | undefined {
  if (receipt.token !== token) return no('other-asset', 'The inbox takes iSTSi only.');
  if (receipt.muxedId === undefined)
    return no('no-id', 'It was sent to the account without the id of a withdrawal: the whole address is needed (M…).');
  if (!order) return no('unknown-id', `No withdrawal has the id ${receipt.muxedId}.`);
  if (order.account !== receipt.from)
    return no('other-sender', 'It was sent by another account than the one that asked for the withdrawal.');
  if (order.taken_by !== null || isWithdrawn) return no('paid-before', 'The withdrawal has its tokens already.');
  if (order.amount_sats !== receipt.amount)
    return no('other-amount', `The withdrawal is of ${order.amount_sats} iSTSi, and ${receipt.amount} arrived.`);
  if (receipt.receivedAt > order.expires_at)
    return no('too-late', `It had to arrive until ${order.expires_at.toISOString()}.`);
  return undefined;
}

const no = (code: InboxReason, message: string): Refusal => ({ code, message });
