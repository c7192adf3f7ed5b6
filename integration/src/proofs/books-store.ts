import type { BooksChange } from '@istsi/reserves';
import { changesIn } from '@istsi/reserves';
import type { ContractHandle, Network } from '@istsi/soroban-client';
import { readEvents } from '@istsi/soroban-client';
import type { Kysely, Transaction } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { loadCursor, storeCursor } from '../events/cursors.ts';

const CURSOR = 'reserve-books';
/** An RPC's page of events may have ten thousand. */
const ROWS_AT_ONCE = 1_000;

/**
 * Stores what the reserve manager's events since the last time changed in its books. The RPC keeps events for some days
 * only; from then on this is where they are. Several instances may do this at once: each event counts once.
 */
export async function syncBooks(db: Kysely<Schema>, network: Network, reserve: ContractHandle): Promise<void> {
  for await (const page of readEvents(network, [reserve.contractId], await loadCursor(db, CURSOR))) {
    await db.transaction().execute(async (trx) => {
      const added: ChangeRow[] = [];
      for (const { id, ledger, topic, value } of page.events) {
        const event = reserve.spec.parseEvent(topic, value);
        if (!event) continue;
        const changes = changesIn(event.name, event.data as Record<string, unknown>);
        for (const [position, change] of changes.entries()) {
          const amountSats = 'amountSats' in change ? change.amountSats : await amountOf(trx, added, change);
          // Without its beginning the history is of no use; that is found out when it is replayed.
          if (amountSats !== undefined) added.push(rowOf({ ...change, amountSats }, { id, position, ledger }));
        }
      }
      await insert(trx, added);
      await storeCursor(trx, CURSOR, page.cursor);
    });
  }
}

export async function loadHistory(db: Kysely<Schema>): Promise<BooksChange[]> {
  const rows = await db.selectFrom('istsi.reserve_changes').selectAll().orderBy('seq').execute();
  return rows.map(({ change, txid, vout, amount_sats }) => ({
    ...{ change, txid, vout: Number(vout) },
    amountSats: amount_sats,
  }));
}

async function amountOf(
  trx: Transaction<Schema>,
  added: readonly ChangeRow[],
  { txid, vout }: { txid: string; vout: number },
): Promise<bigint | undefined> {
  const earlier = added.find((one) => one.change === 'added' && one.txid === txid && one.vout === vout);
  if (earlier) return earlier.amount_sats;
  const row = await trx
    .selectFrom('istsi.reserve_changes')
    .select('amount_sats')
    .where('txid', '=', txid)
    .where('vout', '=', BigInt(vout))
    .where('change', '=', 'added')
    .executeTakeFirst();
  return row?.amount_sats;
}

type ChangeRow = ReturnType<typeof rowOf>;

const rowOf = (
  { change, txid, vout, amountSats }: BooksChange,
  event: { id: string; position: number; ledger: number },
) => ({
  ...{ event_id: event.id, position: event.position, ledger: event.ledger },
  ...{ change, txid, vout, amount_sats: amountSats },
});

/** In their order, which is that of the history. */
async function insert(trx: Transaction<Schema>, rows: readonly ChangeRow[]): Promise<void> {
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
    await trx
      .insertInto('istsi.reserve_changes')
      .values(rows.slice(from, from + ROWS_AT_ONCE))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}
