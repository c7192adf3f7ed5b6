import { randomUUID } from 'node:crypto';
import { type Kysely, sql, type Transaction } from 'kysely';
import type { Schema } from '../database/schema.ts';

const MOST_AT_ONCE = 500;

/**
 * Gives every payment and every withdrawal of an account its transaction: the oldest that was asked for and has none, or one
 * of its own. Each output is one transaction, and each transaction one output at most.
 */
export async function bindTransfers(db: Kysely<Schema>, account: string): Promise<void> {
  await db.transaction().execute(async (trx) => {
    // One at a time for an account: two would give one payment two transactions, and one of them would fail.
    await sql`select pg_advisory_xact_lock(hashtextextended(${`transfers of ${account}`}, 0))`.execute(trx);
    for (const found of await unboundDeposits(trx, account))
      await bind(trx, account, { kind: 'deposit', column: 'outpoint', ...found });
    for (const found of await unboundWithdrawals(trx, account))
      await bind(trx, account, { kind: 'withdrawal', column: 'withdrawal_id', ...found });
  });
}

interface Found {
  name: string;
  at: Date;
}

async function unboundDeposits(trx: Transaction<Schema>, account: string): Promise<Found[]> {
  return await trx
    .selectFrom('istsi.deposits as deposit')
    .leftJoin('istsi.transfers as transfer', 'transfer.outpoint', 'deposit.outpoint')
    .select(['deposit.outpoint as name', 'deposit.created_at as at'])
    .where('deposit.user_address', '=', account)
    .where('transfer.id', 'is', null)
    .orderBy('deposit.created_at')
    .orderBy('deposit.outpoint')
    .limit(MOST_AT_ONCE)
    .execute();
}

/** What pays a deposit back is no withdrawal of anybody: it is told with the deposit. */
async function unboundWithdrawals(trx: Transaction<Schema>, account: string): Promise<Found[]> {
  return await trx
    .selectFrom('istsi.withdrawals as withdrawal')
    .leftJoin('istsi.transfers as transfer', 'transfer.withdrawal_id', 'withdrawal.id')
    .leftJoin('istsi.deposits as deposit', 'deposit.return_id', 'withdrawal.id')
    .select(['withdrawal.id as name', 'withdrawal.created_at as at'])
    .where('withdrawal.user_address', '=', account)
    .where('transfer.id', 'is', null)
    .where('deposit.outpoint', 'is', null)
    .orderBy('withdrawal.created_at')
    .orderBy('withdrawal.id')
    .limit(MOST_AT_ONCE)
    .execute();
}

interface Binding extends Found {
  kind: 'deposit' | 'withdrawal';
  column: 'outpoint' | 'withdrawal_id';
}

async function bind(trx: Transaction<Schema>, account: string, { kind, column, name, at }: Binding): Promise<void> {
  const now = new Date();
  const asked = await trx
    .selectFrom('istsi.transfers')
    .select('id')
    .where('subject', '=', account)
    .where('kind', '=', kind)
    .where(column, 'is', null)
    // What was paid by way of the inbox is a withdrawal of the inbox's account.
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('istsi.inbox_orders as o')
            .select('o.muxed_id')
            .whereRef('o.transfer_id', '=', 'istsi.transfers.id')
            .where('o.taken_by', 'is not', null),
        ),
      ),
    )
    .where('created_at', '<=', at)
    .orderBy('created_at')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  if (asked) {
    await trx
      .updateTable('istsi.transfers')
      .set({ [column]: name, started_at: now, updated_at: now })
      .where('id', '=', asked.id)
      .execute();
    return;
  }
  await trx
    .insertInto('istsi.transfers')
    .values({
      id: randomUUID(),
      subject: account,
      kind,
      [column]: name,
      started_at: at,
      created_at: at,
      updated_at: now,
    })
    .execute();
}
