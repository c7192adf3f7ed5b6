import type { Address, bool } from '@istsi/soroban-sdk';
import { IntegrationRouterClient } from './clients/integration-router.ts';
import { Role } from './roles.ts';

/** Whether the router says that compliance decisions are an account's to take: a Compliance Officer's, or a Super Admin's. */
export function holdsOffice(router: Address, account: Address): bool {
  const roles = new IntegrationRouterClient(router);
  return roles.has_role(account, Role.ComplianceOfficer) || roles.has_role(account, Role.SuperAdmin);
}
