import { returnableArgs } from '@istsi/contracts';
import type { Return } from '@istsi/contracts/clients/reserve-manager';
import type { SignedTransaction, SubmitOutcome } from '@istsi/soroban-client';
import { submitAttested } from '../attested-call.ts';
import { isAlreadyDone, lostDetail, refusalOfContracts, refusalOfFate, refusalOfSigners } from '../refusal.ts';
import { storeSubmission } from '../submission-store.ts';
import { adoptWithdrawal } from '../withdrawals/adopt.ts';
import { confirmationsOf, type Deposit, type Refusal } from './deposit.ts';
import { heldUpBy, identifyAgain, record, recordPending } from './deposit-record.ts';
import { recordDeposit } from './deposit-store.ts';
import { type DepositWorld, SETTLE_PAUSE_MS } from './deposit-world.ts';
import { stateOfReturn } from './follow-return.ts';
import { readReturn } from './return-reason.ts';

const PURPOSE = 'return';

/** The other end of a deposit: has custodians attest that it may not become tokens, and puts it on the books to be paid back. */
export async function registerReturn(
  world: DepositWorld,
  deposit: Deposit,
  reason: Refusal,
  tip: number,
): Promise<void> {
  const { contracts, database, now } = world;
  const { txid, vout, amountSats, height, blockHash, user } = deposit;
  if (height === undefined || blockHash === undefined) throw new Error('a deposit is returned that is in no block');
  const asked = { amount: amountSats, block_height: height };
  const confirmations = await contracts.reserve.read('required_confirmations_at', asked);
  if (confirmationsOf(deposit, tip) < confirmations) {
    const message = `it needs ${confirmations} confirmations to be paid back`;
    return await notYet(world, deposit, { code: 'return-too-shallow', message });
  }
  let current = deposit;
  const beforeSend = async (signed: SignedTransaction): Promise<void> => {
    const wakeAt = new Date(now().getTime() + SETTLE_PAUSE_MS);
    const change = { state: 'registering', stellarTx: signed.hash, refusal: undefined, wakeAt } as const;
    const detail = { stellar_tx: signed.hash, because: reason.message };
    await recordDeposit(database.db, current, { ...change, failures: current.failures }, detail, (trx) =>
      storeSubmission(trx, deposit.outpoint, PURPOSE, signed),
    );
    current = { ...current, ...change };
  };
  const claim = { owner: user ?? null, amountSats, txid, vout, confirmations, block: { height, hash: blockHash } };
  const quorum = await submitAttested(world, {
    invoke: (attestors) =>
      contracts.reserve.invocation('register_returnable', returnableArgs({ attestors: [...attestors], ...claim })),
    // Of an address of nobody the signers cannot find the number by themselves.
    ...(user === undefined && { evidence: { index: deposit.addressIndex } }),
    lane: 'bulk',
    beforeSend,
  });
  if (quorum.ok) await concludeReturn(world, current, quorum.value);
  else await notYet(world, current, returnRefused(refusalOfSigners(quorum.failures, quorum.threshold)));
}

const returnRefused = ({ message }: Refusal): Refusal => ({ code: 'return-refused', message });

/** It stays what it is, and is asked about again. */
async function notYet(world: DepositWorld, deposit: Deposit, refusal: Refusal): Promise<void> {
  const isNew = deposit.refusal?.code !== refusal.code || deposit.refusal.message !== refusal.message;
  const change = { state: deposit.state, ...heldUpBy(world, deposit, refusal) };
  await record(world, deposit, change, isNew ? { ...refusal } : undefined);
  if (isNew) world.log('warn', 'deposit is not paid back yet', { outpoint: deposit.outpoint, ...refusal });
}

/** What the fate of the registering transaction means. */
export async function concludeReturn(world: DepositWorld, deposit: Deposit, outcome: SubmitOutcome): Promise<void> {
  switch (outcome.status) {
    case 'success':
      return await owedBack(world, deposit, deposit.user, { stellar_tx: outcome.hash }, outcome);
    case 'failed':
    case 'refused': {
      if (isAlreadyDone(outcome.failure) && (await adoptReturn(world, deposit, outcome))) return;
      const refusal = refusalOfContracts(outcome.failure);
      world.log('warn', 'the reserve does not take a deposit to pay it back', { ...refusal });
      return await identifyAgain(world, deposit, outcome, refusal);
    }
    case 'dead':
    case 'unknown':
      return await identifyAgain(world, deposit, outcome, refusalOfFate(outcome), lostDetail(outcome));
    case 'pending':
      await recordPending(world, deposit, 'registering', outcome);
  }
}

/** Takes over that the chain owes it back, whoever brought that about. False if it does not. */
export async function adoptReturn(world: DepositWorld, deposit: Deposit, outcome?: SubmitOutcome): Promise<boolean> {
  const found = await readReturn(world.contracts, deposit);
  if (!found) return false;
  // Its owner first: the withdrawal that pays it is theirs.
  await owedBack(world, deposit, found.owner ?? undefined, { reconciled: 'true' }, outcome, found);
  await adoptWithdrawal({ db: world.database.db, contracts: world.contracts }, deposit.returnId);
  return true;
}

async function owedBack(
  world: DepositWorld,
  deposit: Deposit,
  user: string | undefined,
  detail: Record<string, string>,
  outcome: SubmitOutcome | undefined,
  found?: Return,
): Promise<void> {
  const state = await stateOfReturn(world.database.db, deposit.returnId);
  const change = { state, user, owedBack: true, refusal: undefined, failures: 0 };
  const known = {
    ...(found && { returnHeld: found.held }),
    ...(detail.stellar_tx && { stellarTx: detail.stellar_tx }),
  };
  await record(world, deposit, { ...change, ...known }, { ...detail, owner: user ?? 'nobody' }, outcome);
  world.log('info', 'deposit is owed back', { outpoint: deposit.outpoint, amountSats: deposit.amountSats, user });
}
