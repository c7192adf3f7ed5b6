import { describeError } from '@istsi/bitcoin-custody';
import { IntegrationError } from '@istsi/contracts/clients/integration-router';
import type { InvocationFailure, SubmitOutcome } from '@istsi/soroban-client';
import type { Refusal } from '../deposits/deposit.ts';
import { refusalColumns } from '../deposits/deposit-store.ts';
import { acknowledgeWake, isConflict, recordStep, type Seen, type StepRecord } from '../operation-store.ts';
import { fromHex, isReturn } from '../payments/chain-records.ts';
import { lostDetail, refusalOfContracts, refusalOfFate, refusalOfPending } from '../refusal.ts';
import { PENDING_PAUSE_MS, storeBeforeSending } from '../submission-step.ts';
import { loadPendingSubmission, settleSubmission } from '../submission-store.ts';
import { adoptWithdrawal } from './adopt.ts';
import { nextWithdrawalStep } from './next-withdrawal-step.ts';
import type { Withdrawal, WithdrawalState } from './withdrawal.ts';
import { loadWithdrawal, seenWithdrawal } from './withdrawal-store.ts';
import { networkNow, pauseAfter, type WithdrawalWorld } from './withdrawal-world.ts';

type Purpose = 'refund' | 'settle';

/** The router's call, and the states before and after it. */
const CALLS = {
  refund: { entry: 'rollback_operation', during: 'refunding', after: 'refunded' },
  settle: { entry: 'settle_operation', during: 'completed', after: 'settled' },
} as const satisfies Record<Purpose, { entry: string; during: WithdrawalState; after: WithdrawalState }>;

/** What was wanted could not even be decided: a node did not answer. */
const CANNOT_LOOK = 'cannot-look';

/** Takes one withdrawal as far as it can go now, apart from its payment. The caller holds the withdrawal's lock. */
export async function driveWithdrawal(world: WithdrawalWorld, id: string): Promise<void> {
  const { db } = world.database;
  for (;;) {
    const withdrawal = await loadWithdrawal(db, id);
    if (!withdrawal) return;
    let step: ReturnType<typeof nextWithdrawalStep> | undefined;
    try {
      const pending = await loadPendingSubmission(db, id);
      const facts = { now: await networkNow(world), ownNow: world.now(), isSubmitted: pending !== undefined };
      step = nextWithdrawalStep(withdrawal, facts);
      if (step.do === 'wait') return await rest(world, withdrawal, step.until);
      if (step.do === 'await-fate' && pending) {
        const fate = await world.submitter.settle(pending);
        await conclude(world, withdrawal, seenWithdrawal(withdrawal), pending.purpose as Purpose, fate);
      }
      // A returned deposit is closed with its payment: the router has no record of it.
      if (step.do === 'settle' && (await isPaidBack(world, id))) return;
      if (step.do === 'refund' || step.do === 'settle') await submit(world, withdrawal, step.do);
    } catch (error) {
      // The chain's events moved it meanwhile: what they said comes first.
      if (isConflict(error)) continue;
      // The one place where a step is repeated: a node that does not answer costs a withdrawal nothing but time.
      world.log('warn', 'withdrawal step failed', { withdrawal: id, error: describeError(error) });
      const now = await loadWithdrawal(db, id);
      if (now)
        await postpone(world, now, { code: step ? `cannot-${step.do}` : CANNOT_LOOK, message: describeError(error) });
      return;
    }
  }
}

async function isPaidBack({ database: { db }, contracts }: WithdrawalWorld, id: string): Promise<boolean> {
  const onChain = await contracts.reserve.read('get_withdrawal', { withdrawal_id: fromHex(id) });
  return isReturn(onChain) && (await adoptWithdrawal({ db, contracts }, id));
}

async function rest(world: WithdrawalWorld, withdrawal: Withdrawal, until: Date | undefined): Promise<void> {
  const { db } = world.database;
  const seen = seenWithdrawal(withdrawal);
  // Looking at it works again: why it did not is no longer what holds it up.
  if (withdrawal.refusal?.code === CANNOT_LOOK) {
    const { state } = withdrawal;
    return await recordStep(db, seen, {
      state,
      failures: 0,
      wakeAt: until ?? null,
      columns: refusalColumns(undefined),
    });
  }
  if (until === undefined) await acknowledgeWake(db, seen);
  else if (withdrawal.wakeAt?.getTime() !== until.getTime())
    await recordStep(db, seen, { state: withdrawal.state, failures: withdrawal.failures, wakeAt: until });
}

async function submit(world: WithdrawalWorld, withdrawal: Withdrawal, purpose: Purpose): Promise<void> {
  const { database, contracts, submitter, now } = world;
  const { entry, during } = CALLS[purpose];
  const store = storeBeforeSending(
    database.db,
    seenWithdrawal(withdrawal),
    purpose,
    ({ hash }) => ({ state: during, columns: { stellar_tx: hash }, detail: { stellar_tx: hash, entry } }),
    { now },
  );
  // Anybody may call both: nothing but the channel account signs.
  const invoke = contracts.router.invocation(entry, { operation_id: fromHex(withdrawal.id) });
  const outcome = await submitter.submit({ invoke, beforeSend: store.beforeSend });
  await conclude(world, withdrawal, store.seen(), purpose, outcome);
}

async function conclude(
  world: WithdrawalWorld,
  withdrawal: Withdrawal,
  seen: Seen,
  purpose: Purpose,
  outcome: SubmitOutcome,
): Promise<void> {
  const { during, after } = CALLS[purpose];
  const { db } = world.database;
  if (withdrawal.state === after && 'hash' in outcome) {
    // The event of this very transaction was here first.
    return await db.transaction().execute(async (trx) => await settleSubmission(trx, outcome));
  }
  switch (outcome.status) {
    case 'success': {
      const detail = { stellar_tx: outcome.hash, ledger: String(outcome.ledger) };
      const columns = { stellar_tx: outcome.hash, ...refusalColumns(undefined) };
      await settle(world, seen, outcome, { state: after, failures: 0, wakeAt: null, columns, detail });
      world.log('info', `withdrawal ${after}`, { withdrawal: withdrawal.id, amountSats: withdrawal.amountSats });
      return;
    }
    case 'failed':
    case 'refused': {
      await settle(world, seen, outcome, await refused(world, withdrawal, purpose, outcome.failure));
      if (isOtherState(outcome.failure)) await adoptWithdrawal({ db, contracts: world.contracts }, withdrawal.id);
      return;
    }
    case 'dead':
    case 'unknown': {
      const refusal = refusalOfFate(outcome);
      const columns = { stellar_tx: null, ...refusalColumns(refusal) };
      const step = { state: during, ...heldUpBy(world, withdrawal, refusal), columns };
      await settle(world, seen, outcome, { ...step, detail: lostDetail(outcome) });
      return;
    }
    case 'pending': {
      const wakeAt = new Date(world.now().getTime() + PENDING_PAUSE_MS);
      const columns = refusalColumns(refusalOfPending(outcome));
      await recordStep(db, seen, { state: seen.state, failures: seen.failures, wakeAt, columns });
    }
  }
}

/** The router finds the withdrawal in another state than ours: too early by its clock, or the chain knows more. */
const isOtherState = ({ contractError }: InvocationFailure): boolean =>
  contractError?.code === IntegrationError.InvalidOperationState;

async function refused(
  world: WithdrawalWorld,
  withdrawal: Withdrawal,
  purpose: Purpose,
  failure: InvocationFailure,
): Promise<StepRecord> {
  const refusal = refusalOfContracts(failure);
  world.log('warn', `the router refused to ${purpose} a withdrawal`, { withdrawal: withdrawal.id, ...refusal });
  // Before its deadline it can still be paid; whatever it really is by now, the chain says next.
  const state = purpose === 'refund' && isOtherState(failure) ? 'pending' : CALLS[purpose].during;
  const columns = { stellar_tx: null, ...refusalColumns(refusal) };
  return { state, ...heldUpBy(world, withdrawal, refusal), columns, detail: { ...refusal } };
}

const heldUpBy = (world: WithdrawalWorld, withdrawal: Withdrawal, refusal: Refusal) => ({
  failures: withdrawal.failures + 1,
  wakeAt: pauseAfter(world, withdrawal, refusal),
});

async function settle(world: WithdrawalWorld, seen: Seen, outcome: SubmitOutcome, step: StepRecord): Promise<void> {
  await recordStep(world.database.db, seen, step, async (trx) => {
    if ('hash' in outcome) await settleSubmission(trx, outcome);
  });
}

/** After an unforeseen failure: the row as it stands now, with a pause. */
async function postpone(world: WithdrawalWorld, withdrawal: Withdrawal, refusal: Refusal): Promise<void> {
  const isNew = withdrawal.refusal?.code !== refusal.code || withdrawal.refusal.message !== refusal.message;
  await recordStep(world.database.db, seenWithdrawal(withdrawal), {
    ...{ state: withdrawal.state, ...heldUpBy(world, withdrawal, refusal) },
    columns: refusalColumns(refusal),
    ...(isNew && { detail: { ...refusal } }),
  });
}
