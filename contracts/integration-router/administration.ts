import {
  type Address,
  Args,
  type bool,
  call,
  publish,
  require,
  type Sym,
  sym,
  type Val,
  type Vec,
} from '@istsi/soroban-sdk';
import { isRegistered } from './contracts.ts';
import { IntegrationError } from './errors.ts';
import type { Administered } from './events.ts';

/**
 * The functions of registered contracts that are settings, not operations. It is closed: governance must not be able to
 * mint, burn or book around the checks of an operation by calling the entry that the operation ends in.
 */
function isAdministrative(function_name: Sym): bool {
  return function_name === sym('set_policy') || function_name === sym('set_reserve_script');
}

export function requireAdministrative(target: Address, function_name: Sym): void {
  require(isRegistered(target), IntegrationError.ContractNotFound);
  require(isAdministrative(function_name), IntegrationError.InvalidOperationState);
}

export function administer(target: Address, function_name: Sym, parameters: Vec<Val>): void {
  let args = Args.of();
  for (const parameter of parameters) args = args.add<Val>(parameter);
  call<Val>(target, function_name, args);
  publish<Administered>({ target, function_name });
}
