import type { SubmitOutcome } from '@istsi/soroban-client';
import { retryAt } from '../backoff.ts';
import type { Deposit } from './deposit.ts';
import type { DepositChange } from './deposit-store.ts';
import type { DepositWorld } from './deposit-world.ts';

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

/** What was known of it does not hold any more: it is looked at from the beginning. */
export async function identifyAgain(
  world: DepositWorld,
  deposit: Deposit,
  outcome: SubmitOutcome,
  detail: Record<string, string>,
): Promise<void> {
  const failures = deposit.failures + 1;
  const change = { state: 'seen', stellarTx: undefined, failures, wakeAt: pause(world, failures) } as const;
  await record(world, deposit, change, detail, outcome);
}

export const pause = (world: DepositWorld, failures: number): Date => retryAt(world.now(), failures, world.random);
