import { type bool, ledger, type u64 } from '@istsi/soroban-sdk';
import { changePaused, isPaused } from '../shared/lifecycle.ts';
import { loadPauses, storePauses } from './storage.ts';

// Deadlines count the time in which the contract runs: while it is paused nobody can pay, and nobody is late.

/** Seconds: the year 2106, for deadlines that never come. */
export const NEVER: u64 = 4_294_967_295;

/** Seconds of ledger time that the contract was paused, up to now. */
export function pausedTime(): u64 {
  const pauses = loadPauses();
  return isPaused() ? pauses.total + (ledger.timestamp() - pauses.since) : pauses.total;
}

/** Ledger time less all pauses. What is to happen at a moment of it happens later when a pause comes between. */
export function runningTime(): u64 {
  return ledger.timestamp() - pausedTime();
}

/** What never comes does not come later either. */
export function toLedgerTime(running: u64): u64 {
  return running === NEVER ? NEVER : running + pausedTime();
}

/** Pausing twice is one pause. */
export function changeRunning(paused: bool): void {
  if (paused === isPaused()) return;
  const pauses = loadPauses();
  if (paused) pauses.since = ledger.timestamp();
  else pauses.total += ledger.timestamp() - pauses.since;
  storePauses(pauses);
  changePaused(paused);
}
