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

/** Whoever may be taken over by who reaches it from the internet must not hold these. */
const BEYOND_SERVICES: readonly RoleName[] = ['super-admin', 'system-admin', 'compliance-officer'];

/** Which of the addresses of services that the internet reaches may do more than operate and pause, as the router has it. */
export async function rolesBeyondServices(
  contracts: Pick<SystemContracts, 'router'>,
  addresses: readonly string[],
): Promise<{ address: string; role: RoleName }[]> {
  const found = await Promise.all(
    [...new Set(addresses)].map(async (address) => {
      const roles = await readRoles(contracts, address);
      return roles.filter((role) => BEYOND_SERVICES.includes(role)).map((role) => ({ address, role }));
    }),
  );
  return found.flat();
}

/** What the router lets this address do, now. */
export async function readRoles({ router }: Pick<SystemContracts, 'router'>, address: string): Promise<RoleName[]> {
  const roles = await router.read('get_roles', { address });
  return roles.map((role) => names[role]);
}
