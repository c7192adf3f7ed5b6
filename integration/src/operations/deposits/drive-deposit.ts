import { describeError, type Log } from '@istsi/bitcoin-custody';
import type { InvocationFailure, SignedTransaction, SubmitOutcome } from '@istsi/soroban-client';
import { tipHeight } from '../../bitcoin/watcher-store.ts';
import type { Database } from '../../database/open-database.ts';
import type { BooksWatch } from '../../reconciliation/books-watch.ts';
import { BOOKS_DIFFER } from '../../reconciliation/holds.ts';
import { findOwner } from '../../registry/owners.ts';
import { retryAt } from '../backoff.ts';
import { acknowledgeWake } from '../operation-store.ts';
import {
  isAlreadyDone,
  isTooShallow,
  lostDetail,
  refusalOfContracts,
  refusalOfRegistry,
  refusalOfSigners,
} from '../refusal.ts';
import { loadPendingSubmission, loadSubmissions, settleSubmission, storeSubmission } from '../submission-store.ts';
import type { Deposit, Refusal } from './deposit.ts';
import { type DepositChange, loadDeposit, recordDeposit, seenDeposit } from './deposit-store.ts';
import { isTooSmall, refusalOfLeast } from './least-deposit.ts';
import { nextStep } from './next-step.ts';
import { type Minting, submitDeposit } from './submit-deposit.ts';

export interface DepositWorld extends Minting {
  database: Database;
  books: BooksWatch;
  now: () => Date;
  random: () => number;
  log: Log;
}

/** How soon to ask again for the fate of a transaction while the RPC does not answer. */
const PENDING_PAUSE_MS = 2_000;
/** After this, a deposit whose worker was killed between sending and recording is settled by another. */
const SETTLE_PAUSE_MS = 5_000;
/** How often an output that pays an address of nobody is looked at; registration wakes it at once. */
const NO_OWNER_PAUSE_MS = 10 * 60_000;

/** Takes one deposit as far as it can go now. The caller holds the deposit's lock. */
export async function driveDeposit(world: DepositWorld, outpoint: string): Promise<void> {
  for (;;) {
    const deposit = await loadDeposit(world.database.db, outpoint);
    if (!deposit) return;
    const step = nextStep(deposit, { now: world.now(), tipHeight: await tipHeight(world.database.db) });
    if (step.do === 'wait' || step.do === 'nothing') {
      if (step.do === 'wait' && step.until !== undefined) return;
      if (deposit.state === 'minted' && deposit.height === undefined) {
        world.log('error', 'a minted deposit is no longer in the Bitcoin chain', { outpoint, user: deposit.user });
      }
      await acknowledgeWake(world.database.db, seenDeposit(deposit));
      return;
    }
    try {
      if (step.do === 'enter') await enter(world, deposit, step.state);
      if (step.do === 'identify') await identify(world, deposit);
      if (step.do === 'submit') await submit(world, deposit);
      if (step.do === 'settle') await settle(world, deposit);
    } catch (error) {
      // The one place where a step is repeated: a node that does not answer must not cost a deposit anything but time.
      world.log('warn', 'deposit step failed', { outpoint, step: step.do, error: describeError(error) });
      await postpone(world, outpoint, { code: `cannot-${step.do}`, message: describeError(error) });
      return;
    }
  }
}

async function enter(world: DepositWorld, deposit: Deposit, state: Deposit['state']): Promise<void> {
  await record(world, deposit, { state, failures: 0 }, {});
}

async function identify(world: DepositWorld, deposit: Deposit): Promise<void> {
  const { network, contracts, database } = world;
  const tooSmall = await refusalOfLeast(contracts, deposit.amountSats);
  if (tooSmall) return await endAsTooSmall(world, deposit, tooSmall);
  const user = await findOwner({ db: database.db, network, kyc: contracts.kyc }, deposit.addressIndex);
  if (user === undefined) {
    const wakeAt = new Date(world.now().getTime() + NO_OWNER_PAUSE_MS);
    const message = `nobody is registered with address index ${deposit.addressIndex}`;
    const detail = deposit.failures === 0 ? { waits_for: message } : undefined;
    await record(world, deposit, { state: 'seen', failures: deposit.failures + 1, wakeAt }, detail);
    return;
  }
  if (deposit.height === undefined) throw new Error('a deposit is identified that is in no block');
  // Not of this amount alone: what else a reorganization would take back with it counts too.
  const asked = { amount: deposit.amountSats, block_height: deposit.height };
  const confirmationsRequired = await contracts.reserve.read('required_confirmations_at', asked);
  const change = { state: 'confirming', user, confirmationsRequired, refusal: undefined, failures: 0 } as const;
  await record(world, deposit, change, { user, confirmations_required: String(confirmationsRequired) });
}

async function endAsTooSmall(world: DepositWorld, deposit: Deposit, refusal: Refusal): Promise<void> {
  await record(world, deposit, { state: 'too-small', refusal, failures: 0 }, { ...refusal });
}

async function submit(world: DepositWorld, deposit: Deposit): Promise<void> {
  const { user, confirmationsRequired, height, blockHash } = deposit;
  if (user === undefined || confirmationsRequired === undefined)
    throw new Error('a deposit is submitted before it is identified');
  if (height === undefined || blockHash === undefined) throw new Error('a deposit is submitted that is in no block');
  const { mintingStopped } = await world.books.holds();
  if (mintingStopped !== undefined) {
    return await refused(world, deposit, { code: BOOKS_DIFFER, message: mintingStopped });
  }
  let current = deposit;
  const beforeSend = async (signed: SignedTransaction): Promise<void> => {
    const wakeAt = new Date(world.now().getTime() + SETTLE_PAUSE_MS);
    const change = { state: 'submitted', stellarTx: signed.hash, refusal: undefined, wakeAt } as const;
    const detail = { stellar_tx: signed.hash };
    await recordDeposit(world.database.db, current, { ...change, failures: current.failures }, detail, (trx) =>
      storeSubmission(trx, deposit.outpoint, 'mint', signed),
    );
    current = { ...current, ...change };
  };
  const quorum = await submitDeposit(world, { ...deposit, user, confirmationsRequired, height, blockHash }, beforeSend);
  if (quorum.ok) await conclude(world, current, quorum.value);
  else await refused(world, current, refusalOfSigners(quorum.failures, quorum.threshold));
}

async function settle(world: DepositWorld, deposit: Deposit): Promise<void> {
  const signed = await loadPendingSubmission(world.database.db, deposit.outpoint);
  if (!signed) throw new Error('a submitted deposit has no pending transaction');
  await conclude(world, deposit, await world.submitter.settle(signed));
}

/** What the fate of a transaction means for its deposit. */
async function conclude(world: DepositWorld, deposit: Deposit, outcome: SubmitOutcome): Promise<void> {
  switch (outcome.status) {
    case 'success':
      await minted(world, deposit, { stellar_tx: outcome.hash, ledger: String(outcome.ledger) }, outcome);
      return;
    case 'failed':
    case 'refused':
      if (isAlreadyDone(outcome.failure)) await reconcile(world, deposit, outcome);
      else if (isTooSmall(outcome.failure))
        await identifyAgain(world, deposit, outcome, 'the least deposit was raised');
      else if (isTooShallow(outcome.failure))
        await identifyAgain(world, deposit, outcome, 'more confirmations are required');
      else await refused(world, deposit, await explain(world, deposit, outcome.failure), outcome);
      return;
    case 'dead':
    case 'unknown': {
      const failures = deposit.failures + 1;
      const change = { state: 'attesting', stellarTx: undefined, failures, wakeAt: pause(world, failures) } as const;
      await record(world, deposit, change, lostDetail(outcome), outcome);
      return;
    }
    case 'pending':
      await record(world, deposit, {
        state: 'submitted',
        failures: deposit.failures + 1,
        wakeAt: new Date(world.now().getTime() + PENDING_PAUSE_MS),
      });
  }
}

async function explain(world: DepositWorld, deposit: Deposit, failure: InvocationFailure): Promise<Refusal> {
  const { user, amountSats } = deposit;
  const reason = user && (await refusalOfRegistry(world.contracts, { user, amountSats }, failure));
  return reason || refusalOfContracts(failure);
}

/** The contract asks for more than it did when the deposit was seen. */
async function identifyAgain(
  world: DepositWorld,
  deposit: Deposit,
  outcome: SubmitOutcome,
  why: string,
): Promise<void> {
  const failures = deposit.failures + 1;
  const change = { state: 'seen', stellarTx: undefined, failures, wakeAt: pause(world, failures) } as const;
  await record(world, deposit, change, { why }, outcome);
}

/** The chain has this output already, by a transaction that we lost sight of: its record is the truth. */
async function reconcile(world: DepositWorld, deposit: Deposit, outcome: SubmitOutcome): Promise<void> {
  const operation = await world.contracts.router.tryRead('get_operation', {
    operation_id: Buffer.from(deposit.operationId, 'hex'),
  });
  if (!operation.ok) {
    const message = 'the output is part of the reserve, but the router has no record of its deposit';
    world.log('error', message, { outpoint: deposit.outpoint });
    await refused(world, deposit, { code: 'outpoint-without-operation', message }, outcome);
    return;
  }
  const { user, amount } = operation.value;
  if (user !== deposit.user || amount !== deposit.amountSats) {
    world.log('error', 'the chain minted this output otherwise', { outpoint: deposit.outpoint, user, amount });
  }
  const earlier = await lastSuccessfulHash(world, deposit);
  await minted(
    world,
    { ...deposit, user },
    { reconciled: 'true', user, amount_sats: String(amount), ...earlier },
    outcome,
  );
}

/** A transaction of ours that was recorded as dead or lost may be the one that minted. */
async function lastSuccessfulHash(world: DepositWorld, deposit: Deposit): Promise<Record<string, string>> {
  for (const signed of await loadSubmissions(world.database.db, deposit.outpoint)) {
    const fate = await world.submitter.lookUp(signed);
    if (fate.status === 'success') return { stellar_tx: fate.hash };
  }
  return {};
}

async function minted(
  world: DepositWorld,
  deposit: Deposit,
  detail: Record<string, string>,
  outcome: SubmitOutcome,
): Promise<void> {
  const change: DepositChange = {
    state: 'minted',
    failures: 0,
    refusal: undefined,
    stellarTx: detail.stellar_tx,
    ...(deposit.user === undefined ? {} : { user: deposit.user }),
  };
  await record(world, deposit, change, detail, outcome);
  world.log('info', 'deposit minted', { outpoint: deposit.outpoint, amountSats: deposit.amountSats, ...detail });
}

async function refused(
  world: DepositWorld,
  deposit: Deposit,
  refusal: NonNullable<Deposit['refusal']>,
  outcome?: SubmitOutcome,
): Promise<void> {
  const failures = deposit.failures + 1;
  const change = { state: 'refused', stellarTx: undefined, refusal, failures, wakeAt: pause(world, failures) } as const;
  await record(world, deposit, change, { code: refusal.code, message: refusal.message }, outcome);
  world.log('warn', 'deposit refused', { outpoint: deposit.outpoint, ...refusal });
}

async function record(
  world: DepositWorld,
  deposit: Deposit,
  change: DepositChange,
  detail?: Record<string, string>,
  outcome?: SubmitOutcome,
): Promise<void> {
  await recordDeposit(world.database.db, deposit, change, detail, (trx) =>
    outcome && 'hash' in outcome ? settleSubmission(trx, outcome) : Promise.resolve(),
  );
}

/** After an unforeseen failure: the row as it stands now, with a pause. */
async function postpone(world: DepositWorld, outpoint: string, refusal: Refusal): Promise<void> {
  const deposit = await loadDeposit(world.database.db, outpoint);
  if (!deposit) return;
  const failures = deposit.failures + 1;
  const isNew = deposit.refusal?.code !== refusal.code || deposit.refusal.message !== refusal.message;
  const change = { state: deposit.state, failures, refusal, wakeAt: pause(world, failures) };
  await record(world, deposit, change, isNew ? { ...refusal } : undefined);
}

const pause = (world: DepositWorld, failures: number): Date => retryAt(world.now(), failures, world.random);
