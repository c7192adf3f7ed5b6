import type { SubmitOutcome } from '@istsi/soroban-client';
import { retryAt } from '../backoff.ts';
import { refusalOfPending } from '../refusal.ts';
import type { Deposit, Refusal } from './deposit.ts';
import type { DepositChange } from './deposit-store.ts';
import { type DepositWorld, PENDING_PAUSE_MS } from './deposit-world.ts';

/** Records a step, and with it what became of the transaction that it was about. */
export async function record(
  { rows }: DepositWorld,
  deposit: Deposit,
  change: DepositChange,
  detail?: Record<string, string>,
  outcome?: SubmitOutcome,
): Promise<void> {
  const fate = outcome && 'hash' in outcome ? outcome : undefined;
  await rows.record({ deposit, change, detail, fate });
}

/** Whether its transaction was included is not known yet: said, and asked again soon. That is no failure of its own. */
export async function recordPending(
  world: DepositWorld,
  deposit: Deposit,
  state: 'submitted' | 'registering',
  fate: Extract<SubmitOutcome, { status: 'pending' }>,
): Promise<void> {
  const wakeAt = new Date(world.now().getTime() + PENDING_PAUSE_MS);
  await record(world, deposit, { state, refusal: refusalOfPending(fate), failures: deposit.failures, wakeAt });
}

/** What was known of it does not hold any more: it is looked at from the beginning, and says why. */
export async function identifyAgain(
  world: DepositWorld,
  deposit: Deposit,
  outcome: SubmitOutcome,
  refusal: Refusal,
  detail: Record<string, string> = { ...refusal },
): Promise<void> {
  const change = { state: 'seen', stellarTx: undefined, ...heldUpBy(world, deposit, refusal) } as const;
  await record(world, deposit, change, detail, outcome);
}

/** What a step that did not succeed leaves in the row: why, and when there is another one. */
export const heldUpBy = (
  world: DepositWorld,
  deposit: Deposit,
  refusal: Refusal,
): { refusal: Refusal; failures: number; wakeAt: Date } => ({
  refusal,
  failures: deposit.failures + 1,
  wakeAt: retryAt(world.now(), deposit, refusal.code, world.random),
});
