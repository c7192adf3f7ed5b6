import type { SubmitOutcome } from '@istsi/soroban-client';
import type { Transaction } from 'kysely';
import type { Schema } from '../../database/schema.ts';
import type { Refusal } from '../deposits/deposit.ts';
import { refusalColumns } from '../deposits/deposit-store.ts';
import { recordStep, type StepRecord } from '../operation-store.ts';
import { refusalOfPending } from '../refusal.ts';
import { PENDING_PAUSE_MS } from '../submission-step.ts';
import { pauseAfter, type WithdrawalWorld } from '../withdrawals/withdrawal-world.ts';
import type { Batch } from './batch.ts';
import { seenBatch } from './payment-store.ts';

/** Records a step of a batch that went well: what was refused before no longer matters. */
export async function recordProgress(
  world: WithdrawalWorld,
  batch: Batch,
  record: Partial<StepRecord>,
  alongside?: (trx: Transaction<Schema>) => Promise<void>,
): Promise<void> {
  const { columns, ...rest } = record;
  await recordStep(
    world.database.db,
    seenBatch(batch),
    { state: batch.state, failures: 0, ...rest, columns: { ...refusalColumns(undefined), ...columns } },
    alongside,
  );
}

/** Records that a step was refused; it is tried again after a pause that grows. */
export async function recordRefusal(
  world: WithdrawalWorld,
  batch: Batch,
  refusal: Refusal,
  alongside?: (trx: Transaction<Schema>) => Promise<void>,
): Promise<void> {
  const isNew = batch.refusal?.code !== refusal.code || batch.refusal.message !== refusal.message;
  if (isNew) world.log('warn', 'payment is held up', { batch: batch.id, ...refusal });
  await recordStep(
    world.database.db,
    seenBatch(batch),
    {
      state: batch.state,
      failures: batch.failures + 1,
      wakeAt: pauseAfter(world, batch, refusal),
      columns: refusalColumns(refusal),
      ...(isNew && { detail: { ...refusal } }),
    },
    alongside,
  );
}

/** Whether its Stellar transaction was included is not known yet: said, and asked again soon. That is no failure of its own. */
export async function recordPending(
  world: WithdrawalWorld,
  batch: Batch,
  fate: Extract<SubmitOutcome, { status: 'pending' }>,
): Promise<void> {
  const wakeAt = new Date(world.now().getTime() + PENDING_PAUSE_MS);
  const columns = refusalColumns(refusalOfPending(fate));
  await recordProgress(world, batch, { failures: batch.failures, wakeAt, columns });
}
