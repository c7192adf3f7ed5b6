import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { type Receipt, type ReceiptState, receiptOf } from './receipt.ts';

export interface ReceiptQuery {
  state?: ReceiptState | undefined;
  limit: number;
  /** Id of the last receipt shown. */
  cursor?: string | undefined;
}

/** What arrived at the inbox, newest first; in the order of an index, no further than the page goes. */
export async function listReceipts(
  db: Kysely<Schema>,
  { state, limit, cursor }: ReceiptQuery,
): Promise<{ items: Receipt[]; nextCursor: string | undefined }> {
  const rows = await db
    .selectFrom('istsi.inbox_receipts as r')
    .selectAll('r')
    .$if(state !== undefined, (query) => query.where('r.state', '=', state!))
    .$if(cursor !== undefined, (query) =>
      query.where(({ eb, refTuple, selectFrom }) =>
        eb(
          refTuple('r.created_at', 'r.id'),
          '<',
          selectFrom('istsi.inbox_receipts as last')
            .select(['last.created_at', 'last.id'])
            .where('last.id', '=', cursor!)
            .$asTuple('created_at', 'id'),
        ),
      ),
    )
    .orderBy('r.created_at', 'desc')
    .orderBy('r.id', 'desc')
    .limit(limit + 1)
    .execute();
  const items = rows.slice(0, limit).map(receiptOf);
  return { items, nextCursor: rows.length > limit ? items.at(-1)?.id : undefined };
}
