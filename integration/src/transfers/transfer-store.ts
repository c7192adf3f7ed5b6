import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { type Kysely, type Selectable, sql } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { TransferError } from './errors.ts';
import type { Protocol, TransferKind, TransferTable } from './transfer-tables.ts';

export type Transfer = Selectable<TransferTable>;

export interface NewTransfer {
  subject: string;
  protocol: Protocol;
  kind: TransferKind;
  amountSats?: bigint | undefined;
  bitcoinAddress?: string | undefined;
  /** With a page that the customer has to see first. */
  withPage: boolean;
}

/** Of one subject, without what the chains know of them: rows are cheap, not free. */
const MOST_OPEN = 100;
const PAGE_TOKEN_MS = 60_000;
const PAGE_SESSION_MS = 30 * 60_000;

const secret = (): string => randomBytes(32).toString('base64url');
const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Answers what opens its page, once and soon, where it has one. */
export async function insertTransfer(
  db: Kysely<Schema>,
  { subject, protocol, kind, amountSats, bitcoinAddress, withPage }: NewTransfer,
): Promise<{ transfer: Transfer; pageToken: string }> {
  const { open } = await db
    .selectFrom('istsi.transfers')
    .select((columns) => columns.fn.countAll<bigint>().as('open'))
    .where('subject', '=', subject)
    .where('outpoint', 'is', null)
    .where('withdrawal_id', 'is', null)
    .executeTakeFirstOrThrow();
  if (open >= MOST_OPEN) throw new TransferError('transfers/too-many', { most: MOST_OPEN });
  const now = new Date();
  const pageToken = secret();
  const page = { page_token: digest(pageToken), page_token_until: new Date(now.getTime() + PAGE_TOKEN_MS) };
  const transfer = await db
    .insertInto('istsi.transfers')
    .values({
      ...{ id: randomUUID(), subject, protocol, kind, created_at: now, updated_at: now },
      ...{ amount_sats: amountSats ?? null, bitcoin_address: bitcoinAddress ?? null },
      ...(withPage ? page : { started_at: now }),
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return { transfer, pageToken };
}

/** One statement: of two who come with the same token one opens the page. */
export async function enterPage(
  db: Kysely<Schema>,
  pageToken: string,
): Promise<{ transfer: Transfer; session: string } | undefined> {
  const session = secret();
  const now = new Date();
  const transfer = await db
    .updateTable('istsi.transfers')
    .set({
      ...{ page_token: null, page_session: digest(session) },
      page_session_until: new Date(now.getTime() + PAGE_SESSION_MS),
    })
    .where('page_token', '=', digest(pageToken))
    .where('page_token_until', '>', now)
    .returningAll()
    .executeTakeFirst();
  return transfer && { transfer, session };
}

export async function pageOf(db: Kysely<Schema>, session: string): Promise<Transfer> {
  const query = db.selectFrom('istsi.transfers').selectAll().where('page_session', '=', digest(session));
  const transfer = await query.where('page_session_until', '>', new Date()).executeTakeFirst();
  if (!transfer) throw new TransferError('transfers/page-over', {});
  return transfer;
}

export async function changeTransfer(
  db: Kysely<Schema>,
  id: string,
  change: Partial<Pick<Transfer, 'started_at'>>,
): Promise<void> {
  await db
    .updateTable('istsi.transfers')
    .set({ ...change, updated_at: new Date() })
    .where('id', '=', id)
    .execute();
}

/**
 * From now on it is this withdrawal, as it was prepared. The same one prepared for another transaction, and not signed there,
 * is that one's no longer.
 */
export async function nameWithdrawal(
  db: Kysely<Schema>,
  id: string,
  asked: { amountSats: bigint; address: string; withdrawalId: string; stellarTx: string },
): Promise<void> {
  const now = new Date();
  await db.transaction().execute(async (trx) => {
    const { withdrawalId: withdrawal_id, stellarTx: stellar_tx } = asked;
    const others = trx.updateTable('istsi.transfers').set({ withdrawal_id: null, stellar_tx: null, updated_at: now });
    await others.where('withdrawal_id', '=', withdrawal_id).where('id', '!=', id).execute();
    await trx
      .updateTable('istsi.transfers')
      .set({ ...{ withdrawal_id, stellar_tx, amount_sats: asked.amountSats, bitcoin_address: asked.address } })
      .set({ started_at: now, updated_at: now })
      .where('id', '=', id)
      .execute();
  });
}

export interface TransferQuery {
  subject: string;
  protocol: Protocol;
  kind?: TransferKind | undefined;
  limit: number;
  /** Started then or later. */
  noOlderThan?: Date | undefined;
  /** Older than the one of this id. */
  before?: string | undefined;
}

/** Newest first. */
export async function selectTransfers(db: Kysely<Schema>, query: TransferQuery): Promise<Transfer[]> {
  let select = db
    .selectFrom('istsi.transfers')
    .selectAll()
    .where('subject', '=', query.subject)
    .where((where) => where.or([where('protocol', '=', query.protocol), where('protocol', 'is', null)]));
  if (query.kind !== undefined) select = select.where('kind', '=', query.kind);
  if (query.noOlderThan) select = select.where('created_at', '>=', query.noOlderThan);
  if (query.before !== undefined)
    select = select.where(
      sql<boolean>`(created_at, id) < (select created_at, id from istsi.transfers where id = ${query.before})`,
    );
  return await select.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(query.limit).execute();
}

export type TransferName = { id: string } | { stellarTx: string } | { externalTx: string };

/** By one of its names; only the subject's own, whatever the name. */
export async function findTransfer(
  db: Kysely<Schema>,
  subject: string,
  name: TransferName,
): Promise<Transfer | undefined> {
  const select = db
    .selectFrom('istsi.transfers as transfer')
    .leftJoin('istsi.deposits as deposit', 'deposit.outpoint', 'transfer.outpoint')
    .leftJoin('istsi.withdrawals as withdrawal', 'withdrawal.id', 'transfer.withdrawal_id')
    .selectAll('transfer')
    .where('transfer.subject', '=', subject);
  const named =
    'id' in name
      ? select.where('transfer.id', '=', name.id)
      : 'stellarTx' in name
        ? select.where(({ or, eb }) =>
            or([
              eb('transfer.stellar_tx', '=', name.stellarTx),
              eb('deposit.stellar_tx', '=', name.stellarTx),
              eb('withdrawal.stellar_tx', '=', name.stellarTx),
            ]),
          )
        : select.where(({ or, eb }) =>
            or([eb('deposit.txid', '=', name.externalTx), eb('withdrawal.txid', '=', name.externalTx)]),
          );
  return await named.orderBy('transfer.created_at', 'desc').limit(1).executeTakeFirst();
}

/** Whoever it is of: its page is public. */
export async function loadTransfer(db: Kysely<Schema>, id: string): Promise<Transfer | undefined> {
  return await db.selectFrom('istsi.transfers').selectAll().where('id', '=', id).executeTakeFirst();
}
