import { setTimeout as sleep } from 'node:timers/promises';
import { describeError } from '@istsi/bitcoin-custody';
import { withAdvisoryLock } from '../../database/advisory-lock.ts';
import { isConflict } from '../operation-store.ts';
import type { WithdrawalWorld } from '../withdrawals/withdrawal-world.ts';
import { explainFailure } from './explain.ts';
import { type PlanningPlace, planBatch } from './plan-batch.ts';

/** Of the batching window: how often pending withdrawals are looked at. */
const LOOKS_PER_WINDOW = 4;
const LEAST_POLL_MS = 100;
const RETRY_MS = 2_000;

/** Plans payments until aborted. Of several instances on one database one plans at a time. */
export async function runPlanner(world: WithdrawalWorld, signal: AbortSignal): Promise<void> {
  const pollMs = Math.max(LEAST_POLL_MS, world.policy.batchWindowMs / LOOKS_PER_WINDOW);
  const place: PlanningPlace = { after: undefined };
  while (!signal.aborted) {
    let pauseMs = pollMs;
    try {
      await withAdvisoryLock(world.database.pool, 'istsi/planner', async () => {
        await planAll(world, place, signal);
      });
    } catch (error) {
      // What it planned with was changed meanwhile: planned anew with what there is now.
      if (!isConflict(error)) {
        pauseMs = RETRY_MS;
        if (!signal.aborted) await reportFailure(world, error);
      }
    }
    await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
  }
}

/** Payments for all that are pending, as far as they can be planned now. The caller holds the planner's lock. */
export async function planAll(world: WithdrawalWorld, place: PlanningPlace, signal: AbortSignal): Promise<void> {
  let planned: string | undefined;
  do {
    // Behind those that nothing could be planned for, the coins are the same.
    if (planned !== undefined || place.after === undefined) place.coins = undefined;
    planned = await planBatch(world, place);
    if (planned === undefined && place.after === undefined) return;
  } while (!signal.aborted);
}

async function reportFailure(world: WithdrawalWorld, error: unknown): Promise<void> {
  world.log('warn', 'planning payments failed; trying again', { error: describeError(error) });
  try {
    await explainFailure(world, error);
  } catch (failure) {
    world.log('warn', 'and it could not be written down', { error: describeError(failure) });
  }
}
