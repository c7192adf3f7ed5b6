import { describeError, parseOutpoint } from '@istsi/bitcoin-custody';
import type { InvocationFailure, SubmitOutcome } from '@istsi/soroban-client';
import { BOOKS_DIFFER } from '../../reconciliation/holds.ts';
import { findOwner } from '../../registry/owners.ts';
import { isConflict } from '../operation-store.ts';
import {
  isAlreadyDone,
  isTooShallow,
  lostDetail,
  nobodys,
  refusalOfContracts,
  refusalOfFate,
  refusalOfRegistry,
  refusalOfSigners,
} from '../refusal.ts';
import { isOfSeveral, loadPendingSubmission, loadSubmission, loadSubmissions } from '../submission-store.ts';
import { type Deposit, isSettledState, type Refusal } from './deposit.ts';
import { PROOF_PAUSE_MS, proveDeposit } from './deposit-proof.ts';
import { heldUpBy, identifyAgain, record, recordPending } from './deposit-record.ts';
import type { DepositChange } from './deposit-store.ts';
import type { DepositWorld } from './deposit-world.ts';
import { REPORT_PAUSE_MS, readDemands } from './guardian-report.ts';
import { isTooSmall, refusalOfLeast } from './least-deposit.ts';
import { type DepositFacts, isReturnDue, nextStep } from './next-step.ts';
import { adoptReturn, concludeReturn, registerReturn } from './return-deposit.ts';
import { LEAST_RETURN_SATS, reasonToReturn } from './return-reason.ts';
import { refusalOfSources } from './source-screening.ts';

/** Why a deposit is to be minted by a transaction of its own. */
const SHARED_FAILED = 'shared-transaction-failed';
/** How often an output that pays an address of nobody is looked at; registration and blocks wake it at once. */
const NO_OWNER_PAUSE_MS = 10 * 60_000;

/** Takes one deposit as far as it can go now. The caller holds the deposit's lock. */
export async function driveDeposit(world: DepositWorld, outpoint: string): Promise<void> {
  for (;;) {
    const { deposit, tip } = await world.rows.load(outpoint);
    if (!deposit) return;
    const step = nextStep(deposit, factsOf(world, tip));
    if (step.do === 'wait' || step.do === 'nothing') {
      if (step.do === 'wait' && step.until !== undefined) return;
      if (isSettledState(deposit.state) && deposit.state !== 'written-off' && deposit.height === undefined) {
        const { state, user } = deposit;
        world.log('error', `a deposit that is ${state} is no longer in the Bitcoin chain`, { outpoint, user });
      }
      await world.rows.acknowledgeWake(deposit);
      return;
    }
    try {
      if (step.do === 'enter') await enter(world, deposit, step.state);
      if (step.do === 'identify') await identify(world, deposit, tip);
      if (step.do === 'submit') await submit(world, deposit);
      if (step.do === 'return') await giveBack(world, deposit, tip);
      if (step.do === 'settle') await settle(world, deposit);
    } catch (error) {
      // The chain's events moved it meanwhile: what they said comes first.
      if (isConflict(error)) continue;
      // The one place where a step is repeated: a node that does not answer must not cost a deposit anything but time.
      world.log('warn', 'deposit step failed', { outpoint, step: step.do, error: describeError(error) });
      await postpone(world, outpoint, { code: `cannot-${step.do}`, message: describeError(error) });
      return;
    }
  }
}

const factsOf = ({ now, policy }: DepositWorld, tipHeight: number): DepositFacts => ({
  now: now(),
  tipHeight,
  returnAfterBlocks: policy.returnAfterBlocks,
});

async function enter(world: DepositWorld, deposit: Deposit, state: Deposit['state']): Promise<void> {
  await record(world, deposit, { state, failures: 0 }, {});
}

async function identify(world: DepositWorld, deposit: Deposit, tip: number): Promise<void> {
  const { contracts } = world;
  const tooSmall = await refusalOfLeast(contracts, deposit.amountSats, world.policy.returnAfterBlocks);
  if (tooSmall) return await endAsTooSmall(world, deposit, tooSmall);
  const user = await ownerOf(world, deposit);
  if (user === undefined) {
    if (deposit.failures === 0 && (await adoptReturn(world, deposit))) return;
    // Found as deep as a return demands, as after an outage: no block of its own comes any more.
    const pauseMs = isReturnDue(deposit, factsOf(world, tip)) ? 0 : NO_OWNER_PAUSE_MS;
    const wakeAt = new Date(world.now().getTime() + pauseMs);
    const refusal = nobodys(deposit);
    const detail = deposit.failures === 0 ? { waits_for: refusal.message } : undefined;
    await record(world, deposit, { state: 'seen', refusal, failures: deposit.failures + 1, wakeAt }, detail);
    return;
  }
  if (deposit.height === undefined) throw new Error('a deposit is identified that is in no block');
  // Not of this amount alone: what else a reorganization would take back with it counts too.
  const asked = { amount: deposit.amountSats, block_height: deposit.height };
  const confirmationsRequired = await contracts.reserve.read('required_confirmations_at', asked);
  const change = { state: 'confirming', user, confirmationsRequired, refusal: undefined, failures: 0 } as const;
  await record(world, deposit, change, { user, confirmations_required: String(confirmationsRequired) });
}

const ownerOf = (
  { database: { db }, rows, network, contracts: { kyc }, addressIndex }: DepositWorld,
  deposit: Deposit,
): Promise<string | undefined> => findOwner({ db, network, kyc, addressIndex }, deposit.addressIndex, rows.owner);

/** Never credited. What is worth its way back is looked at again when it is as deep as that demands. */
async function endAsTooSmall(world: DepositWorld, deposit: Deposit, refusal: Refusal): Promise<void> {
  if (deposit.failures === 0 && (await adoptReturn(world, deposit))) return;
  const { returnAfterBlocks } = world.policy;
  const waits = deposit.amountSats >= LEAST_RETURN_SATS && { confirmationsRequired: returnAfterBlocks };
  await record(world, deposit, { state: 'too-small', refusal, failures: 0, ...waits }, { ...refusal });
}

/** What is refused for good is paid back; for anything else there is another try to mint it. */
async function giveBack(world: DepositWorld, deposit: Deposit, tip: number): Promise<void> {
  if (await adoptReturn(world, deposit)) return;
  const { contracts } = world;
  const user = await ownerOf(world, deposit);
  if (deposit.state === 'seen' && user !== undefined) return await identify(world, deposit, tip);
  const reason = await reasonToReturn(contracts, { ...deposit, user });
  if (reason) {
    const listed = await refusalOfSources(world, deposit);
    if (listed) return await postpone(world, deposit.outpoint, listed);
    return await registerReturn(world, { ...deposit, user }, reason, tip);
  }
  if (deposit.state === 'refused') return await submit(world, deposit);
  // The least deposit was lowered, or it has found its owner.
  await record(world, deposit, { state: 'seen', refusal: undefined, failures: 0 }, {});
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
  const listed = await refusalOfSources(world, deposit);
  if (listed) return await refused(world, deposit, listed);
  const place = {
    ...parseOutpoint(deposit.outpoint),
    amountSats: deposit.amountSats,
    block: { height, hash: blockHash },
  };
  const { unreported, proof } = await readDemands(world.contracts, place);
  if (unreported) return await waitFor(world, deposit, unreported, REPORT_PAUSE_MS);
  const mintable = { ...deposit, user, confirmationsRequired, height, blockHash };
  const proving = proof && (await proveDeposit(world, mintable, proof));
  if (proving?.is === 'missing') return await waitFor(world, deposit, proving.refusal, PROOF_PAUSE_MS);
  const { quorum, isShared, isMinted, ...answer } = await world.mints.mint({
    deposit: { ...mintable, ...(proving && { confirmationsRequired: proving.confirmations }) },
    alone: proving !== undefined || deposit.state === 'refused' || deposit.refusal?.code === SHARED_FAILED,
    ...(proving && { prover: proving.prover }),
  });
  if (isMinted) noteMinted(world, deposit, answer.deposit.stellarTx);
  else if (quorum.ok) await conclude(world, answer.deposit, quorum.value, isShared);
  else await refused(world, answer.deposit, refusalOfSigners(quorum.failures, quorum.threshold));
}

/** For who is asked again soon: a guardian, or a relay. Its timeline has it once, and its row how far that is. */
async function waitFor(world: DepositWorld, deposit: Deposit, refusal: Refusal, pauseMs: number): Promise<void> {
  const isNew = deposit.refusal?.code !== refusal.code;
  const wakeAt = new Date(world.now().getTime() + pauseMs);
  const change = { state: 'refused', stellarTx: undefined, refusal, failures: 1, wakeAt } as const;
  await record(world, deposit, change, isNew ? { ...refusal } : undefined);
}

async function settle(world: DepositWorld, deposit: Deposit): Promise<void> {
  const { db } = world.database;
  const { outpoint, stellarTx } = deposit;
  const named = stellarTx === undefined ? undefined : await loadSubmission(db, outpoint, stellarTx);
  const signed = named ?? (await loadPendingSubmission(db, outpoint));
  if (!signed) throw new Error('a submitted deposit has no pending transaction');
  const outcome = await world.submitter.settle(signed);
  if (deposit.state === 'registering') await concludeReturn(world, deposit, outcome);
  else await conclude(world, deposit, outcome, await isOfSeveral(db, signed.hash));
}

/** What the fate of a transaction means for its deposit. */
async function conclude(
  world: DepositWorld,
  deposit: Deposit,
  outcome: SubmitOutcome,
  isShared: boolean,
): Promise<void> {
  switch (outcome.status) {
    case 'success':
      await minted(world, deposit, { stellar_tx: outcome.hash, ledger: String(outcome.ledger) }, outcome);
      return;
    case 'failed':
    case 'refused':
      if (isShared) await goAlone(world, deposit, outcome);
      else if (isAlreadyDone(outcome.failure)) await reconcile(world, deposit, outcome);
      else if (isTooSmall(outcome.failure))
        await identifyAgain(world, deposit, outcome, askedAgain('the least deposit was raised'));
      else if (isTooShallow(outcome.failure))
        await identifyAgain(world, deposit, outcome, askedAgain('more confirmations are required'));
      // What is owed back is refused like before it was.
      else if (deposit.failures > 0 || !(await adoptReturn(world, deposit, outcome)))
        await refused(world, deposit, await explain(world, deposit, outcome.failure), outcome);
      return;
    case 'dead':
    case 'unknown': {
      const change = {
        state: 'attesting',
        stellarTx: undefined,
        ...heldUpBy(world, deposit, refusalOfFate(outcome)),
      } as const;
      await record(world, deposit, change, lostDetail(outcome), outcome);
      return;
    }
    case 'pending':
      await recordPending(world, deposit, 'submitted', outcome);
  }
}

const askedAgain = (why: string): Refusal => ({ code: 'asked-again', message: `${why} since it was looked at` });

/** Any of those in the transaction may be why it failed: it is tried again at once, on its own account. */
async function goAlone(
  world: DepositWorld,
  deposit: Deposit,
  outcome: Extract<SubmitOutcome, { failure: InvocationFailure }>,
): Promise<void> {
  const message = `a transaction for several deposits failed (${outcome.failure.text}): tried again alone`;
  const change = { state: 'attesting', stellarTx: undefined, refusal: { code: SHARED_FAILED, message } } as const;
  await record(world, deposit, { ...change, failures: deposit.failures }, { code: SHARED_FAILED, message }, outcome);
}

async function explain(world: DepositWorld, deposit: Deposit, failure: InvocationFailure): Promise<Refusal> {
  const { user, amountSats } = deposit;
  const reason = user && (await refusalOfRegistry(world.contracts, { user, amountSats }, failure));
  return reason || refusalOfContracts(failure);
}

/** The chain has this output already, by a transaction that we lost sight of: its record is the truth. */
async function reconcile(world: DepositWorld, deposit: Deposit, outcome: SubmitOutcome): Promise<void> {
  if (await adoptReturn(world, deposit, outcome)) return;
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
  noteMinted(world, deposit, detail.stellar_tx);
}

const noteMinted = ({ log }: DepositWorld, { outpoint, amountSats }: Deposit, stellarTx: string | undefined): void =>
  log('info', 'deposit minted', { outpoint, amountSats, stellarTx });

async function refused(
  world: DepositWorld,
  deposit: Deposit,
  refusal: NonNullable<Deposit['refusal']>,
  outcome?: SubmitOutcome,
): Promise<void> {
  const change = { state: 'refused', stellarTx: undefined, ...heldUpBy(world, deposit, refusal) } as const;
  await record(world, deposit, change, { code: refusal.code, message: refusal.message }, outcome);
  world.log('warn', 'deposit refused', { outpoint: deposit.outpoint, ...refusal });
}

/** After an unforeseen failure: the row as it stands now, with a pause. */
async function postpone(world: DepositWorld, outpoint: string, refusal: Refusal): Promise<void> {
  const { deposit } = await world.rows.load(outpoint);
  if (!deposit) return;
  const isNew = deposit.refusal?.code !== refusal.code || deposit.refusal.message !== refusal.message;
  const change = { state: deposit.state, ...heldUpBy(world, deposit, refusal) };
  await record(world, deposit, change, isNew ? { ...refusal } : undefined);
}
