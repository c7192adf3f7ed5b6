import {
  childVbytes,
  decodeProposal,
  type FeeStep,
  feePolicyAt,
  LEAST_CHANGE_SATS,
  mostFeeSats,
  nextFeeStep,
  type Waiting,
} from '@istsi/bitcoin-custody';
import type { WithdrawalWorld } from '../withdrawals/withdrawal-world.ts';
import type { Batch, Payment } from './batch.ts';
import { toPayment } from './find-plan.ts';
import { readyVersion } from './next-batch-step.ts';
import { loadChild, loadWaitingParent } from './payment-store.ts';
import { readSpendable } from './surplus.ts';

/** What to do about the fee of the version that waits: whether it pays what its remaining time asks for. */
export async function feeStepOf(world: WithdrawalWorld, batch: Batch, tip: number): Promise<FeeStep | undefined> {
  const payment = readyVersion(batch);
  const waiting = isSized(payment) ? await readWaiting(world, batch, payment, tip) : undefined;
  if (!waiting) return undefined;
  const { epochs, policy } = world;
  const reading = await world.fees.read();
  const fees = feePolicyAt(policy.fees, reading);
  const step = nextFeeStep(waiting, tip, reading.estimates, fees, childVbytes(epochs));
  if (step.do !== 'replace-child') return step;
  // Both see the same; the child, a batch of its own, is where it is done.
  return batch.parent === undefined ? { do: 'wait' } : { do: 'replace', feeSats: step.feeSats };
}

type Sized = Payment & { vbytes: number };

const isSized = (payment: Payment | undefined): payment is Sized => payment?.vbytes !== undefined;

/** Undefined while there is something under way already. */
async function readWaiting(
  world: WithdrawalWorld,
  batch: Batch,
  payment: Sized,
  tip: number,
): Promise<Waiting | undefined> {
  const { contracts, database, policy } = world;
  const { feeSats, vbytes } = payment;
  const alone = { feeSats, vbytes, sinceHeight: sinceOf(payment), deadlineHeight: deadlineOf(batch, policy, tip) };
  if (batch.kind === 'sweep') {
    const parent = await loadWaitingParent(database.db, batch);
    const paidFor = parent?.payments.find(({ txid }) => txid === batch.parent);
    if (parent && isSized(paidFor)) return await readPair(world, parent, paidFor, payment, tip);
    return { ...alone, mostFeeSats: await readMostForSweep(world, payment), mostChildFeeSats: 0n };
  }
  // What cancels a payment is the reserve's own to pay for, like a sweep.
  if (payment.cancels) return { ...alone, mostFeeSats: await readMostForSweep(world, payment), mostChildFeeSats: 0n };
  const child = await loadChild(database.db, payment.txid);
  if (child) {
    const ready = readyVersion(child);
    return isSized(ready) ? await readPair(world, batch, payment, ready, tip) : undefined;
  }
  const { fee_cap } = await contracts.reserve.read('get_policy');
  const accepted = mostFeeSats(batch.withdrawals.map(toPayment));
  return {
    ...alone,
    mostFeeSats: accepted < fee_cap ? accepted : fee_cap,
    mostChildFeeSats: await readSpendable(contracts),
  };
}

/** A payment and its child are mined together, and waited for together: by the payment's deadline, at the child's cost. */
async function readPair(
  world: WithdrawalWorld,
  batch: Batch,
  { feeSats, vbytes }: Sized,
  child: Sized,
  tip: number,
): Promise<Waiting> {
  return {
    ...{ feeSats, vbytes, sinceHeight: sinceOf(child), deadlineHeight: deadlineOf(batch, world.policy, tip) },
    mostFeeSats: feeSats,
    mostChildFeeSats: await readMostForSweep(world, child),
    child: { feeSats: child.feeSats, vbytes: child.vbytes },
  };
}

/** Its own fee is owed already: beside that, what the reserve can spare, within its cap and what the coins bear. */
async function readMostForSweep(
  { contracts, epochs }: WithdrawalWorld,
  { feeSats, psbt }: Pick<Payment, 'feeSats' | 'psbt'>,
): Promise<bigint> {
  const [spendable, { fee_cap }] = await Promise.all([readSpendable(contracts), contracts.reserve.read('get_policy')]);
  const outputs = psbt ? decodeProposal(epochs, psbt).outputs : [];
  const bearable = outputs.reduce((sum, { amountSats }) => sum + amountSats - LEAST_CHANGE_SATS, feeSats);
  return [feeSats + spendable, fee_cap, bearable].reduce((least, one) => (one < least ? one : least));
}

/** A version that no node ever took has taught us all there is to learn. */
const sinceOf = ({ broadcastHeight }: Payment): number => broadcastHeight ?? -1;

const deadlineOf = ({ deadlineHeight }: Batch, policy: WithdrawalWorld['policy'], tip: number): number =>
  deadlineHeight ?? tip + policy.confirmWithinBlocks;
