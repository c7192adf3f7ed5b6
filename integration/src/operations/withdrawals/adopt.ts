import type { SystemContracts } from '@istsi/contracts';
import { OperationStatus } from '@istsi/contracts/clients/integration-router';
import { WithdrawalState as ReserveState } from '@istsi/contracts/clients/reserve-manager';
import type { Kysely, Transaction } from 'kysely';
import type { Schema } from '../../database/schema.ts';
import { readEnd } from '../payments/batch-ends.ts';
import {
  type ChainBatch,
  type ChainPayment,
  type ChainWithdrawal,
  readBatch,
  readPayment,
  readWithdrawal,
} from '../payments/chain-records.ts';
import { adoptPayment } from '../payments/payment-store.ts';
import { insertWithdrawal, moveWithdrawals, UNAUTHORIZED } from './withdrawal-store.ts';

type Apply = (trx: Transaction<Schema>) => Promise<void>;

export interface ChainReader {
  db: Kysely<Schema>;
  contracts: Pick<SystemContracts, 'reserve' | 'router'>;
}

/**
 * Takes over what the chain says about a withdrawal, whose events may have been missed or whose row may be lost or
 * wrong. False if the chain knows no such withdrawal.
 */
export async function adoptWithdrawal(reader: ChainReader, id: string): Promise<boolean> {
  const found = await readWithdrawal(reader.contracts, id);
  if (!found) return false;
  const adoptBatch = await readBatchOf(reader, found);
  await reader.db.transaction().execute(async (trx) => {
    await insertWithdrawal(trx, found, { found: 'by its id' });
    await adoptBatch?.(trx);
    await conclude(trx, found);
  });
  return true;
}

/** After events were missed: every withdrawal that has not ended, and every deposit that is owed back, is compared with the chain. */
export async function adoptOpenWithdrawals(reader: ChainReader): Promise<void> {
  const open = await reader.db
    .selectFrom('istsi.withdrawals')
    .select('id')
    .where('state', 'not in', ['settled', 'refunded'])
    .execute();
  for (const { id } of open) await adoptWithdrawal(reader, id);
  const owed = await reader.db
    .selectFrom('istsi.deposits')
    .select('return_id')
    .where('state', '=', 'returnable')
    .execute();
  for (const { return_id } of owed) await adoptWithdrawal(reader, return_id);
}

/** The batch that it is in on the chain; or how the one that it is in here ended, if it is in none. */
async function readBatchOf(reader: ChainReader, { id, state, batchId }: ChainWithdrawal): Promise<Apply | undefined> {
  if (batchId !== undefined) return await readAdoption(reader, batchId);
  if (state !== ReserveState.Pending) return undefined;
  const row = await reader.db
    .selectFrom('istsi.withdrawals')
    .select(['batch_id', 'state'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (!row?.batch_id || UNAUTHORIZED.includes(row.state)) return undefined;
  return await readEnd(reader.contracts, await readBatch(reader.contracts, row.batch_id));
}

async function conclude(trx: Transaction<Schema>, withdrawal: ChainWithdrawal): Promise<void> {
  const { id, state, status, deadline, amountSats } = withdrawal;
  // A pause or an objection moves the one, a shared loss the other.
  const columns = { deadline, amount_sats: amountSats };
  await trx.updateTable('istsi.withdrawals').set(columns).where('id', '=', id).execute();
  if (state === ReserveState.Refunded) await moveWithdrawals(trx, [id], 'refunded', {}, { wake_at: null });
  if (state !== ReserveState.Completed) return;
  if (status === OperationStatus.Completed) await moveWithdrawals(trx, [id], 'settled', {}, { wake_at: null });
}

/** What it takes to know an authorized payment and its batch: read now, written in the caller's transaction. */
export async function readAdoption(reader: ChainReader, txid: string): Promise<Apply> {
  const payment = await readPayment(reader.contracts, txid);
  if (!payment) throw new Error(`the reserve manager has no payment ${txid}`);
  const batch = await readBatch(reader.contracts, payment.batchId);
  const latest = batch.latest === txid ? undefined : await readPayment(reader.contracts, batch.latest);
  const unknown = await readUnknown(reader, batch.withdrawals);
  const end = await readEnd(reader.contracts, batch);
  const payments: ChainPayment[] = latest ? [payment, latest] : [payment];
  return async (trx) => {
    for (const withdrawal of unknown) await insertWithdrawal(trx, withdrawal, { found: `in payment ${txid}` });
    for (const one of payments) await adoptPayment(trx, batch, one);
    await end?.(trx);
  };
}

async function readUnknown({ db, contracts }: ChainReader, ids: ChainBatch['withdrawals']): Promise<ChainWithdrawal[]> {
  if (ids.length === 0) return [];
  const known = await db.selectFrom('istsi.withdrawals').select('id').where('id', 'in', ids).execute();
  const missing = ids.filter((id) => !known.some((row) => row.id === id));
  const read = await Promise.all(missing.map(async (id) => await readWithdrawal(contracts, id)));
  return read.filter((one) => one !== undefined);
}
