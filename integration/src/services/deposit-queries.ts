import { type Kysely, type RawBuilder, type SqlBool, sql } from 'kysely';
import { tipHeight } from '../bitcoin/watcher-store.ts';
import type { Schema } from '../database/schema.ts';
import {
  confirmationsOf,
  type Deposit,
  type DepositState,
  formatOutpoint,
  type Outpoint,
} from '../operations/deposits/deposit.ts';
import { depositOf, loadDeposit } from '../operations/deposits/deposit-store.ts';
import { loadTimeline } from '../operations/operation-store.ts';
import { wakeNow } from '../operations/wake.ts';
import type { DepositQuery, DepositView, TimelineEntry } from './services.ts';

const MOST_PER_PAGE = 500;

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
  const items = rows.slice(0, limit).map((row) => viewOf(depositOf(row), tip));
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

export async function showDeposit(
  db: Kysely<Schema>,
  outpoint: Outpoint,
): Promise<(DepositView & { timeline: TimelineEntry[] }) | undefined> {
  const deposit = await loadDeposit(db, formatOutpoint(outpoint));
  if (!deposit) return undefined;
  return { ...viewOf(deposit, await tipHeight(db)), timeline: await loadTimeline(db, deposit.outpoint) };
}

/** Ends the deposit's pause, if it is in one, and has it looked at. */
export async function hurryDeposit(db: Kysely<Schema>, outpoint: Outpoint): Promise<DepositView | undefined> {
  const key = formatOutpoint(outpoint);
  await db.transaction().execute(async (trx) => await wakeNow(trx, 'deposit', key));
  const deposit = await loadDeposit(db, key);
  return deposit && viewOf(deposit, await tipHeight(db));
}

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

function viewOf(deposit: Deposit, tip: number): DepositView {
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
    createdAt: deposit.createdAt,
    updatedAt: deposit.updatedAt,
  };
}
