import {
  type Address,
  type bool,
  contracttype,
  instance,
  ledger,
  publish,
  require,
  type Str,
  type u64,
} from '@istsi/soroban-sdk';
import { isPaused } from '../shared/lifecycle.ts';
import { IntegrationError } from './errors.ts';
import type { StopRequested } from './events.ts';
import { MAY_PAUSE, rolesOf } from './permissions.ts';
import { isContested } from './proposal-book.ts';
import { DataKey, loadGovernance, loadMode } from './storage.ts';
import { Mode } from './types.ts';

/** One person who may stop the system wants it stopped, and needs another one. */
@contracttype
export class StopRequest {
  /** Ledger time, seconds. */
  at!: u64;
  by!: Address;
}

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
  require(instance.has<DataKey>(DataKey.StopRequest()), IntegrationError.SecondPersonNeeded);
  const request = instance.get<DataKey, StopRequest>(DataKey.StopRequest());
  // Whoever handed its role over since is the same person as its successor, perhaps, and has no say.
  require(request.by !== caller && (rolesOf(request.by) & MAY_PAUSE) !== 0, IntegrationError.SecondPersonNeeded);
  require(ledger.timestamp() < request.at + REQUEST_LIFETIME, IntegrationError.SecondPersonNeeded);
  instance.remove<DataKey>(DataKey.StopRequest());
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
  const request: StopRequest = { at: ledger.timestamp(), by: caller };
  instance.set<DataKey, StopRequest>(DataKey.StopRequest(), request);
  publish<StopRequested>({ caller, reason, timestamp: request.at });
}

/** Governance let the system run again. */
export function beginRest(): void {
  instance.set<DataKey, u64>(DataKey.RestUntil(), ledger.timestamp() + REST);
  instance.remove<DataKey>(DataKey.StopRequest());
}

// Where one Super Admin decides alone, nobody is protected by asking two.
function needsTwo(caller: Address): bool {
  if (loadGovernance().threshold < 2) return false;
  return ledger.timestamp() < instance.getOr<DataKey, u64>(DataKey.RestUntil(), 0) || isContested(caller);
}
