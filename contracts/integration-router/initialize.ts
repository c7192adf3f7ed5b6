import { type Address, type u32, Vec } from '@istsi/soroban-sdk';
import { ContractKind } from '../shared/kinds.ts';
import { beginLife } from '../shared/lifecycle.ts';
import { Role } from '../shared/roles.ts';
import { touchInstance } from '../shared/ttl.ts';
import { emptyDocket } from './docket.ts';
import { setGovernance } from './governance.ts';
import { beginInstance } from './instance.ts';
import { beginTraffic } from './metrics.ts';
import { LAYOUT } from './migration.ts';
import { addRole } from './permissions.ts';
import { storeDocket } from './proposal-book.ts';
import { beginRoles } from './role-book.ts';
import { storeContracts, storeMode } from './storage.ts';
import { type GovernanceConfig, Mode } from './types.ts';

export function initialize(
  super_admins: Vec<Address>,
  kyc_registry: Address,
  istsi_token: Address,
  reserve_manager: Address,
  operators: Vec<Address>,
  compliance_officers: Vec<Address>,
  governance: GovernanceConfig,
): void {
  storeContracts(
    Map.empty<u32, Vec<Address>>()
      .set(ContractKind.KycRegistry, Vec.of<Address>(kyc_registry))
      .set(ContractKind.IstsiToken, Vec.of<Address>(istsi_token))
      .set(ContractKind.ReserveManager, Vec.of<Address>(reserve_manager)),
  );
  beginLife(LAYOUT);
  storeMode(Mode.Normal);
  beginTraffic();
  beginRoles();
  beginInstance();
  storeDocket(emptyDocket(1));
  addRoleToEach(super_admins, Role.SuperAdmin);
  addRoleToEach(operators, Role.Operator);
  addRoleToEach(compliance_officers, Role.ComplianceOfficer);
  setGovernance(governance);
  touchInstance();
}

function addRoleToEach(accounts: Vec<Address>, role: Role): void {
  for (const account of accounts) addRole(account, role);
}
