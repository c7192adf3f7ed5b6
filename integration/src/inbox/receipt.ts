import { createHash } from 'node:crypto';
import type { Kysely, Selectable } from 'kysely';
import type { Schema } from '../database/schema.ts';
import type { Refusal } from '../operations/deposits/deposit.ts';
import { progressOf, type Seen } from '../operations/operation-store.ts';
import type { InboxReceiptTable } from './inbox-tables.ts';

/** Where something is that arrived at the inbox. `paid`, `returned` and `settled` are final. */
export type ReceiptState = (typeof receiptStates)[number];

export const receiptStates = [
  /** Nothing is decided. */
  'received',
  /** It is what somebody was told to send: it is being burned for Bitcoin. */
  'withdrawing',
  /** It is burned; the payment goes its own way. */
  'withdrawn',
  /** It goes back to who sent it. */
  'returning',
  'paid',
  'returned',
  /** The ledger shows that it was dealt with before, in a way that this database does not know of. */
  'settled',
  /** It is in the inbox, and nothing is tried any more: people have to decide. */
  'kept',
] as const;

export interface Receipt {
  id: string;
  ledger: number;
  stellarTx: string;
  receivedAt: Date;
  token: string;
  /** Who sent it. */
  from: string;
  muxedId: string | undefined;
  /** In the token's own units. */
  amount: bigint;
  /** Of iSTSi: the same. Undefined of any other token. */
  amountSats: bigint | undefined;
  state: ReceiptState;
  /** Why it goes back. */
  reason: Refusal | undefined;
  withdrawalId: string | undefined;
  refundedLedger: number | undefined;
  outcomeTx: string | undefined;
  refusal: Refusal | undefined;
  failures: number;
  failingSince: Date | undefined;
  wakeAt: Date | undefined;
  createdAt: Date;
  updatedAt: Date;
}

export const receiptId = (eventId: string): string =>
  createHash('sha256').update('inbox_receipt').update(eventId).digest('hex');

/** For so many ledgers after it arrived, a month of those of five seconds, something is done about a receipt by itself. */
export const ACTS_LEDGERS = 518_400;

/**
 * By what the ledger knows that a receipt was dealt with. Whatever is signed about it (the withdrawal, or else the return) has this
 * one nonce, and holds until this one ledger: for so long the ledger keeps the nonce, and takes it once. So none is paid twice,
 * whatever a database has forgotten. What comes back from a withdrawal that was not paid is another sum, with another nonce.
 */
export function onceFor({ id, ledger, refundedLedger }: Receipt): { nonce: bigint; validUntilLedger: number } {
  const part = refundedLedger === undefined ? 'received' : 'refunded';
  const digest = createHash('sha256').update(`inbox ${part}`).update(Buffer.from(id, 'hex')).digest();
  return { nonce: digest.readBigInt64BE(), validUntilLedger: (refundedLedger ?? ledger) + ACTS_LEDGERS };
}

export function receiptOf(row: Selectable<InboxReceiptTable>): Receipt {
  return {
    ...{ id: row.id, ledger: Number(row.ledger), stellarTx: row.stellar_tx, receivedAt: row.received_at },
    ...{ token: row.token, from: row.user_address, muxedId: row.muxed_id ?? undefined, amount: BigInt(row.amount) },
    amountSats: row.amount_sats ?? undefined,
    state: row.state,
    reason: row.reason === null ? undefined : { code: row.reason, message: row.reason_message ?? '' },
    withdrawalId: row.withdrawal_id ?? undefined,
    refundedLedger: row.refunded_ledger === null ? undefined : Number(row.refunded_ledger),
    outcomeTx: row.outcome_tx ?? undefined,
    ...progressOf(row),
  };
}

export async function loadReceipt(db: Kysely<Schema>, id: string): Promise<Receipt | undefined> {
  const row = await db.selectFrom('istsi.inbox_receipts').selectAll().where('id', '=', id).executeTakeFirst();
  return row && receiptOf(row);
}

export const seenReceipt = ({ id, state, failures, wakeAt }: Receipt): Seen => ({
  ...{ kind: 'inbox', key: id },
  ...{ state, failures, wakeAt },
});
