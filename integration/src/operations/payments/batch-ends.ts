import type { SystemContracts } from '@istsi/contracts';
import { BatchEnd, WithdrawalState as ReserveState } from '@istsi/contracts/clients/reserve-manager';
import type { Transaction } from 'kysely';
import type { Schema } from '../../database/schema.ts';
import { followReturn } from '../deposits/follow-return.ts';
import { appendEvent } from '../operation-store.ts';
import { wakeNow } from '../wake.ts';
import { type ChainBatch, readWithdrawal } from './chain-records.ts';
import { childrenOf, completeBatch } from './payment-store.ts';

type Apply = (trx: Transaction<Schema>) => Promise<void>;

/** A withdrawal that nothing is authorized for any more, and how long it may be paid now. */
export interface Reopened {
  id: string;
  /** Unix seconds. */
  deadline: bigint;
}

/** How the chain ended a batch, read now, as changes of this database. Nothing while it is open. */
export async function readEnd(
  contracts: Pick<SystemContracts, 'reserve' | 'router'>,
  batch: ChainBatch,
): Promise<Apply | undefined> {
  const { id, end, settledBy, withdrawals } = batch;
  if (end === BatchEnd.Open) return undefined;
  if (end === BatchEnd.Completed) return async (trx) => await completeBatch(trx, id, settledBy, {});
  const reopened = await readReopened(contracts, withdrawals);
  return async (trx) => {
    if (end === BatchEnd.Cancelled) await completeBatch(trx, id, settledBy, {}, { pays: false });
    else await closeBatch(trx, id, end === BatchEnd.Undone ? 'undone' : 'abandoned', {});
    await reopenWithdrawals(trx, id, reopened, {});
  };
}

/** Those that are pending now, with the deadlines they have now. */
export async function readReopened(
  contracts: Pick<SystemContracts, 'reserve' | 'router'>,
  ids: readonly string[],
): Promise<Reopened[]> {
  const read = await Promise.all(ids.map(async (id) => await readWithdrawal(contracts, id)));
  return read.filter((one) => one?.state === ReserveState.Pending).map((one) => ({ ...one! }));
}

/** What was authorized for them in this batch can never confirm: they wait for another. */
export async function reopenWithdrawals(
  trx: Transaction<Schema>,
  batchId: string,
  reopened: readonly Reopened[],
  detail: Record<string, string>,
  at?: Date,
): Promise<void> {
  for (const { id, deadline } of reopened) {
    const freed = await trx
      .updateTable('istsi.withdrawals')
      .set({ batch_id: null, place: null, txid: null, fee_sats: null, state: 'pending', deadline })
      .set({ refusal_code: null, refusal_message: null, failures: 0, updated_at: new Date() })
      .where('id', '=', id)
      // Another batch may have been planned for it since.
      .where('batch_id', '=', batchId)
      .executeTakeFirst();
    if (freed.numUpdatedRows !== 1n) continue;
    const why = `what was authorized for it in ${batchId} is void`;
    await appendEvent(trx, id, 'pending', { ...detail, why }, at);
    await followReturn(trx, id, 'pending', { ...detail, why }, at);
    await wakeNow(trx, 'withdrawal', id);
  }
}

/** The withdrawals of a batch that counts again, in the order of its outputs, where nothing else is planned for them. */
export async function takeBack(
  trx: Transaction<Schema>,
  batchId: string,
  withdrawals: readonly string[],
): Promise<void> {
  for (const [place, id] of withdrawals.entries()) {
    await trx
      .updateTable('istsi.withdrawals')
      .set({ batch_id: batchId, place })
      .where('id', '=', id)
      .where('batch_id', 'is', null)
      .where('state', '=', 'pending')
      .execute();
  }
}

/** None of its transactions can ever confirm: it is over. */
export async function closeBatch(
  trx: Transaction<Schema>,
  id: string,
  why: 'undone' | 'abandoned',
  detail: Record<string, string>,
  at?: Date,
): Promise<void> {
  const closed = await trx
    .updateTable('istsi.batches')
    .set({ state: 'buried', refusal_code: null, refusal_message: null, failures: 0, wake_at: null })
    .set({ updated_at: new Date() })
    .where('id', '=', id)
    .where('state', '!=', 'buried')
    .executeTakeFirst();
  await trx.deleteFrom('istsi.reserved_coins').where('batch_id', '=', id).execute();
  if (closed.numUpdatedRows !== 1n) return;
  await appendEvent(trx, id, why, detail, at);
  for (const child of await childrenOf(trx, id)) await wakeNow(trx, 'batch', child);
}

/** The version that it was settled by is not the one that Bitcoin confirmed in the end: the next event names that. */
export async function reviseBatch(trx: Transaction<Schema>, id: string): Promise<void> {
  await trx
    .updateTable('istsi.batches')
    .set({ state: 'paying', completed_by: null, updated_at: new Date() })
    .where('id', '=', id)
    .execute();
}
