import { describeError } from '@istsi/bitcoin-custody';
import type { Refusal } from '../deposits/deposit.ts';
import { appendEvent } from '../operation-store.ts';
import { REFUSED_BY_CUSTODIANS, type Withdrawal } from '../withdrawals/withdrawal.ts';
import { withdrawalOf } from '../withdrawals/withdrawal-store.ts';
import type { WithdrawalWorld } from '../withdrawals/withdrawal-world.ts';

/** Says why withdrawals are not planned; in their timeline once. */
export async function explain(
  { database: { db }, log }: Pick<WithdrawalWorld, 'database' | 'log'>,
  withdrawals: readonly Withdrawal[],
  refusal: Refusal,
): Promise<void> {
  for (const { id, refusal: before } of withdrawals) {
    if (before?.message === refusal.message) continue;
    const isNew = before?.code !== refusal.code;
    if (isNew) log('warn', 'withdrawal is not planned yet', { withdrawal: id, ...refusal });
    await db.transaction().execute(async (trx) => {
      const columns = { refusal_code: refusal.code, refusal_message: refusal.message };
      const changed = await trx
        .updateTable('istsi.withdrawals')
        .set(columns)
        .where('id', '=', id)
        .where('state', '=', 'pending')
        .executeTakeFirst();
      if (isNew && changed.numUpdatedRows === 1n) await appendEvent(trx, id, 'pending', { ...refusal });
    });
  }
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
