import type { Kysely, Selectable, Transaction } from 'kysely';
import type { DepositTable, Schema } from '../../database/schema.ts';
import { progressOf, recordStep, recordStepIn, type Seen, type StepRecord } from '../operation-store.ts';
import { type Deposit, type DepositState, isSettledState, type Refusal } from './deposit.ts';

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

/** Records a step of a deposit, with its event (none without `detail`). */
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
 * Records a step of a deposit in a transaction that is of others too, whose events are written together. Its worker goes
 * on with it.
 */
export async function recordTogether(trx: Transaction<Schema>, deposit: Deposit, change: DepositChange): Promise<void> {
  await recordStepIn(trx, seenDeposit(deposit), { ...stepOf(change, undefined), isHeld: true });
}

function stepOf(change: DepositChange, detail: Record<string, string> | undefined): StepRecord {
  const { state, failures } = change;
  const columns = {
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
