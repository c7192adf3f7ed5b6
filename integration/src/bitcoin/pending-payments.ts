import {
  type BitcoinView,
  type Outpoint,
  outpointKey,
  type PendingCredit,
  parseOutpoint,
  type Watchlist,
  watchMempool,
} from '@istsi/bitcoin-custody';
import { type Kysely, sql } from 'kysely';
import type { Schema } from '../database/schema.ts';

/** A payment to a deposit address that is announced and in no block: good enough to show, and nothing follows from it. */
export interface PendingPayment extends Outpoint {
  amountSats: bigint;
  /** When it was seen first. */
  seenAt: Date;
  /** When it had left the memory pool without being in a block; null while it waits. */
  goneAt: Date | null;
}

export type MempoolView = Pick<BitcoinView, 'getMempool' | 'getTransaction'>;

/** Of what left the memory pool it is said for so long. */
const REMEMBERED_HOURS = 48;
const MOST_SHOWN = 50;

/**
 * Looks at the memory pool and stores what pays custody. To be called when every block of the node is stored: what left the
 * pool by then and still is in none is gone, and not merely on its way from one to the other.
 */
export function createMempoolLook(db: Kysely<Schema>, view: MempoolView, watchlist: Watchlist): () => Promise<void> {
  const ask = watchMempool(view, watchlist);
  let known: ReadonlySet<string> | undefined;
  let missing: ReadonlySet<string> = new Set();
  return async () => {
    known ??= await waiting(db);
    // The custody's own change is nobody's deposit.
    const present = new Map(
      (await ask()).filter(({ branch }) => branch !== 'change').map((credit) => [outpointKey(credit), credit]),
    );
    const arrived = [...present].filter(([outpoint]) => !known?.has(outpoint)).map(([, credit]) => credit);
    const absent = [...known].filter((outpoint) => !present.has(outpoint));
    if (arrived.length > 0) await storeArrived(db, arrived);
    const gone = absent.filter((outpoint) => missing.has(outpoint));
    if (gone.length > 0) await storeGone(db, gone);
    missing = new Set(absent.filter((outpoint) => !missing.has(outpoint)));
    known = new Set([...present.keys(), ...missing]);
  };
}

async function waiting(db: Kysely<Schema>): Promise<Set<string>> {
  const rows = await db.selectFrom('istsi.pending_payments').select('outpoint').where('gone_at', 'is', null).execute();
  return new Set(rows.map(({ outpoint }) => outpoint));
}

async function storeArrived(db: Kysely<Schema>, credits: readonly PendingCredit[]): Promise<void> {
  await db
    .insertInto('istsi.pending_payments')
    .values(
      credits.map((credit) => ({
        ...{ outpoint: outpointKey(credit), txid: credit.txid, amount_sats: credit.amountSats },
        address_index: credit.index,
      })),
    )
    // A block that left the chain gives it back to the pool.
    .onConflict((conflict) => conflict.column('outpoint').doUpdateSet({ gone_at: null }))
    .execute();
}

async function storeGone(db: Kysely<Schema>, outpoints: readonly string[]): Promise<void> {
  await db
    .deleteFrom('istsi.pending_payments')
    .where((where) =>
      where.or([
        where.exists(
          where
            .selectFrom('istsi.bitcoin_credits')
            .select('istsi.bitcoin_credits.outpoint')
            .whereRef('istsi.bitcoin_credits.outpoint', '=', 'istsi.pending_payments.outpoint'),
        ),
        where('gone_at', '<', sql<Date>`now() - make_interval(hours => ${REMEMBERED_HOURS})`),
      ]),
    )
    .execute();
  await db
    .updateTable('istsi.pending_payments')
    .set({ gone_at: sql`now()` })
    .where('outpoint', 'in', outpoints)
    .execute();
}

/** What was announced to the address of this index, or of this transaction, and is no deposit yet; newest first. */
export async function listPending(
  db: Kysely<Schema>,
  of: { addressIndex: number } | { txid: string },
): Promise<PendingPayment[]> {
  const rows = await db
    .selectFrom('istsi.pending_payments')
    .selectAll()
    .where((where) =>
      'txid' in of ? where('txid', '=', of.txid) : where('address_index', '=', BigInt(of.addressIndex)),
    )
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('istsi.deposits')
            .select('istsi.deposits.outpoint')
            .whereRef('istsi.deposits.outpoint', '=', 'istsi.pending_payments.outpoint'),
        ),
      ),
    )
    .orderBy('seen_at', 'desc')
    .orderBy('outpoint')
    .limit(MOST_SHOWN)
    .execute();
  return rows.map(({ outpoint, amount_sats: amountSats, seen_at: seenAt, gone_at: goneAt }) => ({
    ...parseOutpoint(outpoint),
    ...{ amountSats, seenAt, goneAt },
  }));
}
