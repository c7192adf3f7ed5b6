import type { Transaction } from 'kysely';
import type { Schema } from '../../database/schema.ts';
import type { Refusal } from '../deposits/deposit.ts';
import { refusalColumns } from '../deposits/deposit-store.ts';
import { recordStep, type StepRecord } from '../operation-store.ts';
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
  const failures = batch.failures + 1;
  const isNew = batch.refusal?.code !== refusal.code || batch.refusal.message !== refusal.message;
  if (isNew) world.log('warn', 'payment is held up', { batch: batch.id, ...refusal });
  await recordStep(
    world.database.db,
    seenBatch(batch),
    {
      state: batch.state,
      failures,
      wakeAt: pauseAfter(world, failures),
      columns: refusalColumns(refusal),
      ...(isNew && { detail: { ...refusal } }),
    },
    alongside,
  );
}
