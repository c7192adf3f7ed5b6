import { type Address, type bool, require } from '@istsi/soroban-sdk';
import { isPaused } from '../shared/lifecycle.ts';
import { holdsOffice } from '../shared/officers.ts';
import { touchInstance } from '../shared/ttl.ts';
import { KycError } from './errors.ts';
import { loadRouter } from './storage.ts';

/** Authorizes `caller` and asks the router whether compliance decisions are theirs to take. */
export function requireOfficer(caller: Address): void {
  caller.requireAuth();
  touchInstance();
  require(isOfficer(caller), KycError.NotAnOfficer);
}

export function isOfficer(account: Address): bool {
  return holdsOffice(loadRouter(), account);
}

export function requireRouter(): void {
  loadRouter().requireAuth();
  touchInstance();
}

export function requireNotPaused(): void {
  require(!isPaused(), KycError.Paused);
}
