import { decodeProposal, unsignedTransaction } from '@istsi/bitcoin-custody';
import { ReserveError } from '@istsi/contracts/clients/reserve-manager';
import type { InvocationFailure, SubmitOutcome } from '@istsi/soroban-client';
import type { xdr } from '@stellar/stellar-sdk';
import type { SignerFailure } from '../../attestation/signer-client.ts';
import { BOOKS_DIFFER } from '../../reconciliation/holds.ts';
import { submitAttested } from '../attested-call.ts';
import { depositsReturned } from '../deposits/follow-return.ts';
import { refusalOfContracts, refusalOfFate, refusalOfSigners } from '../refusal.ts';
import { storeBeforeSending } from '../submission-step.ts';
import { settleSubmission } from '../submission-store.ts';
import { adoptWithdrawal } from '../withdrawals/adopt.ts';
import { REFUSED_BY_CUSTODIANS } from '../withdrawals/withdrawal.ts';
import { moveWithdrawals } from '../withdrawals/withdrawal-store.ts';
import type { WithdrawalWorld } from '../withdrawals/withdrawal-world.ts';
import type { Batch, Payment } from './batch.ts';
import { recordPending, recordProgress, recordRefusal } from './batch-record.ts';
import { fromHex } from './chain-records.ts';
import { readConfirmations } from './confirmations.ts';
import { dissolveBatch, movePayment, seenBatch, shareFee } from './payment-store.ts';

/** Refusals that another try with the same transaction will not change. */
const HOPELESS = new Set<number>([
  ReserveError.WithdrawalNotFound,
  ReserveError.InvalidWithdrawalState,
  ReserveError.DeadlinePassed,
  ReserveError.DuplicateWithdrawal,
  ReserveError.InvalidBatchSize,
  ReserveError.OutpointNotFound,
  ReserveError.InputNotAvailable,
  ReserveError.InsufficientInputs,
  ReserveError.WrongPayment,
  ReserveError.WrongChange,
  // Held up since it was planned: the others are planned without it.
  ReserveError.WithdrawalHeld,
  ReserveError.WithdrawalTooYoung,
  ReserveError.ReturnIsHeld,
  ReserveError.ReturnNotProposed,
  ReserveError.ReturnWaits,
  // At another share of what was burned than holds now.
  ReserveError.NotShared,
  ReserveError.FeeOverUserLimit,
  ReserveError.FeeOverCap,
  ReserveError.DifferentWithdrawals,
  ReserveError.OtherInputs,
  ReserveError.FeeNotHigher,
  ReserveError.TooManyReplacements,
  ReserveError.AlreadyCompleted,
  ReserveError.InsufficientReserves,
  ReserveError.ReserveRatioTooLow,
]);

/** After so many rounds in which too few custodians agreed, a plan is given up. */
const MOST_REFUSALS = { ofSeveral: 3, ofOne: 6 };

/** Has custodians authorize a version on Stellar: each of them checks the whole transaction before it signs. */
export async function authorizePayment(world: WithdrawalWorld, batch: Batch, payment: Payment): Promise<void> {
  const { contracts, database, now, epochs } = world;
  if (!payment.psbt) throw new Error('a payment is authorized before its transaction is known');
  const ids = batch.withdrawals.map(({ id }) => id);
  const { users, payingStopped } = await world.books.holds();
  if (payingStopped !== undefined) {
    return await recordRefusal(world, batch, { code: BOOKS_DIFFER, message: `nothing is paid while ${payingStopped}` });
  }
  if (payment.version === 1) {
    const held = batch.withdrawals.find(({ user }) => user !== undefined && users.has(user));
    // Planned before that was known: planned anew, without it.
    if (held) return await giveUpPlan(world, batch, `${held.id} is held: ${users.get(held.user ?? '')}`);
    await database.db.transaction().execute(async (trx) => await moveWithdrawals(trx, ids, 'authorizing', {}));
  }
  const unsigned = unsignedTransaction(epochs, decodeProposal(epochs, payment.psbt));
  const store = storeBeforeSending(
    database.db,
    seenBatch(batch),
    `authorize:${payment.txid}`,
    ({ hash }) => ({ state: batch.state, detail: { stellar_tx: hash, authorizes: payment.txid } }),
    { now },
  );
  const returned = await depositsReturned(database.db, ids);
  const quorum = await submitAttested(world, {
    invoke: (attestors) => authorizingCall(contracts, batch, payment, attestors, Buffer.from(unsigned)),
    psbt: payment.psbt,
    // Signers find each deposit that is paid back by its outpoint.
    ...(returned.size > 0 && { evidence: { returned: [...returned.values()] } }),
    beforeSend: store.beforeSend,
  });
  const { wakeAt } = store.seen();
  const current = { ...batch, wakeAt };
  if (quorum.ok) await concludeAuthorization(world, current, payment, quorum.value);
  else await refusedBySigners(world, current, payment, quorum.failures, quorum.threshold);
}

export async function giveUpPlan({ database, log }: WithdrawalWorld, batch: Batch, why: string): Promise<void> {
  await database.db.transaction().execute(async (trx) => await dissolveBatch(trx, batch, why));
  log('warn', 'planned payment given up', { batch: batch.id, why });
}

function authorizingCall(
  { reserve }: WithdrawalWorld['contracts'],
  { kind, id, withdrawals }: Batch,
  { version, cancels }: Payment,
  attestors: readonly string[],
  unsigned_tx: Buffer,
): xdr.HostFunction {
  if (kind === 'sweep' || cancels) {
    const replaces = version > 1 ? fromHex(id) : null;
    return reserve.invocation('process_bitcoin_sweep', { attestors, unsigned_tx, replaces });
  }
  const withdrawal_ids = withdrawals.map((withdrawal) => fromHex(withdrawal.id));
  return reserve.invocation('process_bitcoin_withdrawal', { attestors, withdrawal_ids, unsigned_tx });
}

/** What the fate of an authorizing transaction means. */
export async function concludeAuthorization(
  world: WithdrawalWorld,
  batch: Batch,
  payment: Payment,
  outcome: SubmitOutcome,
): Promise<void> {
  const settle = settling(outcome);
  switch (outcome.status) {
    case 'success':
      return await authorized(world, batch, payment, outcome);
    case 'failed':
    case 'refused': {
      const code = outcome.failure.contractError?.code;
      if (code === ReserveError.PaymentExists) return await authorized(world, batch, payment, outcome);
      if (code !== undefined && HOPELESS.has(code)) return await givenUp(world, batch, payment, outcome);
      return await recordRefusal(world, batch, refusalOfContracts(outcome.failure), settle);
    }
    case 'dead':
    case 'unknown':
      return await recordRefusal(world, batch, refusalOfFate(outcome), settle);
    case 'pending':
      await recordPending(world, batch, outcome);
  }
}

async function authorized(
  world: WithdrawalWorld,
  batch: Batch,
  payment: Payment,
  outcome: SubmitOutcome,
): Promise<void> {
  const confirmations = await readConfirmations(world, batch);
  const detail: Record<string, string> = {
    txid: payment.txid,
    fee_sats: String(payment.feeSats),
    ...('hash' in outcome && { stellar_tx: outcome.hash }),
  };
  const columns = { confirmations_required: confirmations };
  await recordProgress(world, batch, { state: 'paying', columns, detail }, async (trx) => {
    await settling(outcome)(trx);
    await movePayment(trx, payment.txid, 'authorized');
    const ids = batch.withdrawals.map(({ id }) => id);
    if (payment.version === 1) await moveWithdrawals(trx, ids, 'authorized', detail);
    if (!payment.cancels) await shareFee(trx, batch, payment);
  });
  world.log('info', 'payment authorized', { batch: batch.id, ...detail });
}

/** A plan that the chain will never take: the first one is made anew, a replacement is left out. */
async function givenUp(
  world: WithdrawalWorld,
  batch: Batch,
  payment: Payment,
  outcome: Extract<SubmitOutcome, { failure: InvocationFailure }>,
): Promise<void> {
  const refusal = refusalOfContracts(outcome.failure);
  world.log('warn', 'payment refused by the reserve', { batch: batch.id, txid: payment.txid, ...refusal });
  if (payment.version > 1) {
    await recordRefusal(world, batch, refusal, async (trx) => {
      await settling(outcome)(trx);
      await movePayment(trx, payment.txid, 'refused');
    });
    return;
  }
  const { db } = world.database;
  await db.transaction().execute(async (trx) => {
    await settling(outcome)(trx);
    await dissolveBatch(trx, batch, `${refusal.code}: ${refusal.message}`);
  });
  for (const { id } of batch.withdrawals) await adoptWithdrawal({ db, contracts: world.contracts }, id);
}

async function refusedBySigners(
  world: WithdrawalWorld,
  batch: Batch,
  payment: Payment,
  failures: readonly SignerFailure[],
  threshold: number,
): Promise<void> {
  const refusal = refusalOfSigners(failures, threshold);
  if (!isRefused(batch, payment, failures)) return await recordRefusal(world, batch, refusal);
  if (payment.version > 1) {
    return await recordRefusal(world, batch, refusal, async (trx) => await movePayment(trx, payment.txid, 'refused'));
  }
  world.log('error', 'custodians refuse a payment', { batch: batch.id, ...refusal });
  // Paid one by one from now on: whichever of them is refused must not hold up the others, nor the coins.
  const isOne = batch.withdrawals.length === 1;
  const forLong = isOne ? { code: REFUSED_BY_CUSTODIANS, message: refusal.message } : undefined;
  await world.database.db
    .transaction()
    .execute(async (trx) => await dissolveBatch(trx, batch, refusal.message, { alone: true, refusal: forLong }));
}

/**
 * Whether custodians looked at it and do not want it. A first version that one of them does not want is not asked about
 * for ever because another is missing: planned otherwise, the first may agree. A replacement waits for the missing one.
 */
function isRefused({ failures: before, withdrawals }: Batch, { version }: Payment, failures: readonly SignerFailure[]) {
  const judgements = failures.filter(({ code }) => isJudgement(code));
  const enough = version === 1 && withdrawals.length > 0 ? 1 : Math.max(failures.length, 1);
  const most = withdrawals.length > 1 ? MOST_REFUSALS.ofSeveral : MOST_REFUSALS.ofOne;
  return judgements.length >= enough && before + 1 >= most;
}

/** About the signer's node, or about other coins than these: the same payment is asked about again. */
const NO_JUDGEMENT = new Set([
  'attestation/unavailable',
  'attestation/behind',
  'attestation/pruned',
  'attestation/books',
]);

/** Whether a signer answered about the transaction, as against not answering or not being able to look. */
const isJudgement = (code: string): boolean => code.startsWith('attestation/') && !NO_JUDGEMENT.has(code);

const settling =
  (outcome: SubmitOutcome) =>
  async (trx: Parameters<typeof settleSubmission>[0]): Promise<void> => {
    if ('hash' in outcome) await settleSubmission(trx, outcome);
  };
