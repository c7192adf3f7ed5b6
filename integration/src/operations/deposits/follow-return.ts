import type { Kysely, Transaction } from 'kysely';
import type { Schema } from '../../database/schema.ts';
import { appendEvent } from '../operation-store.ts';
import type { WithdrawalState } from '../withdrawals/withdrawal.ts';

const RETURN_STATES = ['returnable', 'returning', 'returned'] as const;
type ReturnState = (typeof RETURN_STATES)[number];

const PAID: readonly WithdrawalState[] = ['completed', 'settled'];

const stateBy = (payment: WithdrawalState | undefined): ReturnState => {
  if (payment === undefined) return 'returnable';
  return PAID.includes(payment) ? 'returned' : 'returning';
};

/** How far a deposit that is owed back has come, by the withdrawal that pays it. */
export async function stateOfReturn(db: Kysely<Schema>, returnId: string): Promise<ReturnState> {
  const row = await db.selectFrom('istsi.withdrawals').select('state').where('id', '=', returnId).executeTakeFirst();
  return stateBy(row?.state);
}

/** A withdrawal moved: if it pays a deposit back, that moves with it, and has it in its timeline. */
export async function followReturn(
  trx: Transaction<Schema>,
  withdrawal: string,
  payment: WithdrawalState,
  detail: Record<string, string>,
  at?: Date,
): Promise<void> {
  const state = stateBy(payment);
  const moved = await trx
    .updateTable('istsi.deposits')
    .set({ state, updated_at: new Date() })
    .where('return_id', '=', withdrawal)
    .where('state', 'in', RETURN_STATES)
    .returning('outpoint')
    .executeTakeFirst();
  if (moved) await appendEvent(trx, moved.outpoint, state, { payment, ...detail }, at);
}

/** The withdrawal that pays a deposit back is its owner's. */
export async function ownerOfReturn(trx: Transaction<Schema>, withdrawal: string): Promise<string | undefined> {
  const row = await trx
    .selectFrom('istsi.deposits')
    .select('user_address')
    .where('return_id', '=', withdrawal)
    .where('owed_back', '=', true)
    .executeTakeFirst();
  return row?.user_address ?? undefined;
}

/** Of the deposits that these withdrawals pay back, the outpoints, by withdrawal. */
export async function depositsReturned(
  db: Kysely<Schema>,
  withdrawals: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (withdrawals.length === 0) return new Map();
  const rows = await db
    .selectFrom('istsi.deposits')
    .select(['outpoint', 'return_id'])
    .where('return_id', 'in', withdrawals)
    .where('owed_back', '=', true)
    .execute();
  return new Map(rows.map(({ outpoint, return_id }) => [return_id, outpoint]));
}
