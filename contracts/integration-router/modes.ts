import { type Address, ledger, publish, require, type u32 } from '@istsi/soroban-sdk';
import { IntegrationError } from './errors.ts';
import type { ModeChanged } from './events.ts';
import { pauseCore, requireNotPaused, startContracts } from './pause.ts';
import { beginRest, requireMayStop } from './stops.ts';
import { loadMode, storeMode } from './storage.ts';
import { Mode } from './types.ts';

/** For what begins an operation. */
export function requireNormal(): void {
  requireContinuing();
  require(loadMode() === Mode.Normal, IntegrationError.MaintenanceMode);
}

/** For what completes or undoes an operation that has begun. */
export function requireContinuing(): void {
  requireNotPaused();
  require(loadMode() !== Mode.Emergency, IntegrationError.EmergencyMode);
}

/** To a stricter mode. */
export function tightenMode(caller: Address, mode: Mode): void {
  const current = loadMode();
  require((mode as u32) >= current, IntegrationError.InsufficientPermissions);
  requireMayStop(caller);
  changeMode(caller, current, mode);
  if (mode === Mode.Emergency) pauseCore();
}

/** To a less strict mode; governance only. */
export function relaxMode(caller: Address, mode: Mode): void {
  const current = loadMode();
  require((mode as u32) < current, IntegrationError.InvalidOperationState);
  changeMode(caller, current, mode);
  if (current === Mode.Emergency) startContracts();
  beginRest();
}

function changeMode(caller: Address, from: u32, to: Mode): void {
  require((to as u32) !== from, IntegrationError.InvalidOperationState);
  storeMode(to);
  publish<ModeChanged>({ caller, from, to: to as u32, timestamp: ledger.timestamp() });
}
