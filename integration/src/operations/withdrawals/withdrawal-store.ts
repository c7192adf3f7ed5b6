import { type Kysely, type Selectable, sql, type Transaction, type Updateable } from 'kysely';
import type { Schema, WithdrawalTable } from '../../database/schema.ts';
import { followReturn, ownerOfReturn } from '../deposits/follow-return.ts';
import { appendEvent, progressOf, type Seen } from '../operation-store.ts';
import { wakeNow } from '../wake.ts';
import { LACKS, type Withdrawal, type WithdrawalState } from './withdrawal.ts';

export type WithdrawalRow = Selectable<WithdrawalTable>;

/** What a withdrawal is made of. */
export const withdrawalColumns = [
  ...(['id', 'user_address', 'btc_address', 'script', 'amount_sats', 'max_fee_sats', 'deadline', 'state'] as const),
  ...(['batch_id', 'place', 'alone', 'fee_sats', 'txid', 'stellar_tx'] as const),
  ...(['refusal_code', 'refusal_message', 'failures', 'failing_since', 'wake_at', 'created_at', 'updated_at'] as const),
] satisfies (keyof WithdrawalTable)[];

export type WithdrawalOf = Pick<WithdrawalRow, (typeof withdrawalColumns)[number]>;

export function withdrawalOf(row: WithdrawalOf): Withdrawal {
  return {
    id: row.id,
    user: row.user_address ?? undefined,
    address: row.btc_address ?? undefined,
    script: row.script,
    amountSats: row.amount_sats,
    maxFeeSats: row.max_fee_sats,
    deadline: new Date(Number(row.deadline) * 1000),
    state: row.state,
    batchId: row.batch_id ?? undefined,
    place: row.place ?? undefined,
    alone: row.alone,
    feeSats: row.fee_sats ?? undefined,
    txid: row.txid ?? undefined,
    stellarTx: row.stellar_tx ?? undefined,
    ...progressOf(row),
  };
}

export const seenWithdrawal = ({ id, state, failures, wakeAt }: Withdrawal): Seen => ({
  kind: 'withdrawal',
  key: id,
  state,
  failures,
  wakeAt,
});

export async function loadWithdrawal(db: Kysely<Schema>, id: string): Promise<Withdrawal | undefined> {
  const row = await db.selectFrom('istsi.withdrawals').selectAll().where('id', '=', id).executeTakeFirst();
  return row && withdrawalOf(row);
}

/** What the chain says of a withdrawal when it is recorded. */
export interface RecordedWithdrawal {
  id: string;
  user?: string | undefined;
  address?: string | undefined;
  script: string;
  amountSats: bigint;
  maxFeeSats: bigint;
  /** Unix seconds. */
  deadline: bigint;
  recordedAt: Date;
}

/** Begins the row of a withdrawal; false if there is one. */
export async function insertWithdrawal(
  trx: Transaction<Schema>,
  recorded: RecordedWithdrawal,
  detail: Record<string, string>,
): Promise<boolean> {
  const inserted = await trx
    .insertInto('istsi.withdrawals')
    .values({
      id: recorded.id,
      user_address: recorded.user ?? (await ownerOfReturn(trx, recorded.id)) ?? null,
      btc_address: recorded.address ?? null,
      script: recorded.script,
      amount_sats: recorded.amountSats,
      max_fee_sats: recorded.maxFeeSats,
      deadline: recorded.deadline,
      created_at: recorded.recordedAt,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if (inserted.numInsertedOrUpdatedRows !== 1n) return false;
  await appendEvent(trx, recorded.id, 'pending', detail, recorded.recordedAt);
  await followReturn(trx, recorded.id, 'pending', detail, recorded.recordedAt);
  await wakeNow(trx, 'withdrawal', recorded.id);
  return true;
}

/** Which transaction recorded a withdrawal that was found by its id, before its event told of it. */
export async function nameRecording(db: Kysely<Schema>, id: string, stellarTx: string): Promise<void> {
  await sql`update istsi.operation_events set detail = detail || jsonb_build_object('stellar_tx', ${stellarTx}::text)
    where operation = ${id} and state = 'pending' and detail ? 'found' and not detail ? 'stellar_tx'`.execute(db);
}

/** The chain says something of what holds it up: that there are no coins, or that the fee is too high, is not known to be why. */
export async function forgetLack(trx: Transaction<Schema>, id: string): Promise<void> {
  await trx
    .updateTable('istsi.withdrawals')
    .set({ refusal_code: null, refusal_message: null })
    .where('id', '=', id)
    .where('state', '=', 'pending')
    .where('refusal_code', 'in', LACKS)
    .execute();
}

/** States from which a withdrawal does not go back by anything that its batch does. */
const ENDED: readonly WithdrawalState[] = ['settled', 'refunded'];

/** Those that nothing is authorized for yet. */
export const UNAUTHORIZED: readonly WithdrawalState[] = ['pending', 'batched', 'authorizing', 'refunding'];

/** Moves withdrawals along with their batch. Those that have ended, or are there already, stay. */
export async function moveWithdrawals(
  trx: Transaction<Schema>,
  ids: readonly string[],
  state: WithdrawalState,
  detail: Record<string, string>,
  columns: Updateable<WithdrawalTable> = {},
  at?: Date,
): Promise<void> {
  if (ids.length === 0) return;
  const moved = await trx
    .updateTable('istsi.withdrawals')
    .set({ ...columns, state, updated_at: new Date() })
    .where('id', 'in', ids)
    .where('state', 'not in', [...ENDED, state])
    .returning('id')
    .execute();
  for (const { id } of moved) {
    await appendEvent(trx, id, state, detail, at);
    await followReturn(trx, id, state, detail, at);
  }
}
