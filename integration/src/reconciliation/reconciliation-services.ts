import { setTimeout as sleep } from 'node:timers/promises';
import { describeError } from '@istsi/bitcoin-custody';
import { withAdvisoryLock } from '../database/advisory-lock.ts';
import { reconcile } from './reconcile.ts';
import type { ReconcileWorld } from './reconcile-world.ts';
import {
  ALARMING_RUNS,
  findReconciliation,
  listReconciliations,
  type ReconciliationStanding,
  type ReconciliationView,
  reconciliationStanding,
  storeReconciliation,
} from './reconciliation-store.ts';

/** Holding both chains against each other, and what came of it. */
export interface ReconciliationServices {
  /** Makes one now; who asks while one is made waits for its turn. */
  make(): Promise<ReconciliationView>;
  /** Newest first. */
  list(query: {
    limit: number;
    cursor?: string | undefined;
  }): Promise<{ items: ReconciliationView[]; nextCursor: string | undefined }>;
  find(id: string): Promise<ReconciliationView | undefined>;
  standing(): Promise<ReconciliationStanding>;
}

export interface ReconciliationSchedule {
  /** How long after one the next is due; absent: none is made without being asked for. */
  everyMs?: number;
  /** How often to look whether one is. */
  pollMs?: number;
  /** How long a server that is behind is waited for. */
  patienceMs?: number;
}

const LOCK = 'istsi/reconciliation';
const POLL_MS = 10_000;
const WAIT_MS = 100;
/** What nothing explained is looked at again soon: one look may fall between two states, two do not. */
const AGAIN_MS = 60_000;

export function reconciliationServices(world: ReconcileWorld): ReconciliationServices {
  const { db } = world.database;
  return {
    make: () => makeOne(world),
    list: ({ limit, cursor }) => listReconciliations(db, { limit, before: idOf(cursor) }),
    find: async (text) => {
      const id = idOf(text);
      return id === undefined ? undefined : await findReconciliation(db, id);
    },
    standing: () => reconciliationStanding(db),
  };
}

/** As the database counts them; undefined for what is no such number. */
const idOf = (text: string | undefined): bigint | undefined =>
  text !== undefined && /^[1-9]\d{0,17}$/.test(text) ? BigInt(text) : undefined;

async function makeOne(world: ReconcileWorld): Promise<ReconciliationView> {
  const { database } = world;
  for (;;) {
    // One at a time, of all instances: a node searches for one asker only.
    const made = await withAdvisoryLock(database.pool, LOCK, async () => {
      const beganAt = new Date();
      return await storeReconciliation(database.db, await reconcile(world), beganAt);
    });
    if (made) return made.value;
    await sleep(WAIT_MS);
  }
}

/** Makes one when it is due, until aborted. When the last one was made is in the database: a restart repeats none. */
export async function runReconciliations(
  world: ReconcileWorld,
  { everyMs, pollMs = POLL_MS }: ReconciliationSchedule = {},
  signal: AbortSignal,
): Promise<void> {
  if (everyMs === undefined) return;
  const { database, log } = world;
  while (!signal.aborted) {
    try {
      const { last, differencesInARow } = await reconciliationStanding(database.db);
      const isOpen = last?.outcome === 'difference' && differencesInARow < ALARMING_RUNS;
      const pauseMs = isOpen ? Math.min(everyMs, AGAIN_MS) : everyMs;
      if (Date.now() >= (last?.endedAt.getTime() ?? 0) + pauseMs) {
        const made = await makeOne(world);
        if (made.outcome !== 'balanced')
          log('warn', `reconciliation: ${made.outcome}`, { id: made.id, unexplainedSats: made.unexplainedSats });
      }
    } catch (error) {
      if (!signal.aborted) log('warn', 'the reconciliation failed; trying again', { error: describeError(error) });
    }
    await sleep(pollMs, undefined, { signal }).catch(() => undefined);
  }
}
