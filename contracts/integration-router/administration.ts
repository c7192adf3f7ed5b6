import {
  type Address,
  Args,
  type bool,
  call,
  publish,
  require,
  type Sym,
  sym,
  type u32,
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
function isAdministrative(name: Sym): bool {
  return parametersOf(name) !== 0;
}

/** How many parameters the function takes; 0 of one that is not in the list. */
function parametersOf(name: Sym): u32 {
  if (name === sym('set_policy')) return 1;
  if (name === sym('set_caps')) return 1;
  if (name === sym('set_payout_rules')) return 1;
  if (name === sym('set_redemption_rate')) return 1;
  if (name === sym('set_reserve_script')) return 1;
  if (name === sym('set_config')) return 1;
  if (name === sym('add_asset')) return 1;
  if (name === sym('start_feed')) return 2;
  if (name === sym('reset_feed')) return 1;
  if (name === sym('set_minter')) return 2;
  if (name === sym('set_kyc_registry')) return 1;
  if (name === sym('offer_admin')) return 1;
  if (name === sym('set_exempt')) return 3;
  if (name === sym('set_caller')) return 2;
  if (name === sym('set_country_policy')) return 1;
  if (name === sym('set_risk_threshold')) return 1;
  if (name === sym('set_recovery_delay')) return 1;
  if (name === sym('stop_recovery')) return 3;
  if (name === sym('set_home_domain')) return 1;
  // These two take tokens from a holder: by entries of their own, with the reason on record.
  if (name === sym('forced_transfer')) return 4;
  return name === sym('admin_burn') ? 3 : 0;
}

export function requireAdministrative(target: Address, function_name: Sym, parameters: Vec<Val>): void {
  require(isRegistered(target), IntegrationError.ContractNotFound);
  require(isAdministrative(function_name), IntegrationError.InvalidOperationState);
  require(parameters.length === parametersOf(function_name), IntegrationError.InvalidOperationState);
}

export function administer(target: Address, function_name: Sym, parameters: Vec<Val>): void {
  let args = Args.of();
  for (const parameter of parameters) args = args.add<Val>(parameter);
  call<Val>(target, function_name, args);
  publish<Administered>({ target, function_name });
}
