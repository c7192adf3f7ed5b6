import {
  type Address,
  Bytes,
  type bool,
  currentContract,
  persistent,
  publish,
  require,
  type Sym,
  sym,
  type Val,
  type Vec,
} from '@istsi/soroban-sdk';
import { touch } from '../shared/ttl.ts';
import { isRegistered, isToken } from './contracts.ts';
import { IntegrationError } from './errors.ts';
import type { BatchCallChanged } from './events.ts';
import { DataKey } from './storage.ts';

/** Adds a function of a contract to what batches may call, or takes it out. */
export function setBatchCall(target: Address, function_name: Sym, allowed: bool): void {
  const key = DataKey.BatchCall(target, function_name);
  if (allowed) {
    requireSuitable(target, function_name);
    persistent.set<DataKey, bool>(key, true);
    touch<DataKey>(key);
  } else {
    require(persistent.has<DataKey>(key), IntegrationError.InvalidOperationState);
    persistent.remove<DataKey>(key);
  }
  publish<BatchCallChanged>({ target, function_name, allowed });
}

/**
 * What is called by the router has the router's authority. Of a contract that obeys the router a batch can therefore
 * only ever call what asks its users, and never the router, for authorization.
 */
export function requireSuitable(target: Address, function_name: Sym): void {
  require(target !== currentContract(), IntegrationError.InvalidOperationState);
  const isSuitable = !isRegistered(target) || (isToken(target) && isForHolders(function_name));
  require(isSuitable, IntegrationError.InsufficientPermissions);
}

/** The gate of every call in a batch that is not one of the router's own entries. */
export function requireAllowed(target: Address, function_name: Sym, parameters: Vec<Val>): void {
  const key = DataKey.BatchCall(target, function_name);
  require(persistent.has<DataKey>(key), IntegrationError.InsufficientPermissions);
  touch<DataKey>(key);
  // A contract may have been registered after the function was allowed.
  requireSuitable(target, function_name);
  require(!names(parameters, currentContract()), IntegrationError.InsufficientPermissions);
}

function isForHolders(name: Sym): bool {
  return (
    name === sym('transfer') ||
    name === sym('transfer_from') ||
    name === sym('compliance_transfer') ||
    name === sym('approve') ||
    name === sym('burn') ||
    name === sym('burn_from')
  );
}

/**
 * Whether an address is anywhere in the parameters, however deep. A call that names the router could spend what is the
 * router's: `transfer(router, …)` would be authorized by the router being the caller.
 */
function names(parameters: Vec<Val>, address: Address): bool {
  const text = Bytes.serialize<Vec<Val>>(parameters);
  // ScVal: type (4 bytes), address type (4 bytes), the 32 bytes of the contract id; every field starts at a multiple of 4.
  const id = Bytes.serialize<Address>(address).slice(8, 40);
  const first = id.at(0);
  for (let position: u32 = 0; position + 32 <= text.length; position += 4) {
    if (text.at(position) === first && text.slice(position, position + 32) === id) return true;
  }
  return false;
}
