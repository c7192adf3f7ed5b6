import { type Address, ledger, publish, require, type Str, Vec } from '@istsi/soroban-sdk';
import { isPaused, storePaused } from '../shared/lifecycle.ts';
import { RegisteredContractClient } from '../shared/registered-contract.ts';
import { registeredContracts } from './contracts.ts';
import { IntegrationError } from './errors.ts';
import type { EmergencyPause, SystemResumed } from './events.ts';
import { beginRest, requireMayStop } from './stops.ts';

export function requireNotPaused(): void {
  require(!isPaused(), IntegrationError.SystemPaused);
}

/** Pausing twice is allowed: the second call reaches contracts that the first one did not. */
export function emergencyPause(caller: Address, reason: Str): void {
  if (!isPaused()) requireMayStop(caller);
  storePaused(true);
  const unreached = pauseEveryContract();
  publish<EmergencyPause>({ caller, reason, timestamp: ledger.timestamp(), unreached });
}

/** All or nothing, unlike the pause: nobody works again until everybody does. */
export function resumeSystem(caller: Address): void {
  require(isPaused(), IntegrationError.InvalidOperationState);
  storePaused(false);
  for (const contract of registeredContracts()) new RegisteredContractClient(contract).set_paused(false);
  beginRest();
  publish<SystemResumed>({ caller, timestamp: ledger.timestamp() });
}

// One contract that fails, after a bad upgrade say, must not keep the others from stopping.
function pauseEveryContract(): Vec<Address> {
  let unreached = Vec.empty<Address>();
  for (const contract of registeredContracts()) {
    if (new RegisteredContractClient(contract).try_set_paused(true).isErr) unreached = unreached.push(contract);
  }
  return unreached;
}
