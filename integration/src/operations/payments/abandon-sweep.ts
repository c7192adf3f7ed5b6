import type { SubmitOutcome } from '@istsi/soroban-client';
import { refusalOfContracts, refusalOfFate } from '../refusal.ts';
import { storeBeforeSending } from '../submission-step.ts';
import { settleSubmission } from '../submission-store.ts';
import type { WithdrawalWorld } from '../withdrawals/withdrawal-world.ts';
import type { Batch } from './batch.ts';
import { closeBatch } from './batch-ends.ts';
import { recordPending, recordRefusal } from './batch-record.ts';
import { fromHex } from './chain-records.ts';
import { seenBatch } from './payment-store.ts';

/** Has the reserve owe nothing any more for a child whose parent was not the version that was mined. Anybody may. */
export async function abandonSweep(world: WithdrawalWorld, batch: Batch): Promise<void> {
  const { contracts, database, submitter, now } = world;
  const store = storeBeforeSending(
    database.db,
    seenBatch(batch),
    `abandon:${batch.id}`,
    ({ hash }) => ({ state: batch.state, detail: { stellar_tx: hash, abandons: batch.id } }),
    { now },
  );
  const invoke = contracts.reserve.invocation('abandon_sweep', { txid: fromHex(batch.id) });
  const outcome = await submitter.submit({ invoke, beforeSend: store.beforeSend });
  await concludeAbandonment(world, { ...batch, wakeAt: store.seen().wakeAt }, outcome);
}

export async function concludeAbandonment(world: WithdrawalWorld, batch: Batch, outcome: SubmitOutcome): Promise<void> {
  const { db } = world.database;
  if (outcome.status === 'pending') return await recordPending(world, batch, outcome);
  if (outcome.status === 'success') {
    return await db.transaction().execute(async (trx) => {
      await settleSubmission(trx, outcome);
      await closeBatch(trx, batch.id, 'abandoned', { stellar_tx: outcome.hash });
    });
  }
  const refusal = 'failure' in outcome ? refusalOfContracts(outcome.failure) : refusalOfFate(outcome);
  await recordRefusal(world, batch, refusal, async (trx) => {
    if ('hash' in outcome) await settleSubmission(trx, outcome);
  });
}
