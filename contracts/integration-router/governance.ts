import {
  type Address,
  type BytesN,
  type bool,
  currentContract,
  deployer,
  publish,
  type Sym,
  type u32,
  type u64,
  type Vec,
} from '@istsi/soroban-sdk';
import { RegisteredContractClient } from '../shared/registered-contract.ts';
import type { Action } from './action.ts';
import { requireSound, requireSoundGovernance } from './action-checks.ts';
import { administer } from './administration.ts';
import { setBatchCall } from './batch-gate.ts';
import { updateContracts } from './contracts.ts';
import { errandOf, run } from './errands.ts';
import type { GovernanceChanged } from './events.ts';
import { setExchangeConfig } from './exchange-config.ts';
import { offerSeat } from './hand-over.ts';
import { withdrawInventory } from './inventory.ts';
import { migrate } from './migration.ts';
import { relaxMode } from './modes.ts';
import { resumeSystem } from './pause.ts';
import { assignRole, unassignRole } from './permissions.ts';
import { changeRateLimits } from './rate-limits.ts';
import { storeGovernance } from './storage.ts';
import type { AddressUpdate, ExchangeConfig, GovernanceConfig, RateLimits } from './types.ts';

/** Does what was decided. The only caller is `execute`. */
export function perform(caller: Address, action: Action): void {
  requireSound(action);
  if (action.is('UpdateContractAddresses')) updateContracts(action.payload<Vec<AddressUpdate>>(0));
  else if (action.is('SetRateLimits')) changeRateLimits(action.payload<u32>(0), action.payload<RateLimits>(1));
  else if (action.is('SetLimits') || action.is('SetCustodians')) run(errandOf(action));
  else if (action.is('UpgradeContract')) upgradeContract(action.payload<Address>(0), action.payload<BytesN<32>>(1));
  else if (action.is('Migrate')) migrateContract(action.payload<Address>(0));
  else if (action.is('GrantRole')) assignRole(caller, action.payload<Address>(0), action.payload<u32>(1));
  else if (action.is('RevokeRole')) unassignRole(caller, action.payload<Address>(0), action.payload<u32>(1));
  else if (action.is('HandOver')) offerSeat(action.payload<Address>(0), action.payload<Address>(1));
  else if (action.is('Resume')) resumeSystem(caller);
  else if (action.is('RelaxMode')) relaxMode(caller, action.payload<u32>(0));
  else if (action.is('SetGovernance')) setGovernance(action.payload<GovernanceConfig>(0));
  else if (action.is('WithdrawInventory'))
    withdrawInventory(action.payload<Address>(0), action.payload<Address>(1), action.payload<u64>(2));
  else if (action.is('SetExchangeConfig')) setExchangeConfig(action.payload<ExchangeConfig>(0));
  else if (action.is('SetBatchCall'))
    setBatchCall(action.payload<Address>(0), action.payload<Sym>(1), action.payload<bool>(2));
  else administer(errandOf(action));
}

/** Used by the constructor too. */
export function setGovernance(config: GovernanceConfig): void {
  requireSoundGovernance(config);
  storeGovernance(config);
  publish<GovernanceChanged>({ delay: config.delay, expiry: config.expiry, threshold: config.threshold });
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
