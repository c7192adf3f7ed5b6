import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import { DatabaseError } from '../database/errors.ts';
import type { DepositTable, Schema } from '../database/schema.ts';
import type { Deposit, DepositState, Refusal } from './deposit.ts';
import { enqueue, wakeLater } from './wake.ts';

export type DepositRow = Selectable<DepositTable>;

export function depositOf(row: DepositRow): Deposit {
  return {
    outpoint: row.outpoint,
    txid: row.txid,
    vout: Number(row.vout),
    amountSats: row.amount_sats,
    addressIndex: Number(row.address_index),
    operationId: row.operation_id,
    height: row.height ?? undefined,
    state: row.state,
    user: row.user_address ?? undefined,
    confirmationsRequired: row.confirmations_required ?? undefined,
    stellarTx: row.stellar_tx ?? undefined,
    refusal: row.refusal_code === null ? undefined : { code: row.refusal_code, message: row.refusal_message ?? '' },
    failures: row.failures,
    wakeAt: row.wake_at ?? undefined,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

export async function loadDeposit(db: Kysely<Schema>, outpoint: string): Promise<Deposit | undefined> {
  const row = await db.selectFrom('istsi.deposits').selectAll().where('outpoint', '=', outpoint).executeTakeFirst();
  return row && depositOf(row);
}

/** Outcome of one step, as the row keeps it. What is absent stays; `undefined` clears. */
export interface DepositChange {
  state: DepositState;
  user?: string;
  confirmationsRequired?: number;
  stellarTx?: string | undefined;
  refusal?: Refusal | undefined;
  failures: number;
  /** Not before then. Absent: at once, which is also how a deposit comes back whose worker is killed now. */
  wakeAt?: Date;
}

/**
 * Records a step, its event (none without `detail`) and the next wake-up together. Fails if somebody else moved the deposit since it was read,
 * which the operation's lock prevents while the database is reachable.
 */
export async function recordStep(
  db: Kysely<Schema>,
  deposit: Deposit,
  change: DepositChange,
  detail: Record<string, string> | undefined,
  alongside: (trx: Transaction<Schema>) => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const wakeAt = change.state === 'minted' ? null : (change.wakeAt ?? new Date());
  await db.transaction().execute(async (trx) => {
    const updated = await trx
      .updateTable('istsi.deposits')
      .set({
        state: change.state,
        failures: change.failures,
        // Somebody who had the deposit looked at since it was read knows something that this step did not.
        wake_at: sql`case when wake_at is not distinct from ${deposit.wakeAt ?? null}::timestamptz
          then ${wakeAt}::timestamptz else wake_at end`,
        updated_at: new Date(),
        ...('user' in change ? { user_address: change.user } : {}),
        ...('confirmationsRequired' in change ? { confirmations_required: change.confirmationsRequired } : {}),
        ...('stellarTx' in change ? { stellar_tx: change.stellarTx ?? null } : {}),
        ...('refusal' in change
          ? { refusal_code: change.refusal?.code ?? null, refusal_message: change.refusal?.message ?? null }
          : {}),
      })
      .where('outpoint', '=', deposit.outpoint)
      .where('state', '=', deposit.state)
      .where('failures', '=', deposit.failures)
      .executeTakeFirst();
    if (updated.numUpdatedRows !== 1n)
      throw new DatabaseError('database/conflict', { what: `deposit ${deposit.outpoint}` });
    if (detail) await appendEvent(trx, deposit.outpoint, change.state, detail);
    await alongside(trx);
    if (change.wakeAt) await wakeLater(trx, deposit.outpoint, change.wakeAt);
  });
}

export async function appendEvent(
  trx: Kysely<Schema>,
  outpoint: string,
  state: string,
  detail: Record<string, string>,
): Promise<void> {
  await trx
    .insertInto('istsi.deposit_events')
    .values({ outpoint, state, detail: JSON.stringify(detail) })
    .execute();
}

/** Has every deposit looked at whose moment has passed: wake-ups lost with a killed worker come back this way. */
export async function wakeOverdue(db: Kysely<Schema>, before: Date): Promise<number> {
  const due = await db
    .selectFrom('istsi.deposits')
    .select('outpoint')
    .where('wake_at', '<', before)
    .orderBy('wake_at')
    .limit(1_000)
    .execute();
  for (const { outpoint } of due) await enqueue(db, outpoint);
  return due.length;
}

/** Somebody has looked and there was nothing to do: only Bitcoin can change that now. */
export async function acknowledgeWake(db: Kysely<Schema>, deposit: Deposit): Promise<void> {
  if (deposit.wakeAt === undefined) return;
  await db
    .updateTable('istsi.deposits')
    .set({ wake_at: null })
    .where('outpoint', '=', deposit.outpoint)
    .where('wake_at', '=', deposit.wakeAt)
    .execute();
}
