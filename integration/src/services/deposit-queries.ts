import { type Kysely, type RawBuilder, type SqlBool, sql } from 'kysely';
import { historyColumns, historyOf } from '../archive/archived-places.ts';
import { tipColumn, tipHeight } from '../bitcoin/watcher-store.ts';
import { askedTogether, oftenAsked, oftenAskedOfMany } from '../database/often-asked.ts';
import type { Schema } from '../database/schema.ts';
import {
  confirmationsOf,
  type Deposit,
  type DepositState,
  formatOutpoint,
  type Outpoint,
} from '../operations/deposits/deposit.ts';
import { depositColumns, depositOf } from '../operations/deposits/deposit-store.ts';
import { depositOperationId } from '../operations/deposits/operation-id.ts';
import { wakeNow } from '../operations/wake.ts';
import type { Withdrawal } from '../operations/withdrawals/withdrawal.ts';
import { withdrawalOf } from '../operations/withdrawals/withdrawal-store.ts';
import { linkOperation } from '../tracing/tracer.ts';
import type { DepositQuery, DepositView, History, ReturnView } from './services.ts';

const MOST_PER_PAGE = 500;
/** Of no block. */
const NO_TIP = -1;

export async function listDeposits(
  db: Kysely<Schema>,
  query: DepositQuery,
): Promise<{ items: DepositView[]; nextCursor: string | undefined }> {
  const limit = Math.min(query.limit, MOST_PER_PAGE);
  let select = db
    .selectFrom('istsi.deposits')
    .selectAll()
    .orderBy('created_at', 'desc')
    .orderBy('outpoint', 'desc')
    .limit(limit + 1);
  if (query.user !== undefined) select = select.where('user_address', '=', query.user);
  if (query.state !== undefined) select = select.where('state', '=', query.state);
  if (query.cursor !== undefined) select = select.where(isOlderThan(query.cursor));
  const rows = await select.execute();
  const tip = await tipHeight(db);
  const items = await viewsOf(db, rows.slice(0, limit).map(depositOf), tip);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last ? formatOutpoint(last) : undefined };
}

/**
 * A cursor is the outpoint of the last deposit shown. Its time is compared in the database: a JavaScript date would cut
 * it to milliseconds, and deposits of one block share all but that. Nothing is older than an unknown one.
 */
function isOlderThan(outpoint: string): RawBuilder<SqlBool> {
  return sql<SqlBool>`(created_at, outpoint) < (select created_at, outpoint from istsi.deposits where outpoint = ${outpoint})`;
}

export const showDeposit = (db: Kysely<Schema>, outpoint: Outpoint): Promise<(DepositView & History) | undefined> =>
  showShown(db, formatOutpoint(outpoint));

const showShown = askedTogether(async (db, outpoints) => {
  const rows = await askShown(db, outpoints);
  const views = await viewsOf(db, rows.map(depositOf), rows[0]?.tip ?? NO_TIP);
  return new Map(rows.map((row, i) => [row.outpoint, { ...views[i]!, ...historyOf(row) }]));
});

const askShown = oftenAskedOfMany((db, outpoints) =>
  db
    .selectFrom('istsi.deposits')
    .select(depositColumns)
    .select([tipColumn, ...historyColumns('istsi.deposits.outpoint')])
    .where(sql<boolean>`outpoint = any(${outpoints}::text[])`),
);

/** Ends the deposit's pause, if it is in one, and has it looked at. */
export async function hurryDeposit(db: Kysely<Schema>, outpoint: Outpoint): Promise<DepositView | undefined> {
  const key = formatOutpoint(outpoint);
  linkOperation(depositOperationId(outpoint));
  await db.transaction().execute(async (trx) => await wakeNow(trx, 'deposit', key));
  return await findView(db, key);
}

/** As it stands now. */
export async function findView(db: Kysely<Schema>, outpoint: string): Promise<DepositView | undefined> {
  const row = await askRow(db, outpoint);
  const [view] = row ? await viewsOf(db, [depositOf(row)], row.tip) : [];
  return view;
}

const askRow = oftenAsked((db, outpoint) =>
  db.selectFrom('istsi.deposits').select(depositColumns).select(tipColumn).where('outpoint', '=', outpoint),
);

/** Has everything looked at that pays an address index which may have found its owner. */
export async function wakeUnowned(db: Kysely<Schema>, belowIndex: number): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const waiting = await trx
      .selectFrom('istsi.deposits')
      .select('outpoint')
      .where('user_address', 'is', null)
      .where('address_index', '<', BigInt(belowIndex))
      .execute();
    for (const { outpoint } of waiting) await wakeNow(trx, 'deposit', outpoint);
  });
}

export async function countDeposits(db: Kysely<Schema>): Promise<Partial<Record<DepositState, number>>> {
  const rows = await db
    .selectFrom('istsi.deposits')
    .select((columns) => ['state' as const, columns.fn.countAll<bigint>().as('count')])
    .groupBy('state')
    .execute();
  return Object.fromEntries(rows.map(({ state, count }) => [state, Number(count)]));
}

async function viewsOf(db: Kysely<Schema>, deposits: readonly Deposit[], tip: number): Promise<DepositView[]> {
  const owed = deposits.filter(({ owedBack }) => owedBack).map(({ returnId }) => returnId);
  const rows =
    owed.length === 0 ? [] : await db.selectFrom('istsi.withdrawals').selectAll().where('id', 'in', owed).execute();
  const payments = new Map(rows.map((row) => [row.id, withdrawalOf(row)]));
  return deposits.map((deposit) => viewOf(deposit, tip, paybackOf(deposit, payments.get(deposit.returnId))));
}

function paybackOf({ owedBack, returnId, returnHeld }: Deposit, payment: Withdrawal | undefined): ReturnView | null {
  if (!owedBack) return null;
  const {
    address = null,
    maxFeeSats = null,
    feeSats = null,
    state = null,
    txid = null,
    refusal = null,
  } = payment ?? {};
  return { id: returnId, held: returnHeld, address, maxFeeSats, feeSats, state, txid, refusal };
}

function viewOf(deposit: Deposit, tip: number, payback: ReturnView | null): DepositView {
  return {
    txid: deposit.txid,
    vout: deposit.vout,
    user: deposit.user ?? null,
    amountSats: deposit.amountSats,
    state: deposit.state,
    height: deposit.height ?? null,
    confirmations: confirmationsOf(deposit, tip),
    confirmationsRequired: deposit.confirmationsRequired ?? null,
    operationId: deposit.operationId,
    stellarTx: deposit.stellarTx ?? null,
    refusal: deposit.refusal ?? null,
    payback,
    createdAt: deposit.createdAt,
    updatedAt: deposit.updatedAt,
  };
}
