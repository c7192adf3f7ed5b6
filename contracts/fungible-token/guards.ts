import { type Address, require } from '@istsi/soroban-sdk';
import { isPaused } from '../shared/lifecycle.ts';
import { touchInstance } from '../shared/ttl.ts';
import { FungibleError } from './errors.ts';
import { loadConfig } from './storage.ts';

/** Authorizes whose tokens move, whose allowance is used or who mints, unless the token is paused. */
export function requireActive(actor: Address): void {
  actor.requireAuth();
  touchInstance();
  require(!isPaused(), FungibleError.Paused);
}

export function requireAdmin(): void {
  loadConfig().admin.requireAuth();
  touchInstance();
}
