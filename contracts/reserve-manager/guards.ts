import { require } from '@istsi/soroban-sdk';
import { isPaused } from '../shared/lifecycle.ts';
import { touchInstance } from '../shared/ttl.ts';
import { ReserveError } from './errors.ts';
import { loadConfig, touchConfig } from './storage.ts';

export function requireRouter(): void {
  loadConfig().router.requireAuth();
  touchInstance();
  touchConfig();
}

export function requireNotPaused(): void {
  require(!isPaused(), ReserveError.Paused);
}

/** For what nobody's role stands behind, or whose role was asked already. */
export function requireRunning(): void {
  touchInstance();
  touchConfig();
  requireNotPaused();
}
