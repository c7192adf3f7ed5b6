import { sql } from 'kysely';
import type { Database } from '../database/open-database.ts';
import { isFailure } from '../operations/backoff.ts';
import { type OperationKind, operationKinds, operationTables, wakeAllNow } from '../operations/wake.ts';
import { BOOKS_DIFFER } from './holds.ts';

/** Why a deposit was not minted while the books differed or a loss was open: said here, or by the contract. */
const STOPPED_BY = [BOOKS_DIFFER, 'InsufficientReserves', 'ReserveRatioTooLow'];

/** Whom that holds up, by kind and state. Withdrawals and batches are refused by holds, custodians and contracts alike. */
const stopped: readonly { kind: OperationKind; states: string[]; by: string[] | null }[] = [
  { kind: 'deposit', states: ['seen', 'confirming', 'refused'], by: STOPPED_BY },
  { kind: 'withdrawal', states: ['pending'], by: null },
  // Their withdrawals are pending no longer, and what custodians or the contract refuse them is in the batch's row.
  { kind: 'batch', states: ['planned', 'paying'], by: null },
];

/** What was held up until the books were right, or a loss was filled. It was tried again with growing pauses, and would wait for minutes after all is well. */
export async function wakeStopped({ db }: Database): Promise<void> {
  await db.transaction().execute(async (trx) => {
    for (const { kind, states, by } of stopped) {
      const { table, key } = operationTables[kind];
      const { rows } = await sql<{ key: string }>`
        select ${sql.ref(key)} as key from ${sql.table(table)}
        where state = any(${states}::text[]) and refusal_code is not null
          and (${by}::text[] is null or refusal_code = any(${by}::text[]))`.execute(trx);
      await wakeAllNow(
        trx,
        kind,
        rows.map((row) => row.key),
      );
    }
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
