import { describeError } from '@istsi/bitcoin-custody';
import type { Refusal } from '../deposits/deposit.ts';
import { appendEvents } from '../operation-store.ts';
import { lockRows } from '../wake.ts';
import { REFUSED_BY_CUSTODIANS, type Withdrawal } from '../withdrawals/withdrawal.ts';
import { withdrawalOf } from '../withdrawals/withdrawal-store.ts';
import type { WithdrawalWorld } from '../withdrawals/withdrawal-world.ts';

/** Says why withdrawals are not planned; in their timeline once. */
export async function explain(
  { database: { db }, log }: Pick<WithdrawalWorld, 'database' | 'log'>,
  withdrawals: readonly Withdrawal[],
  refusal: Refusal,
): Promise<void> {
  const changed = withdrawals.filter(({ refusal: before }) => before?.message !== refusal.message);
  if (changed.length === 0) return;
  const unsaid = new Set(changed.filter(({ refusal: before }) => before?.code !== refusal.code).map(({ id }) => id));
  for (const withdrawal of unsaid) log('warn', 'withdrawal is not planned yet', { withdrawal, ...refusal });
  await db.transaction().execute(async (trx) => {
    const ids = changed.map(({ id }) => id);
    await lockRows(trx, 'withdrawal', ids);
    const told = await trx
      .updateTable('istsi.withdrawals')
      .set({ refusal_code: refusal.code, refusal_message: refusal.message })
      .where('id', 'in', ids)
      .where('state', '=', 'pending')
      .returning('id')
      .execute();
    const steps = told.filter(({ id }) => unsaid.has(id));
    await appendEvents(
      trx,
      steps.map(({ id }) => ({ operation: id, state: 'pending', detail: { ...refusal } })),
    );
  });
}

const MOST_EXPLAINED = 256;

/** Planning failed as a whole: whoever waits to be paid reads it in their own withdrawal, not in a log of ours. */
export async function explainFailure(world: WithdrawalWorld, error: unknown): Promise<void> {
  const rows = await world.database.db
    .selectFrom('istsi.withdrawals')
    .selectAll()
    .where('state', '=', 'pending')
    .orderBy('created_at')
    .limit(MOST_EXPLAINED)
    .execute();
  // What custodians said of one is the better reason, and says when they are asked again.
  const waiting = rows.map(withdrawalOf).filter(({ refusal }) => refusal?.code !== REFUSED_BY_CUSTODIANS);
  await explain(world, waiting, { code: 'cannot-plan', message: describeError(error) });
}
