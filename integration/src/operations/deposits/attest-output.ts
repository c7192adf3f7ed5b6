import type { SubmitOutcome } from '@istsi/soroban-client';
import type { Transaction } from 'kysely';
import type { SignerFailure } from '../../attestation/signer-client.ts';
import type { Schema } from '../../database/schema.ts';
import { type AttestedCall, submitAttested } from '../attested-call.ts';
import { refusalOfContracts, refusalOfSigners } from '../refusal.ts';
import { loadPendingSubmission, settleSubmission, storeSubmission } from '../submission-store.ts';
import type { WithdrawalWorld } from '../withdrawals/withdrawal-world.ts';
import type { Refusal } from './deposit.ts';

/** What custodians are to attest about one output of Bitcoin, beside the mint of a deposit. */
export interface OutputClaim {
  outpoint: string;
  /** Tells its transactions from those of other claims about the same output. */
  purpose: string;
  /** The call, once it is known that nothing is on its way; undefined while it is too early for one. */
  prepare(): Promise<AttestedCall['invoke'] | undefined>;
  /** With the transaction that is about to be sent. */
  noteSent?(trx: Transaction<Schema>, hash: string): Promise<void>;
  /** With its success. */
  noteDone?(trx: Transaction<Schema>, hash: string): Promise<void>;
  noteRefusal(refusal: Refusal, by: 'custodians' | 'contracts'): Promise<void> | void;
}

/**
 * Has custodians attest the claim, unless a transaction about the output is on its way still: whatever becomes of it is found
 * out first, and what did not work is tried again at the next block. One of another claim whose end nobody had noted, as its
 * event was read sooner, holds this one up no longer than that. Answers why custodians did not, where they did not.
 */
export async function attestOutput(world: WithdrawalWorld, claim: OutputClaim): Promise<readonly SignerFailure[]> {
  const { database, submitter } = world;
  const { outpoint, purpose } = claim;
  const pending = await loadPendingSubmission(database.db, outpoint);
  if (pending) {
    const isOwn = pending.purpose === purpose;
    const outcome = await submitter.settle(pending);
    // Of another claim, it says nothing about this one: what it did, the chain says to whoever asks next.
    await conclude(world, isOwn ? claim : undefined, outcome);
    if (isOwn || outcome.status === 'pending') return [];
  }
  const invoke = await claim.prepare();
  if (!invoke) return [];
  const quorum = await submitAttested(world, {
    invoke,
    beforeSend: async (signed) =>
      await database.db.transaction().execute(async (trx) => {
        await storeSubmission(trx, outpoint, purpose, signed);
        await claim.noteSent?.(trx, signed.hash);
      }),
  });
  if (quorum.ok) {
    await conclude(world, claim, quorum.value);
    return [];
  }
  await claim.noteRefusal(refusalOfSigners(quorum.failures, quorum.threshold), 'custodians');
  return quorum.failures;
}

async function conclude(
  { database: { db } }: WithdrawalWorld,
  claim: OutputClaim | undefined,
  outcome: SubmitOutcome,
): Promise<void> {
  if ('failure' in outcome) await claim?.noteRefusal(refusalOfContracts(outcome.failure), 'contracts');
  if (!('hash' in outcome)) return;
  await db.transaction().execute(async (trx) => {
    await settleSubmission(trx, outcome);
    if (outcome.status === 'success') await claim?.noteDone?.(trx, outcome.hash);
  });
}
