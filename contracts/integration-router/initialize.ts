import type { Address, u32, Vec } from '@istsi/soroban-sdk';
import { Role } from '../shared/roles.ts';
import { touchInstance } from '../shared/ttl.ts';
import { addRole } from './permissions.ts';
import { type Ecosystem, storeEcosystem, storeMetrics, storePaused, storeRoles } from './storage.ts';
import type { SystemMetrics } from './types.ts';

export function initialize(
  super_admin: Address,
  kyc_registry: Address,
  istsi_token: Address,
  reserve_manager: Address,
  operators: Vec<Address>,
  compliance_officers: Vec<Address>,
): void {
  const ecosystem: Ecosystem = { istsi_token, kyc_registry, reserve_manager };
  storeEcosystem(ecosystem);
  storePaused(false);
  storeMetrics(emptyMetrics());
  storeRoles(Map.empty<Address, u32>());
  addRole(super_admin, Role.SuperAdmin);
  addRoleToEach(operators, Role.Operator);
  addRoleToEach(compliance_officers, Role.ComplianceOfficer);
  touchInstance();
}

function addRoleToEach(accounts: Vec<Address>, role: Role): void {
  for (const account of accounts) addRole(account, role);
}

function emptyMetrics(): SystemMetrics {
  return {
    average_processing_time: 0,
    current_reserve_ratio: 10_000,
    failed_operations: 0,
    last_updated: 0,
    successful_operations: 0,
    total_operations: 0,
  };
}
