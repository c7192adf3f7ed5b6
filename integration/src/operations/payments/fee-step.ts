import { childVbytes, type FeeStep, mostFeeSats, nextFeeStep, type Waiting } from '@istsi/bitcoin-custody';
import type { WithdrawalWorld } from '../withdrawals/withdrawal-world.ts';
import type { Batch, Payment } from './batch.ts';
import { readRelayFloor } from './bitcoin-calls.ts';
import { readyVersion } from './next-batch-step.ts';
import { loadChild } from './payment-store.ts';
import { toPayment } from './plan-batch.ts';
import { readSpendable } from './surplus.ts';

/** What to do about the fee of the version that waits: whether it pays what its remaining time asks for. */
export async function feeStepOf(world: WithdrawalWorld, batch: Batch, tip: number): Promise<FeeStep | undefined> {
  const payment = readyVersion(batch);
  if (payment?.vbytes === undefined) return undefined;
  const { epochs, policy, bitcoin } = world;
  const waiting = {
    // A version that no node ever took has taught us all there is to learn.
    ...{ feeSats: payment.feeSats, vbytes: payment.vbytes, sinceHeight: payment.broadcastHeight ?? -1 },
    deadlineHeight: batch.deadlineHeight ?? tip + policy.confirmWithinBlocks,
    ...(await readLimits(world, batch, payment)),
  };
  const [estimates, relayFloor] = await Promise.all([bitcoin.estimateFees(), readRelayFloor(bitcoin)]);
  const floorSatsPerKvb = relayFloor > policy.fees.floorSatsPerKvb ? relayFloor : policy.fees.floorSatsPerKvb;
  return nextFeeStep(waiting, tip, estimates, { ...policy.fees, floorSatsPerKvb }, childVbytes(epochs));
}

type Limits = Pick<Waiting, 'mostFeeSats' | 'mostChildFeeSats' | 'child' | 'sinceHeight'>;

async function readLimits(
  world: WithdrawalWorld,
  batch: Batch,
  payment: Payment,
): Promise<Partial<Limits> & Pick<Limits, 'mostFeeSats' | 'mostChildFeeSats'>> {
  const { contracts, database } = world;
  const spendable = await readSpendable(contracts);
  // A sweep's own fee is owed already.
  if (batch.kind === 'sweep') return { mostFeeSats: payment.feeSats + spendable, mostChildFeeSats: 0n };

  const { fee_cap } = await contracts.reserve.read('get_policy');
  const accepted = mostFeeSats(batch.withdrawals.map(toPayment));
  const child = await loadChild(database.db, payment.txid);
  const ready = child && readyVersion(child);
  return {
    mostFeeSats: accepted < fee_cap ? accepted : fee_cap,
    // One at a time: it sees to its own fee, as its parent's share of it is settled when it is planned.
    mostChildFeeSats: child ? 0n : spendable,
    ...(ready?.vbytes !== undefined && {
      child: { feeSats: ready.feeSats, vbytes: ready.vbytes },
      ...(ready.broadcastHeight !== undefined && { sinceHeight: ready.broadcastHeight }),
    }),
  };
}
