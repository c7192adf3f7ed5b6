import type { AuthorizedPayment } from '@istsi/bitcoin-custody';
import { type Batch, BatchEnd, type Withdrawal, WithdrawalState } from '@istsi/contracts/clients/reserve-manager';
import { latestLedger } from '@istsi/soroban-client';
import type { SignerWorld } from './judged-call.ts';
import { type AttestationRefusal, refuse } from './refusals.ts';

interface KnownWithdrawal {
  id: string;
  withdrawal: Withdrawal;
}

/** Withdrawals as this signer's own RPC tells them, in the order asked for. */
export async function readWithdrawals(
  { contracts }: SignerWorld,
  ids: readonly Uint8Array[],
): Promise<{ ok: true; withdrawals: KnownWithdrawal[] } | AttestationRefusal> {
  const found = await Promise.all(
    ids.map(async (withdrawal_id) => {
      const read = await contracts.reserve.tryRead('get_withdrawal', { withdrawal_id });
      const id = Buffer.from(withdrawal_id).toString('hex');
      return read.ok ? { id, withdrawal: read.value } : { id, reason: read.failure.text };
    }),
  );
  const withdrawals = found.filter((one): one is KnownWithdrawal => 'withdrawal' in one);
  const unknown = found.find((one) => 'reason' in one);
  if (unknown) return refuse('attestation/withdrawal', `the reserve does not know ${unknown.id}: ${unknown.reason}`);
  return { ok: true, withdrawals };
}

export const paymentsOf = (withdrawals: readonly KnownWithdrawal[]): AuthorizedPayment[] =>
  withdrawals.map(({ id, withdrawal: { script, amount, max_fee } }) => ({
    withdrawalId: id,
    scriptPubKey: script,
    amountSats: amount,
    maxFeeSats: max_fee,
  }));

/**
 * The batch that a payment of these withdrawals would join: none while all are pending and in time, the one that they were
 * authorized in when this is a replacement.
 */
export async function batchOf(
  world: SignerWorld,
  withdrawals: readonly KnownWithdrawal[],
): Promise<{ ok: true; batch: Batch | undefined } | AttestationRefusal> {
  const [first] = withdrawals;
  if (!first) return refuse('attestation/withdrawal', 'the call names no withdrawal');
  if (new Set(withdrawals.map(({ id }) => id)).size < withdrawals.length) {
    return refuse('attestation/withdrawal', 'the call names a withdrawal twice');
  }
  const odd = withdrawals.find(({ withdrawal }) => withdrawal.state !== first.withdrawal.state);
  if (odd) return refuse('attestation/withdrawal', `${first.id} and ${odd.id} are not in the same state`);
  if (first.withdrawal.state === WithdrawalState.Pending) {
    const held = (await checkDeadlines(world, withdrawals)) ?? (await checkWatches(world, withdrawals));
    return held ?? { ok: true, batch: undefined };
  }
  if (first.withdrawal.state !== WithdrawalState.Authorized) {
    return refuse('attestation/withdrawal', `${first.id} is completed or refunded (state ${first.withdrawal.state})`);
  }
  const batch = await world.contracts.reserve.read('get_batch', { txid: first.withdrawal.batch });
  return checkMembers(batch, withdrawals) ?? { ok: true, batch };
}

/** Nothing more is signed for what has ended. */
export function checkOpen({ end }: Batch): AttestationRefusal | undefined {
  return end === BatchEnd.Open ? undefined : refuse('attestation/completed', `its batch has ended (${end})`);
}

/** Whether these are exactly the withdrawals of the batch, in its order, and it is open. */
export function checkMembers(batch: Batch, withdrawals: readonly KnownWithdrawal[]): AttestationRefusal | undefined {
  const ended = checkOpen(batch);
  if (ended) return ended;
  const members = batch.withdrawals.map((id) => Buffer.from(id).toString('hex'));
  if (members.length === withdrawals.length && withdrawals.every(({ id }, i) => id === members[i])) return undefined;
  return refuse('attestation/withdrawal', `the batch has other withdrawals, or another order: ${members.join(', ')}`);
}

/** What an officer holds, guardians object to, or is too young for its size. The contract refuses it as well. */
async function checkWatches(
  { contracts, network }: SignerWorld,
  withdrawals: readonly KnownWithdrawal[],
): Promise<AttestationRefusal | undefined> {
  const { closeTime } = await latestLedger(network);
  const watches = await Promise.all(
    withdrawals.map(async ({ id }) => ({
      id,
      ...(await contracts.reserve.read('get_watch', { withdrawal_id: Buffer.from(id, 'hex') })),
    })),
  );
  const held = watches.find((watch) => watch.held);
  if (held) return refuse('attestation/watch', `a compliance officer holds ${held.id}`);
  const young = watches.find(({ not_before }) => not_before > BigInt(closeTime));
  if (!young) return undefined;
  const from = new Date(Number(young.not_before) * 1000).toISOString();
  const why =
    young.objections.length === 0 ? 'it is young for its size' : `${young.objections.length} guardians object`;
  return refuse('attestation/watch', `${young.id} is not paid before ${from}: ${why}`);
}

/** By the time of this signer's own RPC; the contract has the last word. */
async function checkDeadlines(
  { network }: SignerWorld,
  withdrawals: readonly KnownWithdrawal[],
): Promise<AttestationRefusal | undefined> {
  const { closeTime } = await latestLedger(network);
  const late = withdrawals.find(({ withdrawal }) => withdrawal.deadline <= BigInt(closeTime));
  return late && refuse('attestation/withdrawal', `${late.id} is past its deadline: it is refunded, not paid`);
}
