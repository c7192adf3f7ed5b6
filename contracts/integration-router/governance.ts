import {
  type Address,
  type BytesN,
  type bool,
  currentContract,
  deployer,
  publish,
  require,
  type Sym,
  type u32,
  type u64,
  type Val,
  type Vec,
} from '@istsi/soroban-sdk';
import { KycRegistryClient } from '../shared/clients/kyc-registry.ts';
import { ReserveManagerClient } from '../shared/clients/reserve-manager.ts';
import { isPaused } from '../shared/lifecycle.ts';
import type { OperationType } from '../shared/operations.ts';
import { RegisteredContractClient } from '../shared/registered-contract.ts';
import { Role } from '../shared/roles.ts';
import type { Action } from './action.ts';
import { administer, requireAdministrative } from './administration.ts';
import { requireSuitable, setBatchCall } from './batch-gate.ts';
import { isRegistered, updateContracts } from './contracts.ts';
import { IntegrationError } from './errors.ts';
import type { GovernanceChanged } from './events.ts';
import { requireSoundExchangeConfig, setExchangeConfig } from './exchange-config.ts';
import { offerSeat, requireMovable } from './hand-over.ts';
import { migrate } from './migration.ts';
import { relaxMode } from './modes.ts';
import { resumeSystem } from './pause.ts';
import { assignRole, holdersOf, holdsRole, MAY_GOVERN, unassignRole } from './permissions.ts';
import { changeRateLimits, requireSoundRateLimits } from './rate-limits.ts';
import { loadEcosystem, loadMode, storeGovernance } from './storage.ts';
import type { AddressUpdate, ExchangeConfig, GovernanceConfig, RateLimits } from './types.ts';

const DAY: u64 = 86_400;
const MAX_DELAY: u64 = 30 * DAY;
const MAX_EXPIRY: u64 = 90 * DAY;

const OPERATION_TYPES: u32 = 4;
const ROLES: u32 = 5;

/**
 * Refuses what cannot be performed before anybody votes on it: enums out of range, parameters out of bounds, resuming
 * what runs. It is asked again when the action is performed, for the state changes meanwhile.
 */
export function requireSound(action: Action): void {
  if (action.is('UpdateContractAddresses')) requireValid(!action.payload<Vec<AddressUpdate>>(0).isEmpty);
  if (action.is('SetLimits')) requireValid(action.payload<u32>(1) < OPERATION_TYPES);
  if (action.is('SetRateLimits')) {
    requireValid(action.payload<u32>(0) < OPERATION_TYPES);
    requireSoundRateLimits(action.payload<RateLimits>(1));
  }
  if (action.is('GrantRole') || action.is('RevokeRole')) {
    requireValid(action.payload<Address>(0) !== currentContract() && action.payload<u32>(1) < ROLES);
  }
  if (action.is('RevokeRole')) requireValid(holdsRole(action.payload<Address>(0), action.payload<Role>(1)));
  if (action.is('HandOver')) {
    requireValid(action.payload<Address>(1) !== currentContract());
    requireMovable(action.payload<Address>(0), action.payload<Address>(1), Role.SuperAdmin);
  }
  if (action.is('UpgradeContract') || action.is('Migrate')) requireGoverned(action.payload<Address>(0));
  if (action.is('Resume')) requireValid(isPaused());
  if (action.is('RelaxMode')) requireValid(action.payload<u32>(0) < loadMode());
  if (action.is('SetGovernance')) requireSoundGovernance(action.payload<GovernanceConfig>(0));
  if (action.is('SetBatchCall') && action.payload<bool>(2)) {
    requireSuitable(action.payload<Address>(0), action.payload<Sym>(1));
  }
  if (action.is('SetExchangeConfig')) requireSoundExchangeConfig(action.payload<ExchangeConfig>(0));
  if (action.is('Administer')) requireAdministrative(action.payload<Address>(0), action.payload<Sym>(1));
}

/** Does what was decided. The only caller is `execute`. */
export function perform(caller: Address, action: Action): void {
  requireSound(action);
  if (action.is('UpdateContractAddresses')) updateContracts(action.payload<Vec<AddressUpdate>>(0));
  else if (action.is('SetLimits')) setLimits(action);
  else if (action.is('SetRateLimits')) changeRateLimits(action.payload<u32>(0), action.payload<RateLimits>(1));
  else if (action.is('SetCustodians')) setCustodians(action.payload<Vec<Address>>(0), action.payload<u32>(1));
  else if (action.is('UpgradeContract')) upgradeContract(action.payload<Address>(0), action.payload<BytesN<32>>(1));
  else if (action.is('Migrate')) migrateContract(action.payload<Address>(0));
  else if (action.is('GrantRole')) assignRole(caller, action.payload<Address>(0), action.payload<u32>(1));
  else if (action.is('RevokeRole')) unassignRole(caller, action.payload<Address>(0), action.payload<u32>(1));
  else if (action.is('HandOver')) offerSeat(action.payload<Address>(0), action.payload<Address>(1));
  else if (action.is('Resume')) resumeSystem(caller);
  else if (action.is('RelaxMode')) relaxMode(caller, action.payload<u32>(0));
  else if (action.is('SetGovernance')) setGovernance(action.payload<GovernanceConfig>(0));
  else if (action.is('SetExchangeConfig')) setExchangeConfig(action.payload<ExchangeConfig>(0));
  else if (action.is('SetBatchCall'))
    setBatchCall(action.payload<Address>(0), action.payload<Sym>(1), action.payload<bool>(2));
  else administer(action.payload<Address>(0), action.payload<Sym>(1), action.payload<Vec<Val>>(2));
}

/** Used by the constructor too. A threshold that the Super Admins cannot reach would be the end of governance. */
export function setGovernance(config: GovernanceConfig): void {
  requireSoundGovernance(config);
  storeGovernance(config);
  publish<GovernanceChanged>({ delay: config.delay, expiry: config.expiry, threshold: config.threshold });
}

function requireSoundGovernance(config: GovernanceConfig): void {
  requireValid(config.threshold >= 1 && config.threshold <= holdersOf(MAY_GOVERN).length);
  requireValid(config.delay <= MAX_DELAY && config.expiry <= MAX_EXPIRY);
  requireValid(config.expiry > config.delay);
}

function setCustodians(custodians: Vec<Address>, threshold: u32): void {
  new ReserveManagerClient(loadEcosystem().reserve_manager).set_custodians(custodians, threshold);
}

function setLimits(action: Action): void {
  const operation: OperationType = action.payload<u32>(1);
  const registry = new KycRegistryClient(loadEcosystem().kyc_registry);
  registry.set_limits(
    action.payload<u32>(0),
    operation,
    action.payload<u64>(2),
    action.payload<u64>(3),
    action.payload<u64>(4),
  );
}

/** Works while paused: a pause may be there because of what the upgrade repairs. */
function upgradeContract(target: Address, new_wasm_hash: BytesN<32>): void {
  if (target === currentContract()) deployer.updateCurrentWasm(new_wasm_hash);
  else new RegisteredContractClient(target).upgrade(new_wasm_hash);
}

/** Works while paused too, which a system should be from an upgrade that changes the layout until its migration. */
function migrateContract(target: Address): void {
  if (target === currentContract()) migrate();
  else new RegisteredContractClient(target).migrate();
}

function requireGoverned(target: Address): void {
  require(target === currentContract() || isRegistered(target), IntegrationError.ContractNotFound);
}

function requireValid(condition: bool): void {
  require(condition, IntegrationError.InvalidOperationState);
}
