import { type Address, require } from '@istsi/soroban-sdk';
import { touchInstance } from '../shared/ttl.ts';
import { TokenError } from './errors.ts';
import { isPaused, loadConfig } from './storage.ts';

/** Authorizes whose tokens move, or whose allowance is used, unless the token is paused. */
export function requireActive(actor: Address): void {
  actor.requireAuth();
  touchInstance();
  requireNotPaused();
}

export function requireRouter(): void {
  loadConfig().router.requireAuth();
  touchInstance();
}

export function requireNotPaused(): void {
  require(!isPaused(), TokenError.Paused);
}
