import { type Address, require } from '@istsi/soroban-sdk';
import { IntegrationRouterClient } from '../shared/clients/integration-router.ts';
import { isPaused } from '../shared/lifecycle.ts';
import { Role } from '../shared/roles.ts';
import { touchInstance } from '../shared/ttl.ts';
import { KycError } from './errors.ts';
import { loadRouter } from './storage.ts';

/** Authorizes `caller` and asks the router whether compliance decisions are theirs to take. */
export function requireOfficer(caller: Address): void {
  caller.requireAuth();
  touchInstance();
  const router = new IntegrationRouterClient(loadRouter());
  const entitled = router.has_role(caller, Role.ComplianceOfficer) || router.has_role(caller, Role.SuperAdmin);
  require(entitled, KycError.NotAnOfficer);
}

export function requireRouter(): void {
  loadRouter().requireAuth();
  touchInstance();
}

export function requireNotPaused(): void {
  require(!isPaused(), KycError.Paused);
}
