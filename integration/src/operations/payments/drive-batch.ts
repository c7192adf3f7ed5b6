import { describeError } from '@istsi/bitcoin-custody';
import { tipHeight } from '../../bitcoin/watcher-store.ts';
import { refusalColumns } from '../deposits/deposit-store.ts';
import { acknowledgeWake, isConflict } from '../operation-store.ts';
import { loadPendingSubmission } from '../submission-store.ts';
import { readAdoption } from '../withdrawals/adopt.ts';
import { networkNow, type WithdrawalWorld } from '../withdrawals/withdrawal-world.ts';
import { abandonSweep, concludeAbandonment } from './abandon-sweep.ts';
import { findConflict } from './anchor-conflict.ts';
import { authorizePayment, concludeAuthorization, giveUpPlan } from './authorize-payment.ts';
import type { Batch } from './batch.ts';
import { recordProgress, recordRefusal } from './batch-record.ts';
import { broadcastPayment } from './broadcast-payment.ts';
import { completePayment, concludeCompletion } from './complete-payment.ts';
import { readConfirmations } from './confirmations.ts';
import { concludeEnd, correctPayment, type OtherEnd, undoBatch } from './end-batch.ts';
import { feeStepOf } from './fee-step.ts';
import {
  type Anchor,
  type BatchConflict,
  type BatchFacts,
  type BatchStep,
  CONFLICT,
  isNotTaken,
  nextBatchStep,
  readyVersion,
} from './next-batch-step.ts';
import { isLost, loadBatch, noteHeight, seenBatch } from './payment-store.ts';
import { speedUpByChild } from './plan-child.ts';
import { replacePayment } from './replace-payment.ts';
import { restorePayment } from './restore-payment.ts';
import { signPayment } from './sign-payment.ts';

type Active = Exclude<BatchStep, { do: 'wait' }>;

/** What was wanted could not even be decided: a node did not answer. */
const CANNOT_LOOK = 'cannot-look';

/** Takes one batch as far as it can go now. The caller holds the batch's lock. */
export async function driveBatch(world: WithdrawalWorld, id: string): Promise<void> {
  const { db } = world.database;
  for (;;) {
    const batch = await loadBatch(db, id);
    if (!batch) return;
    let step: BatchStep | undefined;
    try {
      const facts = await gatherFacts(world, batch);
      step = nextBatchStep(batch, facts);
      if (step.do === 'wait') {
        // Looking at it works again: why it did not is no longer what holds it up.
        if (batch.refusal?.code === CANNOT_LOOK) await recordProgress(world, batch, { wakeAt: step.until ?? null });
        else if (step.until === undefined) await acknowledgeWake(db, seenBatch(batch));
        return;
      }
      await act(world, batch, facts, step);
    } catch (error) {
      // The chain's events, or a block, moved it meanwhile: what they said comes first.
      if (isConflict(error)) continue;
      // The one place where a step is repeated: a node that does not answer costs a payment nothing but time.
      world.log('warn', 'payment step failed', { batch: id, step: step?.do, error: describeError(error) });
      const now = await loadBatch(db, id);
      if (now)
        await recordRefusal(world, now, {
          code: step ? `cannot-${step.do}` : CANNOT_LOOK,
          message: describeError(error),
        });
      return;
    }
  }
}

async function act(world: WithdrawalWorld, batch: Batch, facts: BatchFacts, step: Active): Promise<void> {
  switch (step.do) {
    case 'await-fate':
      return await awaitFate(world, batch);
    case 'dissolve':
      return await giveUpPlan(world, batch, step.why);
    case 'authorize':
      return await authorizePayment(world, batch, step.payment);
    case 'enter-paying':
      return await recordProgress(world, batch, { state: 'paying' });
    case 'restore':
      return await restorePayment(world, batch, step.payment);
    case 'sign':
      return await signPayment(world, batch, step.payment);
    case 'broadcast':
      return await broadcastPayment(world, batch, step.payment);
    case 'replace':
      return await replacePayment(world, batch, step.payment, step.feeSats);
    case 'child':
      return await speedUpByChild(world, batch, step.payment, step.feeSats);
    case 'abandon':
      return await abandonSweep(world, batch);
    case 'note-fee':
      return await noteFee(world, batch, step.note);
    case 'adopt':
      return await adopt(world, step.txid);
    case 'note-height': {
      const { payment, height } = step;
      const detail = payment ? { txid: payment.txid, height: String(height) } : { why: 'it is in no block any more' };
      return await recordProgress(world, batch, { detail }, (trx) => noteHeight(trx, batch, payment, height));
    }
    case 'complete':
      return await completePayment(world, batch, step, facts.confirmationsRequired);
    case 'note-conflict':
      return await noteConflict(world, batch, step.conflict);
    case 'undo':
      return await undoBatch(world, batch, step.conflict);
    case 'correct':
      return await correctPayment(world, batch, step, facts.confirmationsRequired);
    case 'bury':
      return await recordProgress(world, batch, { state: 'buried', wakeAt: null });
  }
}

async function gatherFacts(world: WithdrawalWorld, batch: Batch): Promise<BatchFacts> {
  const { database, bitcoin, policy } = world;
  const [now, tip, pending, anchor] = await Promise.all([
    networkNow(world),
    tipHeight(database.db),
    loadPendingSubmission(database.db, batch.id),
    findAnchor(world, batch.anchor),
  ]);
  const facts: BatchFacts = {
    ...{ now, ownNow: world.now(), tipHeight: tip, isSubmitted: pending !== undefined, anchor },
    confirmationsRequired: batch.confirmationsRequired ?? (await confirmationsOf(world, batch)),
    inMempool: undefined,
    fee: undefined,
    buryBlocks: policy.buryBlocks,
    isParentLost: batch.parent !== undefined && (await isLost(database.db, batch.parent)),
    conflict: pending ? undefined : await findConflict(world, batch, anchor, tip),
  };
  const waiting = batch.state === 'completed' ? settledVersion(batch) : readyVersion(batch);
  const isOpen = batch.state === 'paying' || batch.state === 'completed';
  if (!isOpen || facts.isSubmitted || !waiting?.rawTx || anchor.is === 'spent') return facts;
  const inMempool = await bitcoin.isInMempool(waiting.txid);
  const isOffered = inMempool || isNotTaken(batch, { inMempool });
  const fee = isOffered && batch.state === 'paying' ? await feeStepOf(world, batch, tip) : undefined;
  return { ...facts, inMempool, fee };
}

const settledVersion = (batch: Batch): Batch['payments'][number] | undefined =>
  batch.payments.find(({ txid }) => txid === batch.completedBy) ?? readyVersion(batch);

/** Of a plan that the chain does not know yet there is nothing to ask. */
async function confirmationsOf(world: WithdrawalWorld, batch: Batch): Promise<number> {
  return batch.state === 'planned' ? Number.POSITIVE_INFINITY : await readConfirmations(world, batch);
}

async function findAnchor({ database: { db } }: WithdrawalWorld, outpoint: string): Promise<Anchor> {
  const row = await db
    .selectFrom('istsi.bitcoin_credits')
    .select(['spent_by', 'spent_height'])
    .where('outpoint', '=', outpoint)
    .executeTakeFirst();
  if (!row) return { is: 'unknown' };
  const { spent_by, spent_height } = row;
  if (spent_by === null || spent_height === null) return { is: 'unspent' };
  return { is: 'spent', by: spent_by, height: spent_height };
}

async function awaitFate(world: WithdrawalWorld, batch: Batch): Promise<void> {
  const pending = await loadPendingSubmission(world.database.db, batch.id);
  if (!pending) return;
  const outcome = await world.submitter.settle(pending);
  const [purpose, txid] = pending.purpose.split(':') as ['authorize' | 'complete' | 'abandon' | OtherEnd, string];
  if (purpose === 'abandon') return await concludeAbandonment(world, batch, outcome);
  if (purpose === 'undo' || purpose === 'correct') return await concludeEnd(world, batch, purpose, outcome);
  if (purpose === 'complete') return await concludeCompletion(world, batch, txid, outcome);
  const payment = batch.payments.find((one) => one.txid === txid);
  if (!payment) throw new Error(`a stored transaction authorizes ${txid}, which is no payment of the batch`);
  await concludeAuthorization(world, batch, payment, outcome);
}

async function noteConflict(world: WithdrawalWorld, batch: Batch, conflict: BatchConflict): Promise<void> {
  const { by, confirmationsRequired } = conflict;
  const message = `${by} makes it impossible; it ends when that has ${confirmationsRequired} confirmations`;
  world.log('error', 'a coin of a payment was spent otherwise', { batch: batch.id, by });
  const refusal = { code: CONFLICT, message };
  await recordProgress(world, batch, { columns: refusalColumns(refusal), detail: refusal });
}

async function noteFee(world: WithdrawalWorld, batch: Batch, note: string | undefined): Promise<void> {
  const detail = note === undefined ? undefined : { fee: note };
  await recordProgress(world, batch, { columns: { fee_note: note ?? null }, detail });
  if (note !== undefined) world.log('warn', 'payment waits for miners', { batch: batch.id, fee: note });
}

/** A version that this database did not know was mined. */
async function adopt({ database, contracts }: WithdrawalWorld, txid: string): Promise<void> {
  const apply = await readAdoption({ db: database.db, contracts }, txid);
  await database.db.transaction().execute(apply);
}
