import type { SystemContracts } from '@istsi/contracts';
import { Role } from '@istsi/contracts/clients/integration-router';

export const roleNames = ['super-admin', 'system-admin', 'compliance-officer', 'operator', 'guardian'] as const;
export type RoleName = (typeof roleNames)[number];

/** By the numbers that the router gives them. */
const names: Record<Role, RoleName> = {
  [Role.SuperAdmin]: 'super-admin',
  [Role.SystemAdmin]: 'system-admin',
  [Role.ComplianceOfficer]: 'compliance-officer',
  [Role.Operator]: 'operator',
  [Role.Guardian]: 'guardian',
};

/** What the router lets this address do, now. */
export async function readRoles({ router }: Pick<SystemContracts, 'router'>, address: string): Promise<RoleName[]> {
  const roles = await router.read('get_roles', { address });
  return roles.map((role) => names[role]);
}
