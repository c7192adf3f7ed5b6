import { describeError, type Log } from '@istsi/bitcoin-custody';
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { loadCursor, storeCursor } from '../events/cursors.ts';
import { type BreakerLimits, type BreakerState, closedBreaker, nextBreaker } from './breaker.ts';
import type { Sample } from './samples.ts';

export interface BreakerOptions {
  db: Kysely<Schema>;
  limits: BreakerLimits;
  /** Servers of each chain that are configured. */
  views: { stellar: number; bitcoin: number };
  /** Stops every contract. There is no way back from here. */
  pause(reason: string): Promise<unknown>;
  log: Log;
}

/** That it has fired is kept where the next process, or another instance, finds it. */
const FIRED = 'monitor/breaker';

export interface Breaker {
  judge(samples: readonly Sample[]): Promise<void>;
}

/** The circuit breaker, as the decision of `nextBreaker` and the pause that follows. The caller holds the monitor's lock. */
export async function openBreaker({ db, limits, views, pause, log }: BreakerOptions): Promise<Breaker> {
  let state: BreakerState = { ...closedBreaker, fired: (await loadCursor(db, FIRED)) === 'fired' };
  return {
    async judge(samples) {
      const { state: next, fire } = nextBreaker(state, samples, limits, views);
      if (fire !== undefined) {
        log('error', 'the circuit breaker stops everything', { reason: fire });
        try {
          await pause(fire);
        } catch (error) {
          // Tried again at the next look: it has not fired. Where a second person is needed, the stop was asked for.
          log('error', 'the circuit breaker could not stop everything', { reason: fire, error: describeError(error) });
          if (!isAskedFor(error)) return;
        }
      }
      if (next.fired !== state.fired) await storeCursor(db, FIRED, next.fired ? 'fired' : 'closed');
      state = next;
    },
  };
}

const isAskedFor = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'services/second-person-needed';
