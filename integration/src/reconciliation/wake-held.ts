import { sql } from 'kysely';
import type { Database } from '../database/open-database.ts';
import { isFailure } from '../operations/backoff.ts';
import { operationKinds, operationTables, wakeAllNow } from '../operations/wake.ts';
import { BOOKS_DIFFER } from './holds.ts';

/** Why a deposit was not minted while the books differed or a loss was open: said here, or by the contract. */
const STOPPED_BY = [BOOKS_DIFFER, 'InsufficientReserves', 'ReserveRatioTooLow'];

/** What was held up until the books were right, or a loss was filled. It was tried again with growing pauses, and would wait for minutes after all is well. */
export async function wakeStopped({ db }: Database): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const stopped = await trx
      .selectFrom('istsi.deposits')
      .select('outpoint')
      .where('state', 'in', ['seen', 'confirming', 'refused'])
      .where('refusal_code', 'in', STOPPED_BY)
      .execute();
    await wakeAllNow(
      trx,
      'deposit',
      stopped.map(({ outpoint }) => outpoint),
    );
    const owed = await trx
      .selectFrom('istsi.withdrawals')
      .select('id')
      .where('state', '=', 'pending')
      .where('refusal_code', 'is not', null)
      .execute();
    await wakeAllNow(
      trx,
      'withdrawal',
      owed.map(({ id }) => id),
    );
    // Their withdrawals are pending no longer, and what custodians or the contract refuse them is in the batch's row.
    const planned = await trx
      .selectFrom('istsi.batches')
      .select('id')
      .where('state', 'in', ['planned', 'paying'])
      .where('refusal_code', 'is not', null)
      .execute();
    await wakeAllNow(
      trx,
      'batch',
      planned.map(({ id }) => id),
    );
  });
}

/** Shorter pauses end by themselves: a node that comes and goes is not asked by everybody each time that it comes. */
const LONG_MS = 3_000;

/** What paused because a node or the database did not answer, when they answer again. */
export async function wakeFailing({ db }: Database): Promise<void> {
  const later = new Date(Date.now() + LONG_MS);
  for (const kind of operationKinds) {
    const { table, key } = operationTables[kind];
    await db.transaction().execute(async (trx) => {
      const { rows } = await sql<{ key: string; code: string }>`
        select ${sql.ref(key)} as key, refusal_code as code from ${sql.table(table)}
        where wake_at > ${later}::timestamptz and refusal_code is not null`.execute(trx);
      await wakeAllNow(
        trx,
        kind,
        rows.filter(({ code }) => isFailure(code)).map((row) => row.key),
      );
    });
  }
}
