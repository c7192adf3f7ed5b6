import { type Address, ledger, publish, require, type Str, Vec } from '@istsi/soroban-sdk';
import { isPaused, storePaused } from '../shared/lifecycle.ts';
import { RegisteredContractClient } from '../shared/registered-contract.ts';
import { isRegistered, registeredContracts } from './contracts.ts';
import { IntegrationError } from './errors.ts';
import type { EmergencyPause, SystemResumed } from './events.ts';
import { beginRest, isStopped, requireMayStop } from './stops.ts';
import { loadEcosystem } from './storage.ts';

export function requireNotPaused(): void {
  require(!isPaused(), IntegrationError.SystemPaused);
}

/**
 * Stops what value cannot move without, and nothing else: a contract that never returns would use up the transaction
 * and so keep everything running. Pausing twice is allowed, and reaches what the first pause did not.
 */
export function emergencyPause(caller: Address, reason: Str): void {
  beginPause(caller);
  publish<EmergencyPause>({ caller, reason, timestamp: ledger.timestamp(), unreached: pauseCore() });
}

/** Calls nobody, and so always returns. The others follow in calls of their own. */
export function pauseRouter(caller: Address, reason: Str): void {
  beginPause(caller);
  publish<EmergencyPause>({ caller, reason, timestamp: ledger.timestamp(), unreached: coreContracts() });
}

/** Anybody carries out what was decided: here nothing is decided. */
export function pauseContract(contract: Address): void {
  require(isStopped(), IntegrationError.InvalidOperationState);
  require(isRegistered(contract), IntegrationError.ContractNotFound);
  new RegisteredContractClient(contract).set_paused(true);
}

/** The core all or nothing: it works again together. In Emergency it goes on standing still. */
export function resumeSystem(caller: Address): void {
  require(isPaused(), IntegrationError.InvalidOperationState);
  storePaused(false);
  startContracts();
  beginRest();
  publish<SystemResumed>({ caller, timestamp: ledger.timestamp() });
}

/** Returns those that failed: one of them, after a bad upgrade say, must not keep the others from stopping. */
export function pauseCore(): Vec<Address> {
  let unreached = Vec.empty<Address>();
  for (const contract of coreContracts()) {
    if (new RegisteredContractClient(contract).try_set_paused(true).isErr) unreached = unreached.push(contract);
  }
  return unreached;
}

/** Unless something else still says that they stand still. One outside the core that fails keeps nobody from working. */
export function startContracts(): void {
  if (isStopped()) return;
  const core = coreContracts();
  for (const contract of core) new RegisteredContractClient(contract).set_paused(false);
  for (const contract of registeredContracts()) {
    if (!core.includes(contract)) new RegisteredContractClient(contract).try_set_paused(false);
  }
}

function beginPause(caller: Address): void {
  if (!isPaused()) requireMayStop(caller);
  storePaused(true);
}

function coreContracts(): Vec<Address> {
  const ecosystem = loadEcosystem();
  return Vec.of<Address>(ecosystem.istsi_token, ecosystem.reserve_manager, ecosystem.kyc_registry);
}
