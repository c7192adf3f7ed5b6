import { blockArgs } from '@istsi/contracts';
import { ReserveError } from '@istsi/contracts/clients/reserve-manager';
import type { SubmitOutcome } from '@istsi/soroban-client';
import { tipBlock } from '../../bitcoin/watcher-store.ts';
import { type AttestedCall, submitAttested } from '../attested-call.ts';
import { parseOutpoint } from '../deposits/deposit.ts';
import { refusalOfContracts, refusalOfFate, refusalOfSigners } from '../refusal.ts';
import { storeBeforeSending } from '../submission-step.ts';
import { settleSubmission } from '../submission-store.ts';
import type { WithdrawalWorld } from '../withdrawals/withdrawal-world.ts';
import type { Batch, Payment } from './batch.ts';
import { readEnd, reviseBatch, takeBack } from './batch-ends.ts';
import { recordPending, recordRefusal } from './batch-record.ts';
import { fromHex, hex, readBatch } from './chain-records.ts';
import type { BatchConflict } from './next-batch-step.ts';
import { seenBatch } from './payment-store.ts';

/** How a batch ends otherwise than by the version that it was thought to end by. */
export type OtherEnd = 'undo' | 'correct';

/** Has custodians attest that nothing of a batch can confirm: its coins are free but for what is lost, and its withdrawals pending. */
export async function undoBatch(world: WithdrawalWorld, batch: Batch, conflict: BatchConflict): Promise<void> {
  const { contracts, database } = world;
  const block = await tipBlock(database.db);
  if (!block) return;
  const { by, ancestors, confirmationsRequired: confirmations } = conflict;
  const lost = (await findLost(world, batch, conflict)).map((outpoint) => {
    const { txid, vout } = parseOutpoint(outpoint);
    return { tx_hash: fromHex(txid), vout };
  });
  const about = { txid: fromHex(batch.id), lost, spent_by: fromHex(by), confirmations, ...blockArgs(block) };
  await end(world, batch, 'undo', batch.id, {
    invoke: (attestors) => contracts.reserve.invocation('undo_batch', { attestors, ...about }),
    evidence: { ancestors: ancestors.map(hex) },
  });
}

/** Has custodians attest that Bitcoin confirmed another version than the one that the reserve settled its books by. */
export async function correctPayment(
  world: WithdrawalWorld,
  batch: Batch,
  { payment: { txid }, height }: { payment: Payment; height: number },
  confirmations: number,
): Promise<void> {
  const { contracts, bitcoin } = world;
  const hash = await bitcoin.getBlockHash(height);
  if (hash === undefined) throw new Error(`the Bitcoin node has no block at height ${height}`);
  const about = { txid: fromHex(txid), confirmations, ...blockArgs({ height, hash }) };
  await end(world, batch, 'correct', txid, {
    invoke: (attestors) => contracts.reserve.invocation('correct_payment', { attestors, ...about }),
  });
}

/** Of what the batch holds: what the conflict spends, or what went with the transaction that made the anchor. */
async function findLost({ contracts, database }: WithdrawalWorld, batch: Batch, { by, ancestors }: BatchConflict) {
  const { held } = await readBatch(contracts, batch.id);
  const { txid: made } = parseOutpoint(batch.anchor);
  if (ancestors.length > 0) return held.filter((outpoint) => parseOutpoint(outpoint).txid === made);
  const spent = await database.db
    .selectFrom('istsi.bitcoin_credits')
    .select('outpoint')
    .where('outpoint', 'in', [...held])
    .where('spent_by', '=', by)
    .execute();
  return spent.map(({ outpoint }) => outpoint);
}

async function end(
  world: WithdrawalWorld,
  batch: Batch,
  how: OtherEnd,
  subject: string,
  call: Pick<AttestedCall, 'invoke' | 'evidence'>,
): Promise<void> {
  const store = storeBeforeSending(
    world.database.db,
    seenBatch(batch),
    `${how}:${subject}`,
    ({ hash }) => ({ state: batch.state, detail: { stellar_tx: hash, [how]: subject } }),
    { now: world.now },
  );
  const quorum = await submitAttested(world, { ...call, beforeSend: store.beforeSend });
  const current = { ...batch, wakeAt: store.seen().wakeAt };
  if (quorum.ok) await concludeEnd(world, current, how, quorum.value);
  else await recordRefusal(world, current, refusalOfSigners(quorum.failures, quorum.threshold));
}

/** The reserve has it so already. */
const DONE = new Set<number>([ReserveError.AlreadyCompleted, ReserveError.NothingToCorrect]);

/** What the fate of a transaction that ends a batch means. */
export async function concludeEnd(
  world: WithdrawalWorld,
  batch: Batch,
  how: OtherEnd,
  outcome: SubmitOutcome,
): Promise<void> {
  if (outcome.status === 'pending') return await recordPending(world, batch, outcome);
  const settle = async (trx: Parameters<typeof settleSubmission>[0]): Promise<void> => {
    if ('hash' in outcome) await settleSubmission(trx, outcome);
  };
  const isDone = 'failure' in outcome && DONE.has(outcome.failure.contractError?.code ?? 0);
  if (outcome.status === 'success' || isDone) return await takeOverEnd(world, batch, how, settle);
  const refusal = 'failure' in outcome ? refusalOfContracts(outcome.failure) : refusalOfFate(outcome);
  await recordRefusal(world, batch, refusal, settle);
}

/** The chain says how it has ended. */
async function takeOverEnd(
  { contracts, database, log }: WithdrawalWorld,
  { id }: Batch,
  how: OtherEnd,
  settle: (trx: Parameters<typeof settleSubmission>[0]) => Promise<void>,
): Promise<void> {
  const batch = await readBatch(contracts, id);
  const apply = await readEnd(contracts, batch);
  await database.db.transaction().execute(async (trx) => {
    await settle(trx);
    if (how === 'correct') {
      await reviseBatch(trx, id);
      await takeBack(trx, id, batch.withdrawals);
    }
    await apply?.(trx);
  });
  log('warn', how === 'undo' ? 'payment undone' : 'payment corrected', { batch: id, settledBy: batch.settledBy });
}
