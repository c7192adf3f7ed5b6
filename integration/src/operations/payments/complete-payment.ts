import { blockArgs } from '@istsi/contracts';
import { ReserveError } from '@istsi/contracts/clients/reserve-manager';
import type { SubmitOutcome } from '@istsi/soroban-client';
import { submitAttested } from '../attested-call.ts';
import { refusalOfContracts, refusalOfFate, refusalOfSigners } from '../refusal.ts';
import { storeBeforeSending } from '../submission-step.ts';
import { settleSubmission } from '../submission-store.ts';
import type { WithdrawalWorld } from '../withdrawals/withdrawal-world.ts';
import type { Batch, Payment } from './batch.ts';
import { readEnd } from './batch-ends.ts';
import { recordPending, recordRefusal } from './batch-record.ts';
import { fromHex, readBatch } from './chain-records.ts';
import { completeBatch, seenBatch } from './payment-store.ts';

/** Has custodians attest that Bitcoin confirmed a version in a block, so that the reserve settles its books by it. */
export async function completePayment(
  world: WithdrawalWorld,
  batch: Batch,
  { payment, height }: { payment: Payment; height: number },
  confirmations: number,
): Promise<void> {
  const { contracts, database, bitcoin, now } = world;
  const hash = await bitcoin.getBlockHash(height);
  if (hash === undefined) throw new Error(`the node has no block at height ${height} any more`);
  const store = storeBeforeSending(
    database.db,
    seenBatch(batch),
    `complete:${payment.txid}`,
    ({ hash }) => ({ state: batch.state, detail: { stellar_tx: hash, completes: payment.txid } }),
    { now },
  );
  const quorum = await submitAttested(world, {
    // What the contract asks for, not what there is by now: every custodian's node has seen at least this much.
    invoke: (attestors) =>
      contracts.reserve.invocation('complete_bitcoin_withdrawal', {
        ...{ attestors, confirmations },
        txid: fromHex(payment.txid),
        ...blockArgs({ height, hash }),
      }),
    beforeSend: store.beforeSend,
  });
  const current = { ...batch, wakeAt: store.seen().wakeAt };
  if (quorum.ok) await concludeCompletion(world, current, payment.txid, quorum.value);
  else await recordRefusal(world, current, refusalOfSigners(quorum.failures, quorum.threshold));
}

/** What the fate of a completing transaction means. */
export async function concludeCompletion(
  world: WithdrawalWorld,
  batch: Batch,
  txid: string,
  outcome: SubmitOutcome,
): Promise<void> {
  const settle = async (trx: Parameters<typeof settleSubmission>[0]): Promise<void> => {
    if ('hash' in outcome) await settleSubmission(trx, outcome);
  };
  switch (outcome.status) {
    case 'success':
      return await completed(world, batch, txid, { stellar_tx: outcome.hash }, settle);
    case 'failed':
    case 'refused': {
      const code = outcome.failure.contractError?.code;
      if (code === ReserveError.AlreadyCompleted) return await adoptEnd(world, batch, settle);
      // The contract asks for more than it did when the payment was authorized: learned anew.
      const columns = code === ReserveError.NotEnoughConfirmations ? { confirmations_required: null } : {};
      return await recordRefusal(world, batch, refusalOfContracts(outcome.failure), async (trx) => {
        await settle(trx);
        if ('confirmations_required' in columns)
          await trx.updateTable('istsi.batches').set(columns).where('id', '=', batch.id).execute();
      });
    }
    case 'dead':
    case 'unknown':
      return await recordRefusal(world, batch, refusalOfFate(outcome), settle);
    case 'pending':
      await recordPending(world, batch, outcome);
  }
}

/** It has ended otherwise: the chain says how. */
async function adoptEnd(
  { contracts, database }: WithdrawalWorld,
  batch: Batch,
  settle: (trx: Parameters<typeof settleSubmission>[0]) => Promise<void>,
): Promise<void> {
  const end = await readEnd(contracts, await readBatch(contracts, batch.id));
  await database.db.transaction().execute(async (trx) => {
    await settle(trx);
    await end?.(trx);
  });
}

async function completed(
  world: WithdrawalWorld,
  batch: Batch,
  txid: string,
  detail: Record<string, string>,
  settle: (trx: Parameters<typeof settleSubmission>[0]) => Promise<void>,
): Promise<void> {
  const cancels = batch.payments.find((payment) => payment.txid === txid)?.cancels ?? false;
  await world.database.db.transaction().execute(async (trx) => {
    await settle(trx);
    await completeBatch(trx, batch.id, txid, detail, { pays: !cancels });
  });
  world.log('info', 'payment completed', { batch: batch.id, txid, ...detail });
}
