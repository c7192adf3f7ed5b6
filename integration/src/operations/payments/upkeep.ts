import { setTimeout as sleep } from 'node:timers/promises';
import { describeError } from '@istsi/bitcoin-custody';
import { tipHeight } from '../../bitcoin/watcher-store.ts';
import { withAdvisoryLock } from '../../database/advisory-lock.ts';
import { addToReserve } from '../deposits/add-reserve.ts';
import { reinstateFound } from '../deposits/reinstate.ts';
import { writeOffLost } from '../deposits/write-off.ts';
import type { WithdrawalWorld } from '../withdrawals/withdrawal-world.ts';
import { planConsolidation } from './plan-sweep.ts';

const POLL_MS = 1_000;
const RETRY_MS = 5_000;

/** At each new block, what is due for the reserve as a whole. Of several instances on one database one does it. */
export async function runUpkeep(world: WithdrawalWorld, signal: AbortSignal): Promise<void> {
  let doneAt = -1;
  while (!signal.aborted) {
    let pauseMs = POLL_MS;
    try {
      const tip = await tipHeight(world.database.db);
      if (tip !== doneAt) {
        const done = await withAdvisoryLock(world.database.pool, 'istsi/upkeep', async () => await keepUp(world));
        if (done?.value.isUnanswered) pauseMs = RETRY_MS;
        else if (done?.value.isDone) doneAt = tip;
      }
    } catch (error) {
      pauseMs = RETRY_MS;
      if (!signal.aborted)
        world.log('warn', 'upkeep of the reserve failed; trying again', { error: describeError(error) });
    }
    await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
  }
}

/** All that is due now. The caller holds the lock of the upkeep. `isDone`: nothing is left for another look at this block. */
export async function keepUp(world: WithdrawalWorld): Promise<{ isDone: boolean; isUnanswered: boolean }> {
  const { isUnanswered } = await writeOffLost(world);
  await addToReserve(world);
  await reinstateFound(world);
  // Coins are planned with by one at a time; whoever has them now is followed by us at the next look.
  const { pool } = world.database;
  const planned = await withAdvisoryLock(pool, 'istsi/planner', async () => await planConsolidation(world));
  return { isDone: planned !== undefined, isUnanswered };
}
