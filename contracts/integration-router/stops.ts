import { type Address, type bool, ledger, publish, require, type Str, type u64 } from '@istsi/soroban-sdk';
import { isPaused } from '../shared/lifecycle.ts';
import { IntegrationError } from './errors.ts';
import type { StopRequested } from './events.ts';
import { loadStops, storeStops } from './instance.ts';
import { MAY_PAUSE, rolesOf } from './permissions.ts';
import { isContested } from './proposal-book.ts';
import { clearRequest, requestedAt, requestedBy, restUntil, setRequest, setRest } from './stop-times.ts';
import { loadGovernance, loadMode } from './storage.ts';
import { Mode } from './types.ts';

const DAY: u64 = 86_400;
/** After governance let the system run again. Longer than any delay after which a revocation takes effect is wise. */
const REST: u64 = 7 * DAY;
const REQUEST_LIFETIME: u64 = DAY;

/** Whether the contracts stand still: a pause says so, or a mode. */
export function isStopped(): bool {
  return isPaused() || loadMode() === Mode.Emergency;
}

/**
 * One person stops the system at once. Two are needed where one could keep it stopped: soon after governance let it run
 * again, and when the caller's own removal is proposed. The other one has asked for the stop before, within a day.
 */
export function requireMayStop(caller: Address): void {
  if (!needsTwo(caller)) return;
  const stops = loadStops();
  const at = requestedAt(stops);
  require(at !== 0 && ledger.timestamp() < at + REQUEST_LIFETIME, IntegrationError.SecondPersonNeeded);
  // Whoever handed its role over since is the same person as its successor, perhaps, and has no say.
  const by = requestedBy(stops);
  require(by !== caller && (rolesOf(by) & MAY_PAUSE) !== 0, IntegrationError.SecondPersonNeeded);
  clearRequest(stops);
  storeStops(stops);
}

/**
 * Bounds of zero keep value from coming in and going out like a pause. So whose own removal is proposed tightens none:
 * otherwise one person could do it again each time that governance relaxes them.
 */
export function mayThrottle(account: Address): bool {
  return (rolesOf(account) & MAY_PAUSE) !== 0 && (loadGovernance().threshold < 2 || !isContested(account));
}

/** A later request takes the place of an earlier one: whoever made either, another one can stop the system. */
export function requestStop(caller: Address, reason: Str): void {
  const stops = loadStops();
  const timestamp = ledger.timestamp();
  setRequest(stops, { at: timestamp, by: caller });
  storeStops(stops);
  publish<StopRequested>({ caller, reason, timestamp });
}

/** Governance let the system run again. */
export function beginRest(): void {
  const stops = loadStops();
  setRest(stops, ledger.timestamp() + REST);
  clearRequest(stops);
  storeStops(stops);
}

// Where one Super Admin decides alone, nobody is protected by asking two.
function needsTwo(caller: Address): bool {
  if (loadGovernance().threshold < 2) return false;
  return ledger.timestamp() < restUntil(loadStops()) || isContested(caller);
}
