import { type Kysely, type Selectable, sql } from 'kysely';
import { historyColumns, historyOf, loadHistory } from '../archive/archived-places.ts';
import { tipColumn, tipHeight } from '../bitcoin/watcher-store.ts';
import { askedTogether, oftenAskedOfMany } from '../database/often-asked.ts';
import type { BatchTable, PaymentTable, Schema } from '../database/schema.ts';
import { confirmationsOf } from '../operations/deposits/deposit.ts';
import { wakeNow } from '../operations/wake.ts';
import { REFUSED_BY_CUSTODIANS, type WithdrawalState } from '../operations/withdrawals/withdrawal.ts';
import { type WithdrawalOf, withdrawalColumns, withdrawalOf } from '../operations/withdrawals/withdrawal-store.ts';
import type { History } from './services.ts';
import type { PaymentQuery, PaymentView, WithdrawalQuery, WithdrawalView } from './withdrawal-views.ts';

const MOST_PER_PAGE = 500;

/** Newest first. A cursor is the id of the last withdrawal shown; nothing is older than an unknown one. */
export async function listWithdrawals(
  db: Kysely<Schema>,
  query: WithdrawalQuery,
): Promise<{ items: WithdrawalView[]; nextCursor: string | undefined }> {
  const limit = Math.min(query.limit, MOST_PER_PAGE);
  let select = selectWithdrawals(db).orderBy('w.created_at', 'desc').orderBy('w.id', 'desc');
  if (query.user !== undefined) select = select.where('w.user_address', '=', query.user);
  if (query.state !== undefined) select = select.where('w.state', '=', query.state);
  if (query.cursor !== undefined) {
    const last = sql`(select created_at, id from istsi.withdrawals where id = ${query.cursor})`;
    select = select.where(sql<boolean>`(w.created_at, w.id) < ${last}`);
  }
  const rows = await select.limit(limit + 1).execute();
  const tip = await tipHeight(db);
  const items = rows.slice(0, limit).map((row) => viewOf(row, tip));
  return { items, nextCursor: rows.length > limit ? items.at(-1)?.id : undefined };
}

export const showWithdrawal: (db: Kysely<Schema>, id: string) => Promise<(WithdrawalView & History) | undefined> =
  askedTogether(async (db, ids) => {
    const rows = await askShown(db, ids);
    return new Map(rows.map((row) => [row.id, { ...viewOf(row, row.tip), ...historyOf(row) }]));
  });

const askShown = oftenAskedOfMany((db, ids) =>
  selectWithdrawals(db)
    .select([tipColumn, ...historyColumns('w.id')])
    .where(sql<boolean>`w.id = any(${ids}::text[])`),
);

/** Ends the pauses of a withdrawal and of its batch, and has both looked at. */
export async function hurryWithdrawal(db: Kysely<Schema>, id: string): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const row = await trx.selectFrom('istsi.withdrawals').select('batch_id').where('id', '=', id).executeTakeFirst();
    if (!row) return;
    await trx
      .updateTable('istsi.withdrawals')
      .set({ refusal_code: null, refusal_message: null })
      .where('id', '=', id)
      .where('refusal_code', '=', REFUSED_BY_CUSTODIANS)
      .execute();
    await wakeNow(trx, 'withdrawal', id);
    if (row.batch_id !== null) await wakeNow(trx, 'batch', row.batch_id);
  });
}

export async function countWithdrawals(db: Kysely<Schema>): Promise<Partial<Record<WithdrawalState, number>>> {
  const rows = await db
    .selectFrom('istsi.withdrawals')
    .select((columns) => ['state' as const, columns.fn.countAll<bigint>().as('count')])
    .groupBy('state')
    .execute();
  return Object.fromEntries(rows.map(({ state, count }) => [state, Number(count)]));
}

/** Newest first. A cursor is the txid of the last payment shown. */
export async function listPayments(
  db: Kysely<Schema>,
  query: PaymentQuery,
): Promise<{ items: PaymentView[]; nextCursor: string | undefined }> {
  const limit = Math.min(query.limit, MOST_PER_PAGE);
  let select = selectPayments(db).orderBy('p.created_at', 'desc').orderBy('p.txid', 'desc');
  if (query.batchId !== undefined) select = select.where('p.batch_id', '=', query.batchId);
  if (query.cursor !== undefined) {
    const last = sql`(select created_at, txid from istsi.payments where txid = ${query.cursor})`;
    select = select.where(sql<boolean>`(p.created_at, p.txid) < ${last}`);
  }
  const rows = await select.limit(limit + 1).execute();
  const items = await describePayments(db, rows.slice(0, limit));
  return { items, nextCursor: rows.length > limit ? items.at(-1)?.txid : undefined };
}

export async function showPayment(db: Kysely<Schema>, txid: string): Promise<(PaymentView & History) | undefined> {
  const row = await selectPayments(db).where('p.txid', '=', txid).executeTakeFirst();
  const [view] = row ? await describePayments(db, [row]) : [];
  return view && { ...view, ...(await loadHistory(db, view.batchId)) };
}

function selectWithdrawals(db: Kysely<Schema>) {
  return db
    .selectFrom('istsi.withdrawals as w')
    .leftJoin('istsi.batches as b', 'b.id', 'w.batch_id')
    .leftJoin('istsi.payments as p', 'p.txid', 'w.txid')
    .leftJoin('istsi.deposits as d', (on) => on.onRef('d.return_id', '=', 'w.id').on('d.owed_back', '=', sql.lit(true)))
    .select(withdrawalColumns.map((name) => `w.${name}` as const))
    .select('d.outpoint as deposit')
    .select(['b.confirmations_required', 'p.height', 'b.refusal_code as batch_refusal'])
    .select(['b.refusal_message as batch_message']);
}

type ShownWithdrawal = WithdrawalOf & {
  deposit: string | null;
  confirmations_required: number | null;
  height: number | null;
  batch_refusal: string | null;
  batch_message: string | null;
};

function viewOf(row: ShownWithdrawal, tip: number): WithdrawalView {
  const withdrawal = withdrawalOf(row);
  const height = row.height ?? undefined;
  const ofBatch = row.batch_refusal === null ? null : { code: row.batch_refusal, message: row.batch_message ?? '' };
  return {
    ...{ id: withdrawal.id, user: withdrawal.user ?? null, address: withdrawal.address ?? null },
    ...{ script: withdrawal.script, amountSats: withdrawal.amountSats, maxFeeSats: withdrawal.maxFeeSats },
    deposit: row.deposit,
    feeSats: withdrawal.feeSats ?? null,
    state: withdrawal.state,
    deadline: withdrawal.deadline,
    ...{ txid: withdrawal.txid ?? null, vout: withdrawal.place ?? null },
    height: height ?? null,
    confirmations: confirmationsOf({ height }, tip),
    confirmationsRequired: row.confirmations_required,
    batchId: withdrawal.batchId ?? null,
    stellarTx: withdrawal.stellarTx ?? null,
    refusal: withdrawal.refusal ?? ofBatch,
    ...{ createdAt: withdrawal.createdAt, updatedAt: withdrawal.updatedAt },
  };
}

function selectPayments(db: Kysely<Schema>) {
  return db
    .selectFrom('istsi.payments as p')
    .innerJoin('istsi.batches as b', 'b.id', 'p.batch_id')
    .selectAll('p')
    .select(['b.kind', 'b.state as batch_state', 'b.completed_by', 'b.confirmations_required', 'b.fee_note'])
    .select(['b.refusal_code', 'b.refusal_message']);
}

type ShownPayment = Selectable<PaymentTable> &
  Pick<
    Selectable<BatchTable>,
    'kind' | 'completed_by' | 'confirmations_required' | 'fee_note' | 'refusal_code' | 'refusal_message'
  > & { batch_state: PaymentView['batchState'] };

async function describePayments(db: Kysely<Schema>, rows: readonly ShownPayment[]): Promise<PaymentView[]> {
  if (rows.length === 0) return [];
  const batches = [...new Set(rows.map((row) => row.batch_id))];
  const txids = rows.map((row) => row.txid);
  const [tip, paid, signed] = await Promise.all([
    tipHeight(db),
    db
      .selectFrom('istsi.withdrawals')
      .select(['id', 'batch_id'])
      .where('batch_id', 'in', batches)
      .orderBy('place')
      .execute(),
    db
      .selectFrom('istsi.payment_signatures')
      .select(['txid', 'signer'])
      .where('txid', 'in', txids)
      .orderBy('signer')
      .execute(),
  ]);
  return rows.map((row) => ({
    ...{ txid: row.txid, batchId: row.batch_id, kind: row.kind, version: row.version, state: row.state },
    ...{ batchState: row.batch_state, completedBy: row.completed_by, feeSats: row.fee_sats, vbytes: row.vbytes },
    withdrawals: paid.filter(({ batch_id }) => batch_id === row.batch_id).map(({ id }) => id),
    signedBy: signed.filter(({ txid }) => txid === row.txid).map(({ signer }) => signer),
    ...{ broadcastHeight: row.broadcast_height, height: row.height },
    confirmations: confirmationsOf({ height: row.height ?? undefined }, tip),
    ...{ confirmationsRequired: row.confirmations_required, feeNote: row.fee_note },
    refusal: row.refusal_code === null ? null : { code: row.refusal_code, message: row.refusal_message ?? '' },
    ...{ createdAt: row.created_at, updatedAt: row.updated_at },
  }));
}
