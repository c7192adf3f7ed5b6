import { feeShares } from '@istsi/bitcoin-custody';
import { BatchEnd } from '@istsi/contracts/clients/reserve-manager';
import type { Kysely, Selectable, Transaction } from 'kysely';
import type { BatchTable, PaymentTable, Schema } from '../../database/schema.ts';
import type { Refusal } from '../deposits/deposit.ts';
import { refusalColumns } from '../deposits/deposit-store.ts';
import { progressOf, type Seen } from '../operation-store.ts';
import { wakeNow } from '../wake.ts';
import { moveWithdrawals, UNAUTHORIZED, type WithdrawalRow, withdrawalOf } from '../withdrawals/withdrawal-store.ts';
import type { Batch, Payment, PaymentState } from './batch.ts';
import type { ChainBatch, ChainPayment } from './chain-records.ts';

export type PaymentRow = Selectable<PaymentTable>;

export function paymentOf(row: PaymentRow): Payment {
  return {
    txid: row.txid,
    batchId: row.batch_id,
    version: row.version,
    state: row.state,
    psbt: row.psbt === null ? undefined : Buffer.from(row.psbt, 'base64'),
    feeSats: row.fee_sats,
    cancels: row.cancels,
    vbytes: row.vbytes ?? undefined,
    rawTx: row.raw_tx === null ? undefined : Buffer.from(row.raw_tx, 'hex'),
    broadcastHeight: row.broadcast_height ?? undefined,
    height: row.height ?? undefined,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

function batchOf(row: Selectable<BatchTable>, payments: PaymentRow[], withdrawals: WithdrawalRow[]): Batch {
  return {
    id: row.id,
    kind: row.kind,
    state: row.state,
    anchor: row.anchor,
    parent: row.parent ?? undefined,
    confirmationsRequired: row.confirmations_required ?? undefined,
    deadlineHeight: row.deadline_height ?? undefined,
    completedBy: row.completed_by ?? undefined,
    feeNote: row.fee_note ?? undefined,
    ...progressOf(row),
    payments: payments.map(paymentOf),
    withdrawals: withdrawals.map(withdrawalOf),
  };
}

export const seenBatch = ({ id, state, failures, wakeAt }: Batch): Seen => ({
  kind: 'batch',
  key: id,
  state,
  failures,
  wakeAt,
});

export async function loadBatch(db: Kysely<Schema>, id: string): Promise<Batch | undefined> {
  const row = await db.selectFrom('istsi.batches').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) return undefined;
  const ofBatch = { payments: db.selectFrom('istsi.payments'), withdrawals: db.selectFrom('istsi.withdrawals') };
  const [payments, withdrawals] = await Promise.all([
    ofBatch.payments.selectAll().where('batch_id', '=', id).orderBy('version').execute(),
    ofBatch.withdrawals.selectAll().where('batch_id', '=', id).orderBy('place').execute(),
  ]);
  return batchOf(row, payments, withdrawals);
}

/** The child of a payment that is on its way, if there is one. */
export async function loadChild(db: Kysely<Schema>, parent: string): Promise<Batch | undefined> {
  const row = await db.selectFrom('istsi.batches').select('id').where('parent', '=', parent).executeTakeFirst();
  return row && (await loadBatch(db, row.id));
}

/** The batch of the payment that a child pays for, while none of its versions is mined. */
export async function loadWaitingParent(
  db: Kysely<Schema>,
  { parent }: Pick<Batch, 'parent'>,
): Promise<Batch | undefined> {
  if (parent === undefined) return undefined;
  const row = await db.selectFrom('istsi.payments').select('batch_id').where('txid', '=', parent).executeTakeFirst();
  const batch = row && (await loadBatch(db, row.batch_id));
  return batch?.payments.every(({ height }) => height === undefined) ? batch : undefined;
}

/** Whether the payment's batch ended by another version, or by none. */
export async function isLost(db: Kysely<Schema>, txid: string): Promise<boolean> {
  const row = await db
    .selectFrom('istsi.payments as payment')
    .innerJoin('istsi.batches as batch', 'batch.id', 'payment.batch_id')
    .select(['batch.completed_by', 'batch.state'])
    .where('payment.txid', '=', txid)
    .executeTakeFirst();
  if (!row) return false;
  return row.completed_by === null ? row.state === 'buried' : row.completed_by !== txid;
}

/** What of ours can be given to the network under this id. */
export async function loadRawTransaction(db: Kysely<Schema>, txid: string): Promise<Uint8Array | undefined> {
  const row = await db.selectFrom('istsi.payments').select('raw_tx').where('txid', '=', txid).executeTakeFirst();
  return row?.raw_tx ? Buffer.from(row.raw_tx, 'hex') : undefined;
}

export async function hasPayment(db: Kysely<Schema>, txid: string): Promise<boolean> {
  return (
    (await db.selectFrom('istsi.payments').select('txid').where('txid', '=', txid).executeTakeFirst()) !== undefined
  );
}

/** Makes rows of a payment that the chain authorized and this database does not know, and has its batch looked at. */
export async function adoptPayment(trx: Transaction<Schema>, batch: ChainBatch, payment: ChainPayment): Promise<void> {
  const { id, anchor, held, withdrawals } = batch;
  await trx
    .insertInto('istsi.batches')
    .values({ id, anchor, kind: withdrawals.length === 0 ? 'sweep' : 'payment', state: 'paying' })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const { count } = await trx
    .selectFrom('istsi.payments')
    .select((columns) => columns.fn.countAll<bigint>().as('count'))
    .where('batch_id', '=', id)
    .executeTakeFirstOrThrow();
  const inserted = await trx
    .insertInto('istsi.payments')
    .values({
      ...{ txid: payment.txid, batch_id: id, fee_sats: payment.feeSats },
      cancels: payment.firstChange < withdrawals.length,
      ...{ version: Number(count) + 1, state: 'authorized' },
    })
    .onConflict((conflict) => conflict.column('txid').doNothing())
    .executeTakeFirst();
  if (inserted.numInsertedOrUpdatedRows !== 1n) return;
  // What is over holds nothing any more, and its withdrawals may be somewhere else.
  if (batch.end !== BatchEnd.Open && batch.end !== BatchEnd.Completed) return;
  await reserveCoins(trx, id, held);
  for (const [place, withdrawal] of withdrawals.entries()) {
    // Whatever was planned for it here is not what the chain authorized.
    await trx
      .updateTable('istsi.withdrawals')
      .set({ batch_id: id, place, txid: payment.txid })
      .where('id', '=', withdrawal)
      .execute();
  }
  const behind = await trx
    .selectFrom('istsi.withdrawals')
    .select('id')
    .where('batch_id', '=', id)
    .where('state', 'in', UNAUTHORIZED)
    .execute();
  const detail = { txid: payment.txid, batch: id };
  await moveWithdrawals(
    trx,
    behind.map((row) => row.id),
    'authorized',
    detail,
  );
  await wakeNow(trx, 'batch', id);
}

/** Coins that another batch of this database has planned with stay there: its authorization fails, and it is dissolved. */
export async function reserveCoins(
  trx: Transaction<Schema>,
  batchId: string,
  outpoints: readonly string[],
): Promise<void> {
  if (outpoints.length === 0) return;
  await trx
    .insertInto('istsi.reserved_coins')
    .values(outpoints.map((outpoint) => ({ outpoint, batch_id: batchId })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** The chain has settled a batch: its coins are spent or free, and its withdrawals are paid unless that cancelled it. */
export async function completeBatch(
  trx: Transaction<Schema>,
  id: string,
  txid: string | undefined,
  detail: Record<string, string>,
  { at, pays = true }: { at?: Date | undefined; pays?: boolean } = {},
): Promise<void> {
  await trx
    .updateTable('istsi.batches')
    .set({
      ...{ state: 'completed', fee_note: null, refusal_code: null, refusal_message: null, failures: 0 },
      ...(txid === undefined ? {} : { completed_by: txid }),
      updated_at: new Date(),
    })
    .where('id', '=', id)
    .where('state', 'in', ['planned', 'paying'])
    .execute();
  if (txid !== undefined) {
    const unnamed = trx.updateTable('istsi.batches').set({ completed_by: txid }).where('id', '=', id);
    await unnamed.where('completed_by', 'is', null).execute();
  }
  await trx.deleteFrom('istsi.reserved_coins').where('batch_id', '=', id).execute();
  const paid = await trx.selectFrom('istsi.withdrawals').select('id').where('batch_id', '=', id).execute();
  const ids = paid.map((row) => row.id);
  const named = txid === undefined ? {} : { txid };
  if (pays) await moveWithdrawals(trx, ids, 'completed', { ...detail, ...named }, { ...named, failures: 0 }, at);
  for (const withdrawal of ids) await wakeNow(trx, 'withdrawal', withdrawal);
  for (const child of await childrenOf(trx, id)) await wakeNow(trx, 'batch', child);
  await wakeNow(trx, 'batch', id);
}

/** Their parents' fate is decided with the batch. */
export async function childrenOf(trx: Transaction<Schema>, id: string): Promise<string[]> {
  const rows = await trx
    .selectFrom('istsi.batches as child')
    .innerJoin('istsi.payments as parent', 'parent.txid', 'child.parent')
    .select('child.id')
    .where('parent.batch_id', '=', id)
    .where('child.state', 'in', ['planned', 'paying'])
    .execute();
  return rows.map((row) => row.id);
}

export async function movePayment(trx: Transaction<Schema>, txid: string, state: PaymentState): Promise<void> {
  await trx.updateTable('istsi.payments').set({ state, updated_at: new Date() }).where('txid', '=', txid).execute();
}

/** Says of each withdrawal which version pays it now, and what of the fee it bears there. */
export async function shareFee(trx: Transaction<Schema>, batch: Batch, payment: Payment): Promise<void> {
  if (batch.withdrawals.length === 0) return;
  const shares = feeShares(payment.feeSats, batch.withdrawals.length);
  for (const [place, { id }] of batch.withdrawals.entries()) {
    const columns = { txid: payment.txid, fee_sats: shares[place]! };
    await trx.updateTable('istsi.withdrawals').set(columns).where('id', '=', id).execute();
  }
}

/**
 * Gives up a plan of which nothing is authorized: coins are free, and withdrawals wait for another. `refusal`: why that
 * one should not be made soon.
 */
export async function dissolveBatch(
  trx: Transaction<Schema>,
  { id, withdrawals }: Pick<Batch, 'id' | 'withdrawals'>,
  why: string,
  { alone = false, refusal }: { alone?: boolean; refusal?: Refusal | undefined } = {},
): Promise<void> {
  const freed = { batch_id: null, place: null, txid: null, fee_sats: null };
  const ids = withdrawals.map((withdrawal) => withdrawal.id);
  const columns = { ...freed, ...(alone && { alone }), ...(refusal && refusalColumns(refusal)) };
  await moveWithdrawals(trx, ids, 'pending', { why }, columns);
  // Those that the chain moved on meanwhile are in no plan either.
  await trx.updateTable('istsi.withdrawals').set(freed).where('batch_id', '=', id).execute();
  await trx.deleteFrom('istsi.reserved_coins').where('batch_id', '=', id).execute();
  await trx.deleteFrom('istsi.payments').where('batch_id', '=', id).execute();
  await trx.deleteFrom('istsi.batches').where('id', '=', id).execute();
  for (const withdrawal of ids) await wakeNow(trx, 'withdrawal', withdrawal);
}

/** Which version of a batch is in which block, and what that means for its withdrawals. */
export async function noteHeight(
  trx: Transaction<Schema>,
  batch: Batch,
  mined: Payment | undefined,
  height: number | undefined,
): Promise<void> {
  const updated_at = new Date();
  await trx.updateTable('istsi.payments').set({ height: null, updated_at }).where('batch_id', '=', batch.id).execute();
  const ids = batch.withdrawals.map(({ id }) => id);
  const isOver = batch.state !== 'paying';
  if (!mined || height === undefined) {
    if (!isOver) await moveWithdrawals(trx, ids, 'broadcast', { why: 'its transaction is in no block any more' });
    return;
  }
  await trx.updateTable('istsi.payments').set({ height, updated_at }).where('txid', '=', mined.txid).execute();
  // What cancels a payment pays nobody.
  if (mined.cancels) return;
  await shareFee(trx, batch, mined);
  if (!isOver) await moveWithdrawals(trx, ids, 'confirming', { txid: mined.txid, height: String(height) });
}
