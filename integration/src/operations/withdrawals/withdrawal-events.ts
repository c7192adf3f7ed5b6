import { OperationStatus } from '@istsi/contracts/clients/integration-router';
import type { Transaction } from 'kysely';
import type { Schema } from '../../database/schema.ts';
import type { ContractEvent, EventHandler } from '../../events/follow-events.ts';
import { formatOutpoint } from '../deposits/deposit.ts';
import { destinationApproved, destinationNamed, held, returnable } from '../deposits/return-events.ts';
import { noteLost, noteReinstated } from '../deposits/write-off.ts';
import { closeBatch, readReopened, reopenWithdrawals, reviseBatch, takeBack } from '../payments/batch-ends.ts';
import { type ChainWithdrawal, hex, readWithdrawal } from '../payments/chain-records.ts';
import { completeBatch, hasPayment } from '../payments/payment-store.ts';
import { wakeNow } from '../wake.ts';
import { type ChainReader, readAdoption } from './adopt.ts';
import { forgetLack, insertWithdrawal, moveWithdrawals, nameRecording, UNAUTHORIZED } from './withdrawal-store.ts';

type Apply = (trx: Transaction<Schema>) => Promise<void>;

/** What the events of router and reserve manager mean for withdrawals, their payments, and what is lost. */
export function withdrawalEvents(reader: ChainReader): EventHandler {
  return async (event) => {
    switch (event.name) {
      case 'WithdrawalRecorded':
        return await recorded(reader, event);
      case 'WithdrawalShared':
        return shared(event);
      case 'WithdrawalObjected':
        return objected(event);
      case 'WithdrawalHeld':
      case 'WithdrawalReleased':
        return async (trx) => await forgetLack(trx, hex(event.data.withdrawal_id as Uint8Array));
      case 'TokenWithdrawal':
        return requested(event);
      case 'PaymentAuthorized':
      case 'SweepAuthorized':
        return await authorized(reader, event);
      case 'PaymentCompleted':
        return await completed(reader, event);
      case 'WithdrawalRefunded':
        return ended(event, hex(event.data.withdrawal_id as Uint8Array), 'refunded');
      case 'SweepAbandoned':
        return closed(event, 'abandoned');
      case 'BatchUndone':
        return closed(event, 'undone');
      case 'WithdrawalsReopened':
        return await reopened(reader, event);
      case 'PaymentCorrected':
        return await corrected(reader, event);
      case 'OutputReinstated':
        return reinstated(event);
      case 'OutputLost':
        return lost(event);
      case 'DepositReturnable':
        return returnable(event);
      case 'ReturnNamed':
      case 'ReturnProposed':
        return destinationNamed(event);
      case 'ReturnApproved':
        return destinationApproved(event);
      case 'ReturnHeld':
        return held(event);
      case 'OperationSettled':
        return settled(event);
      default:
        return undefined;
    }
  };
}

/** The event does not say whose it is: the chain does. */
async function recorded({ contracts }: ChainReader, { data, closedAt, txHash }: ContractEvent): Promise<Apply> {
  const id = hex(data.withdrawal_id as Uint8Array);
  const withdrawal = await readWithdrawal(contracts, id);
  if (!withdrawal) throw new Error(`withdrawal ${id} was recorded, and the reserve manager does not know it`);
  return async (trx) => {
    const isNew = await insertWithdrawal(trx, { ...withdrawal, recordedAt: closedAt }, { stellar_tx: txHash });
    if (isNew) return;
    await nameRecording(trx, id, txHash);
    await renameReturn(trx, withdrawal);
  };
}

/** Recorded again: the owner of a deposit that is returned named another address, while nothing is authorized. */
async function renameReturn(trx: Transaction<Schema>, withdrawal: ChainWithdrawal): Promise<void> {
  await trx
    .updateTable('istsi.withdrawals')
    .set({
      btc_address: withdrawal.address ?? null,
      script: withdrawal.script,
      max_fee_sats: withdrawal.maxFeeSats,
      updated_at: new Date(),
    })
    .where('id', '=', withdrawal.id)
    .where('state', '=', 'pending')
    .execute();
}

/** While Bitcoin is missing everybody is paid the same share of what was burned. */
function shared({ data }: ContractEvent): Apply {
  const { withdrawal_id, amount } = data as { withdrawal_id: Uint8Array; amount: bigint };
  return async (trx) => {
    await trx
      .updateTable('istsi.withdrawals')
      .set({ amount_sats: amount, updated_at: new Date() })
      .where('id', '=', hex(withdrawal_id))
      .where('state', 'in', UNAUTHORIZED)
      .execute();
  };
}

/** An objection is a delay; enough of them end its time at once, and it is given back. */
function objected({ data }: ContractEvent): Apply {
  const { withdrawal_id, deadline } = data as { withdrawal_id: Uint8Array; deadline: bigint };
  const id = hex(withdrawal_id);
  return async (trx) => {
    await trx
      .updateTable('istsi.withdrawals')
      .set({ deadline, updated_at: new Date() })
      .where('id', '=', id)
      .where('state', 'in', UNAUTHORIZED)
      .execute();
    await forgetLack(trx, id);
    await wakeNow(trx, 'withdrawal', id);
  };
}

/** Comes right after the record, and has the address as it was written. */
function requested({ data }: ContractEvent): Apply {
  const { operation_id, btc_address } = data as { operation_id: Uint8Array; btc_address: string };
  return async (trx) => {
    await trx
      .updateTable('istsi.withdrawals')
      .set({ btc_address: String(btc_address) })
      .where('id', '=', hex(operation_id))
      .execute();
  };
}

/** One that this database planned is only looked at; one that it does not know is taken over. */
async function authorized(reader: ChainReader, { data }: ContractEvent): Promise<Apply> {
  const txid = hex(data.txid as Uint8Array);
  const batchId = hex(data.batch as Uint8Array);
  if (await hasPayment(reader.db, txid)) return async (trx) => await wakeNow(trx, 'batch', batchId);
  return await readAdoption(reader, txid);
}

async function completed(reader: ChainReader, { data, closedAt, txHash }: ContractEvent): Promise<Apply> {
  const txid = hex(data.txid as Uint8Array);
  const adopt = (await hasPayment(reader.db, txid)) ? undefined : await readAdoption(reader, txid);
  const batchId = hex(data.batch as Uint8Array);
  const withdrawals = (data.withdrawals as Uint8Array[]).map(hex);
  return async (trx) => {
    await adopt?.(trx);
    await takeBack(trx, batchId, withdrawals);
    const pays = withdrawals.length > 0;
    await completeBatch(trx, batchId, txid, { stellar_tx: txHash }, { at: closedAt, pays });
  };
}

function closed({ data, closedAt, txHash }: ContractEvent, why: 'undone' | 'abandoned'): Apply {
  const batchId = hex(data.batch as Uint8Array);
  return async (trx) => await closeBatch(trx, batchId, why, { stellar_tx: txHash }, closedAt);
}

/** Until when they may be paid is not the same for all: the chain says. */
async function reopened({ contracts }: ChainReader, { data, closedAt, txHash }: ContractEvent): Promise<Apply> {
  const batchId = hex(data.batch as Uint8Array);
  const pending = await readReopened(contracts, (data.withdrawals as Uint8Array[]).map(hex));
  return async (trx) => await reopenWithdrawals(trx, batchId, pending, { stellar_tx: txHash }, closedAt);
}

async function corrected(reader: ChainReader, { data }: ContractEvent): Promise<Apply> {
  const txid = hex(data.txid as Uint8Array);
  const adopt = (await hasPayment(reader.db, txid)) ? undefined : await readAdoption(reader, txid);
  return async (trx) => {
    await adopt?.(trx);
    await reviseBatch(trx, hex(data.batch as Uint8Array));
  };
}

function reinstated({ data, closedAt, txHash }: ContractEvent): Apply {
  const { tx_hash, vout } = data as { tx_hash: Uint8Array; vout: number };
  const outpoint = formatOutpoint({ txid: hex(tx_hash), vout });
  return async (trx) => await noteReinstated(trx, outpoint, { stellar_tx: txHash }, closedAt);
}

function lost({ data, closedAt, txHash }: ContractEvent): Apply {
  const { tx_hash, vout } = data as { tx_hash: Uint8Array; vout: number };
  const outpoint = formatOutpoint({ txid: hex(tx_hash), vout });
  return async (trx) => await noteLost(trx, outpoint, { stellar_tx: txHash }, closedAt);
}

function settled(event: ContractEvent): Apply | undefined {
  const { operation_id, status } = event.data as { operation_id: Uint8Array; status: OperationStatus };
  if (status === OperationStatus.Completed) return ended(event, hex(operation_id), 'settled');
  return status === OperationStatus.RolledBack ? ended(event, hex(operation_id), 'refunded') : undefined;
}

function ended({ closedAt, txHash }: ContractEvent, id: string, state: 'settled' | 'refunded'): Apply {
  const columns = { stellar_tx: txHash, refusal_code: null, refusal_message: null, wake_at: null, failures: 0 };
  return async (trx) => await moveWithdrawals(trx, [id], state, { stellar_tx: txHash }, columns, closedAt);
}
