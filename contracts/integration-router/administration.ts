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
  return (
    function_name === sym('set_policy') ||
    function_name === sym('set_caps') ||
    function_name === sym('set_reserve_script') ||
    function_name === sym('set_config') ||
    function_name === sym('add_asset') ||
    function_name === sym('start_feed') ||
    function_name === sym('reset_feed') ||
    function_name === sym('set_minter') ||
    function_name === sym('set_kyc_registry') ||
    function_name === sym('offer_admin') ||
    function_name === sym('set_exempt') ||
    function_name === sym('set_caller') ||
    function_name === sym('set_country_policy') ||
    function_name === sym('set_risk_threshold') ||
    function_name === sym('set_recovery_delay') ||
    function_name === sym('stop_recovery') ||
    function_name === sym('set_home_domain') ||
    // These two take tokens from a holder: by entries of their own, with the reason on record.
    function_name === sym('forced_transfer') ||
    function_name === sym('admin_burn')
  );
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
