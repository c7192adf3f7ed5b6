import {
  type Address,
  Args,
  type BytesN,
  type bool,
  currentContract,
  deployer,
  fail,
  require,
  type Sym,
  sym,
  type u32,
  type u64,
  Vec,
} from '@istsi/soroban-sdk';
import { isPaused } from '../shared/lifecycle.ts';
import { Role } from '../shared/roles.ts';
import type { Action } from './action.ts';
import { requireAdministrative } from './administration.ts';
import { requireSuitable } from './batch-gate.ts';
import { requireFitting } from './canary.ts';
import { isRegistered, KINDS, requireKind, requireRegisteredAs } from './contracts.ts';
import { Errand, errandOf, isErrand, refusalOf } from './errands.ts';
import { IntegrationError } from './errors.ts';
import { setupOf } from './exchange-config.ts';
import { requireMovable } from './hand-over.ts';
import { requireSoundWithdrawal } from './inventory.ts';
import { countSuperAdmins, holdsRole } from './permissions.ts';
import { requireSoundRateLimits } from './rate-limits.ts';
import { isStopped } from './stops.ts';
import { loadMode } from './storage.ts';
import {
  AddressChange,
  type AddressUpdate,
  type ExchangeConfig,
  type GovernanceConfig,
  type RateLimits,
} from './types.ts';

const DAY: u64 = 86_400;
const MAX_DELAY: u64 = 30 * DAY;
const MAX_EXPIRY: u64 = 90 * DAY;

const OPERATION_TYPES: u32 = 4;
const ROLES: u32 = 5;

/**
 * Refuses what cannot be performed before anybody votes on it: payloads of another type, enums out of range, parameters
 * out of bounds, resuming what runs. It is asked again when the action is performed, for the state changes meanwhile.
 */
export function requireSound(action: Action): void {
  if (action.is('UpdateContractAddresses')) requireSoundUpdates(action.payload<Vec<AddressUpdate>>(0));
  if (action.is('SetRateLimits')) {
    requireValid(action.payload<u32>(0) < OPERATION_TYPES);
    requireSoundRateLimits(action.payload<RateLimits>(1));
  }
  if (action.is('UpgradeContract')) requireSoundUpgrade(action);
  if (action.is('Migrate')) requireGoverned(action.payload<Address>(0));
  requireSoundSeats(action);
  if (action.is('Resume')) requireValid(isPaused());
  if (action.is('RelaxMode')) requireValid(action.payload<u32>(0) < loadMode());
  if (action.is('SetGovernance')) requireSoundGovernance(action.payload<GovernanceConfig>(0));
  if (action.is('SetBatchCall')) requireSoundBatchCall(action);
  if (action.is('WithdrawInventory')) {
    requireSoundWithdrawal(action.payload<Address>(0), action.payload<Address>(1), action.payload<u64>(2));
  }
  if (action.is('SetExchangeConfig')) setupOf(action.payload<ExchangeConfig>(0));
  if (action.is('Administer')) {
    requireAdministrative(action.payload<Address>(0), action.payload<Sym>(1));
  }
}

/** Whether those would do it who are asked to. Only before anybody votes: afterwards they are asked in earnest. */
export function requirePossible(action: Action): void {
  if (isErrand(action)) {
    const refusal = refusalOf(errandOf(action));
    if (refusal !== 0) fail(action.is('Administer') ? refusal : IntegrationError.InvalidOperationState);
  }
  if (!action.is('UpdateContractAddresses')) return;
  for (const update of action.payload<Vec<AddressUpdate>>(0)) {
    if (update.change !== AddressChange.Register || isRegistered(update.contract)) continue;
    const errand = new Errand(update.contract, sym('set_paused'), Args.of().add<bool>(isStopped()));
    require(refusalOf(errand) === 0, IntegrationError.ContractCallFailed);
  }
}

/** Used by the constructor too. A threshold that the Super Admins cannot reach would be the end of governance. */
export function requireSoundGovernance(config: GovernanceConfig): void {
  requireValid(config.threshold >= 1 && config.threshold <= countSuperAdmins());
  requireValid(config.delay <= MAX_DELAY && config.expiry <= MAX_EXPIRY);
  requireValid(config.expiry > config.delay);
}

// In order, as they are carried out: what is registered now may be deregistered by then, but not what the update before
// registered, nor the other way round.
function requireSoundUpdates(updates: Vec<AddressUpdate>): void {
  requireValid(!updates.isEmpty);
  let here = Vec.empty<Address>();
  let gone = Vec.empty<Address>();
  for (const update of updates) {
    const contract = update.contract;
    requireValid((update.kind as u32) < KINDS && contract !== currentContract());
    requireKindOf(update.kind as u32, contract);
    if (update.change === AddressChange.Register) requireValid(!here.includes(contract));
    else requireValid(!gone.includes(contract));
    const isGone = update.change === AddressChange.Deregister;
    here = isGone ? without(here, contract) : here.push(contract);
    gone = isGone ? gone.push(contract) : without(gone, contract);
  }
}

// What a contract is never changes. One that is registered may not answer any more, and must be possible to deregister.
function requireKindOf(kind: u32, contract: Address): void {
  if (isRegistered(contract)) {
    requireRegisteredAs(kind, contract);
    return;
  }
  require(deployer.wasmHashOf(contract).isSome, IntegrationError.ContractNotFound);
  requireKind(kind, contract);
}

function requireSoundUpgrade(action: Action): void {
  const target = action.payload<Address>(0);
  requireGoverned(target);
  requireFitting(target, action.payload<BytesN<32>>(1), action.payload<Address>(2));
}

function requireSoundSeats(action: Action): void {
  if (action.is('GrantRole') || action.is('RevokeRole')) {
    requireValid(action.payload<Address>(0) !== currentContract() && action.payload<u32>(1) < ROLES);
  }
  if (action.is('RevokeRole')) requireValid(holdsRole(action.payload<Address>(0), action.payload<Role>(1)));
  if (action.is('HandOver')) {
    requireValid(action.payload<Address>(1) !== currentContract());
    requireMovable(action.payload<Address>(0), action.payload<Address>(1), Role.SuperAdmin);
  }
}

function requireSoundBatchCall(action: Action): void {
  const target = action.payload<Address>(0);
  const function_name = action.payload<Sym>(1);
  if (action.payload<bool>(2)) requireSuitable(target, function_name);
}

function requireGoverned(target: Address): void {
  require(target === currentContract() || isRegistered(target), IntegrationError.ContractNotFound);
}

function requireValid(condition: bool): void {
  require(condition, IntegrationError.InvalidOperationState);
}

function without(list: Vec<Address>, contract: Address): Vec<Address> {
  const position = list.indexOf(contract);
  return position.isSome ? without(list.remove(position.unwrap()), contract) : list;
}
