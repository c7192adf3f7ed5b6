import {
  type Address,
  type BytesN,
  type bool,
  currentContract,
  require,
  type Sym,
  type u32,
  type u64,
  type Val,
  type Vec,
} from '@istsi/soroban-sdk';
import { isPaused } from '../shared/lifecycle.ts';
import { Role } from '../shared/roles.ts';
import type { Action } from './action.ts';
import { requireAdministrative } from './administration.ts';
import { requireSuitable } from './batch-gate.ts';
import { requireFitting } from './canary.ts';
import { isRegistered, KINDS, requireKind } from './contracts.ts';
import { IntegrationError } from './errors.ts';
import { requireSoundExchangeConfig } from './exchange-config.ts';
import { requireMovable } from './hand-over.ts';
import { requireSoundWithdrawal } from './inventory.ts';
import { holdersOf, holdsRole, MAY_GOVERN } from './permissions.ts';
import { requireSoundRateLimits } from './rate-limits.ts';
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
const MAX_TIER: u32 = 4;
const MAX_CUSTODIANS: u32 = 20;

/**
 * Refuses what cannot be performed before anybody votes on it: payloads of another type, enums out of range, parameters
 * out of bounds, resuming what runs. It is asked again when the action is performed, for the state changes meanwhile.
 */
export function requireSound(action: Action): void {
  if (action.is('UpdateContractAddresses')) requireSoundUpdates(action.payload<Vec<AddressUpdate>>(0));
  if (action.is('SetLimits')) requireSoundLimits(action);
  if (action.is('SetRateLimits')) {
    requireValid(action.payload<u32>(0) < OPERATION_TYPES);
    requireSoundRateLimits(action.payload<RateLimits>(1));
  }
  if (action.is('SetCustodians')) requireSoundCustodians(action.payload<Vec<Address>>(0), action.payload<u32>(1));
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
  if (action.is('SetExchangeConfig')) requireSoundExchangeConfig(action.payload<ExchangeConfig>(0));
  if (action.is('Administer')) {
    requireAdministrative(action.payload<Address>(0), action.payload<Sym>(1), action.payload<Vec<Val>>(2));
  }
}

/** Used by the constructor too. A threshold that the Super Admins cannot reach would be the end of governance. */
export function requireSoundGovernance(config: GovernanceConfig): void {
  requireValid(config.threshold >= 1 && config.threshold <= holdersOf(MAY_GOVERN).length);
  requireValid(config.delay <= MAX_DELAY && config.expiry <= MAX_EXPIRY);
  requireValid(config.expiry > config.delay);
}

function requireSoundUpdates(updates: Vec<AddressUpdate>): void {
  requireValid(!updates.isEmpty);
  for (const update of updates) {
    const kind = update.kind as u32;
    requireValid(kind < KINDS && (update.change as u32) <= (AddressChange.Prefer as u32));
    if (update.change === AddressChange.Register) requireRegistrable(kind, update.contract);
  }
}

// What is registered now may be deregistered by then, or by the update before.
function requireRegistrable(kind: u32, contract: Address): void {
  requireValid(contract !== currentContract());
  if (!isRegistered(contract)) requireKind(kind, contract);
}

function requireSoundLimits(action: Action): void {
  requireValid(action.payload<u32>(0) <= MAX_TIER && action.payload<u32>(1) < OPERATION_TYPES);
  const daily = action.payload<u64>(3);
  requireValid(action.payload<u64>(2) <= daily && daily <= action.payload<u64>(4));
}

function requireSoundCustodians(custodians: Vec<Address>, threshold: u32): void {
  requireValid(threshold >= 1 && threshold <= custodians.length && custodians.length <= MAX_CUSTODIANS);
  for (let i: u32 = 0; i < custodians.length; i++) {
    requireValid(custodians.indexOf(custodians.at(i)).unwrap() === i);
  }
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
