import type { Manifest } from '@istsi/contracts';
import type { Kysely, Transaction } from 'kysely';
import type { Consumer } from '../bus/consume.ts';
import { type BusEvent, eventType } from '../bus/envelope.ts';
import type { Schema } from '../database/schema.ts';
import { appendEvent } from '../operations/operation-store.ts';
import { wakeNow } from '../operations/wake.ts';
import { receiptId } from './receipt.ts';

type Apply = (trx: Transaction<Schema>) => Promise<void>;

/** Tokens whose movements are known here: iSTSi, and what governance registered beside it. */
const TRANSFERS = new Set(
  ['istsi-token', 'fungible-token'].flatMap((contract) =>
    ['Transfer', 'TransferMuxed'].map((name) => eventType(contract, name)),
  ),
);
const REFUNDED = eventType('istsi-token', 'IntegratedRefund');
const SETTLED = eventType('integration-router', 'OperationSettled');

/** Notes what arrives at the inbox, once each, and hears how its withdrawals ended. */
export function inboxConsumer({ contracts }: Manifest, inbox: string): Consumer {
  const token = contracts['istsi-token'].id;
  return {
    name: 'inbox',
    handle(event) {
      if (TRANSFERS.has(event.type)) return Promise.resolve(received(event, { inbox, token }));
      if (event.type === REFUNDED || event.type === SETTLED) return Promise.resolve(ended(event));
      return Promise.resolve(undefined);
    },
  };
}

const textIn = ({ data }: BusEvent, name: string): string | undefined =>
  typeof data[name] === 'string' ? data[name] : undefined;

function received(event: BusEvent, { inbox, token }: { inbox: string; token: string }): Apply | undefined {
  const [from, to, amount] = [textIn(event, 'from'), textIn(event, 'to'), textIn(event, 'amount')];
  if (to !== inbox || from === undefined || from === inbox || amount === undefined || BigInt(amount) === 0n)
    return undefined;
  const { time, transaction } = event;
  if (time === undefined || transaction === undefined)
    throw new RangeError(`event ${event.id} is of Stellar and names no transaction and time`);
  const sent = event.source.split(':').at(-1)!;
  const id = receiptId(event.id);
  const muxedId = textIn(event, 'to_muxed_id');
  const at = new Date(time);
  return async (trx) => {
    const inserted = await trx
      .insertInto('istsi.inbox_receipts')
      .values({
        ...{ id, event_id: event.id, ledger: BigInt(event.height), stellar_tx: transaction, received_at: at },
        ...{ token: sent, user_address: from, muxed_id: muxedId ?? null, amount },
        amount_sats: sent === token ? BigInt(amount) : null,
      })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    if (inserted.numInsertedOrUpdatedRows !== 1n) return;
    const detail = { from, amount, stellar_tx: transaction, ...(muxedId !== undefined && { muxed_id: muxedId }) };
    await appendEvent(trx, id, 'received', detail, at);
    await wakeNow(trx, 'inbox', id);
  };
}

/** The withdrawal of a receipt came to its end: the receipt is looked at. */
function ended({ subject }: BusEvent): Apply | undefined {
  if (subject === undefined) return undefined;
  return async (trx) => {
    const row = await trx
      .selectFrom('istsi.inbox_receipts')
      .select('id')
      .where('withdrawal_id', '=', subject)
      .executeTakeFirst();
    if (row) await wakeNow(trx, 'inbox', row.id);
  };
}

/** How a withdrawal ended, as the bus tells it: paid, or given back in a ledger. */
export async function endOfWithdrawal(
  db: Kysely<Schema>,
  withdrawalId: string,
): Promise<'open' | 'paid' | { refundedIn: bigint }> {
  const rows = await db
    .selectFrom('istsi.bus_events')
    .select(['type', 'height'])
    .where('subject', '=', withdrawalId)
    .where('type', 'in', [REFUNDED, SETTLED])
    .where('seq', 'is not', null)
    .execute();
  const refunded = rows.find(({ type }) => type === REFUNDED);
  if (refunded) return { refundedIn: refunded.height };
  return rows.length > 0 ? 'paid' : 'open';
}
