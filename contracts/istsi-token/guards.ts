import { type Address, require } from '@istsi/soroban-sdk';
import { isPaused } from '../shared/lifecycle.ts';
import { holdsOffice } from '../shared/officers.ts';
import { touchInstance } from '../shared/ttl.ts';
import { TokenError } from './errors.ts';
import { loadConfig } from './storage.ts';

/** Authorizes whose tokens move, or whose allowance is used, unless the token is paused. */
export function requireActive(actor: Address): void {
  actor.requireAuth();
  touchInstance();
  requireNotPaused();
}

/** Authorizes `caller` and asks the router whether compliance decisions are theirs to take. */
export function requireOfficer(caller: Address): void {
  caller.requireAuth();
  touchInstance();
  require(holdsOffice(loadConfig().router, caller), TokenError.NotAnOfficer);
}

export function requireRouter(): void {
  loadConfig().router.requireAuth();
  touchInstance();
}

export function requireNotPaused(): void {
  require(!isPaused(), TokenError.Paused);
}
