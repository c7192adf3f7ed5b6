import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import type { Subject } from '../../audit/operation-act.ts';
import type { DepositTable, Schema } from '../../database/schema.ts';
import { progressOf, recordStep, type Seen, type StepRecord } from '../operation-store.ts';
import { lockedRows } from '../wake.ts';
import { type Deposit, type DepositState, isSettledState, type Refusal } from './deposit.ts';

export type DepositRow = Selectable<DepositTable>;

/** What a deposit is made of. */
export const depositColumns = [
  ...(['outpoint', 'txid', 'vout', 'amount_sats', 'address_index', 'operation_id', 'height', 'block_hash'] as const),
  ...(['state', 'user_address', 'confirmations_required', 'stellar_tx'] as const),
  ...(['return_id', 'owed_back', 'return_held', 'return_asked_at'] as const),
  ...(['refusal_code', 'refusal_message', 'failures', 'failing_since', 'wake_at', 'created_at', 'updated_at'] as const),
] satisfies (keyof DepositTable)[];

export function depositOf(row: Pick<DepositRow, (typeof depositColumns)[number]>): Deposit {
  return {
    outpoint: row.outpoint,
    txid: row.txid,
    vout: Number(row.vout),
    amountSats: row.amount_sats,
    addressIndex: Number(row.address_index),
    operationId: row.operation_id,
    height: row.height ?? undefined,
    blockHash: row.block_hash ?? undefined,
    state: row.state,
    user: row.user_address ?? undefined,
    confirmationsRequired: row.confirmations_required ?? undefined,
    stellarTx: row.stellar_tx ?? undefined,
    returnId: row.return_id,
    owedBack: row.owed_back,
    returnHeld: row.return_held,
    returnAsked: row.return_asked_at !== null,
    ...progressOf(row),
  };
}

export async function loadDeposit(db: Kysely<Schema>, outpoint: string): Promise<Deposit | undefined> {
  const row = await db.selectFrom('istsi.deposits').selectAll().where('outpoint', '=', outpoint).executeTakeFirst();
  return row && depositOf(row);
}

/** Outcome of one step, as the row keeps it. What is absent stays; `undefined` clears. */
export interface DepositChange {
  state: DepositState;
  user?: string | undefined;
  confirmationsRequired?: number;
  stellarTx?: string | undefined;
  owedBack?: boolean;
  returnHeld?: boolean;
  refusal?: Refusal | undefined;
  failures: number;
  /** Not before then. Absent: at once, which is also how a deposit comes back whose worker is killed now. */
  wakeAt?: Date;
}

export const seenDeposit = ({ outpoint, state, failures, wakeAt }: Deposit): Seen => ({
  kind: 'deposit',
  key: outpoint,
  state,
  failures,
  wakeAt,
});

/** What becomes of a deposit's row, as it was seen. */
export interface DepositStep {
  deposit: Deposit;
  change: DepositChange;
}

/** Records a step of a deposit, with its event (none without `detail`), and what goes with it. */
export async function recordDeposit(
  db: Kysely<Schema>,
  deposit: Deposit,
  change: DepositChange,
  detail: Record<string, string> | undefined,
  alongside?: (trx: Transaction<Schema>) => Promise<void>,
): Promise<void> {
  await recordStep(db, seenDeposit(deposit), stepOf(change, detail), alongside);
}

/**
 * Records steps of different deposits in one statement, without events or wake-ups. Answers, by outpoint, what the audit log
 * says of those that stood as they were seen: the others have been moved by somebody else.
 */
export async function recordRows(
  trx: Transaction<Schema>,
  steps: readonly DepositStep[],
): Promise<Map<string, Subject>> {
  const outpoints = steps.map(({ deposit }) => deposit.outpoint);
  const asked = JSON.stringify(steps.map(rowOf));
  const now = new Date();
  const set = (column: string, type: string) =>
    sql`${sql.ref(column)} = case when step.columns ? ${sql.lit(column)}
      then (step.columns->>${sql.lit(column)})::${sql.raw(type)} else deposit.${sql.ref(column)} end`;
  const columns = sql.join(Object.entries(STEP_COLUMNS).map(([column, type]) => set(column, type)));
  const { rows } = await sql<Pick<DepositRow, 'outpoint' | 'operation_id' | 'user_address' | 'amount_sats'>>`
    with locked as materialized (${lockedRows('deposit', outpoints)})
    update istsi.deposits as deposit set state = step.state, failures = step.failures, ${columns},
      -- Somebody who had it looked at since it was read knows something that this step did not.
      wake_at = case when deposit.wake_at is not distinct from step.seen_wake_at then step.wake_at else deposit.wake_at end,
      -- As of any other operation.
      failing_since = case when step.failures = 0 then null when step.seen_failures = 0 then ${now}::timestamptz
        else coalesce(deposit.failing_since, ${now}::timestamptz) end,
      updated_at = ${now}::timestamptz
    from jsonb_to_recordset(${asked}::jsonb) as step (outpoint text, seen_state text, seen_failures int4,
      seen_wake_at timestamptz, state text, failures int4, wake_at timestamptz, columns jsonb)
    join locked on locked.key = step.outpoint
    where deposit.outpoint = step.outpoint and deposit.outpoint = locked.key and deposit.state = step.seen_state and deposit.failures = step.seen_failures
    returning deposit.outpoint, deposit.operation_id, deposit.user_address, deposit.amount_sats`.execute(trx);
  return new Map(
    rows.map(({ outpoint, operation_id: id, user_address, amount_sats }) => [
      outpoint,
      { id, type: 'bitcoin_deposit', user_address, amount_sats },
    ]),
  );
}

/** What a step may change besides state, failures and wake-up. */
const STEP_COLUMNS = {
  user_address: 'text',
  confirmations_required: 'int4',
  stellar_tx: 'text',
  owed_back: 'boolean',
  return_held: 'boolean',
  refusal_code: 'text',
  refusal_message: 'text',
} as const;

function rowOf({ deposit, change }: DepositStep): Record<string, unknown> {
  const { outpoint, state: seen_state, failures: seen_failures, wakeAt } = deposit;
  const { state, failures, columns, wakeAt: wake_at = new Date() } = stepOf(change, undefined);
  return {
    ...{ outpoint, seen_state, seen_failures, seen_wake_at: wakeAt ?? null },
    state,
    failures,
    wake_at,
    columns,
  };
}

type StepColumns = Partial<Record<keyof typeof STEP_COLUMNS, unknown>>;

function stepOf(change: DepositChange, detail: Record<string, string> | undefined): StepRecord {
  const { state, failures } = change;
  const columns: StepColumns = {
    ...('user' in change ? { user_address: change.user ?? null } : {}),
    ...('confirmationsRequired' in change ? { confirmations_required: change.confirmationsRequired } : {}),
    ...('stellarTx' in change ? { stellar_tx: change.stellarTx ?? null } : {}),
    ...('owedBack' in change ? { owed_back: change.owedBack } : {}),
    ...('returnHeld' in change ? { return_held: change.returnHeld } : {}),
    ...('refusal' in change ? refusalColumns(change.refusal) : {}),
  };
  const wakeAt = change.wakeAt ?? (isSettledState(state) ? null : undefined);
  return { state, failures, wakeAt, columns, detail };
}

export const refusalColumns = (refusal: Refusal | undefined): Record<string, string | null> => ({
  refusal_code: refusal?.code ?? null,
  refusal_message: refusal?.message ?? null,
});
