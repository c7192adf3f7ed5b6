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
import { ContractKind } from '../shared/kinds.ts';
import { contractsOf, isRegistered, KINDS } from './contracts.ts';
import { IntegrationError } from './errors.ts';
import type { Administered } from './events.ts';

// A kind of contract is a bit above the number of parameters.
const REGISTRY: u32 = 16 << (ContractKind.KycRegistry as u32);
const TOKEN: u32 = 16 << (ContractKind.IstsiToken as u32);
const RESERVE: u32 = 16 << (ContractKind.ReserveManager as u32);
const FUNGIBLE: u32 = 16 << (ContractKind.FungibleToken as u32);
const ORACLE: u32 = 16 << (ContractKind.PriceOracle as u32);
const PARAMETERS: u32 = 15;

/**
 * The functions of registered contracts that are settings, not operations: which kinds of contracts have one, and how many
 * parameters it takes. 0 of one that is not in the list, which is closed: governance must not be able to mint, burn or book
 * around the checks of an operation by calling the entry that the operation ends in.
 */
function shapeOf(name: Sym): u32 {
  if (name === sym('set_policy')) return RESERVE | 1;
  if (name === sym('set_caps')) return RESERVE | 1;
  if (name === sym('set_payout_rules')) return RESERVE | 1;
  if (name === sym('set_redemption_rate')) return RESERVE | 1;
  if (name === sym('set_reserve_script')) return RESERVE | 1;
  if (name === sym('set_config')) return ORACLE | 1;
  if (name === sym('add_asset')) return ORACLE | 1;
  if (name === sym('start_feed')) return ORACLE | 2;
  if (name === sym('reset_feed')) return ORACLE | 1;
  if (name === sym('set_minter')) return FUNGIBLE | 2;
  if (name === sym('set_kyc_registry')) return FUNGIBLE | 1;
  if (name === sym('offer_admin')) return FUNGIBLE | 1;
  if (name === sym('set_exempt')) return REGISTRY | 3;
  if (name === sym('set_caller')) return REGISTRY | 2;
  if (name === sym('set_country_policy')) return REGISTRY | 1;
  if (name === sym('set_risk_threshold')) return REGISTRY | 1;
  if (name === sym('set_recovery_delay')) return REGISTRY | 1;
  if (name === sym('stop_recovery')) return REGISTRY | 3;
  if (name === sym('set_home_domain')) return TOKEN | FUNGIBLE | 1;
  // These two take tokens from a holder: by entries of their own, with the reason on record.
  if (name === sym('forced_transfer')) return TOKEN | 4;
  return name === sym('admin_burn') ? TOKEN | 3 : 0;
}

export function requireAdministrative(target: Address, function_name: Sym, parameters: Vec<Val>): void {
  require(isRegistered(target), IntegrationError.ContractNotFound);
  const shape = shapeOf(function_name);
  require(parameters.length === (shape & PARAMETERS) && isOneOf(shape, target), IntegrationError.InvalidOperationState);
}

function isOneOf(shape: u32, target: Address): bool {
  for (let kind: u32 = 0; kind < KINDS; kind++) {
    if ((shape & (16 << kind)) !== 0 && contractsOf(kind).includes(target)) return true;
  }
  return false;
}

export function administer(target: Address, function_name: Sym, parameters: Vec<Val>): void {
  let args = Args.of();
  for (const parameter of parameters) args = args.add<Val>(parameter);
  call<Val>(target, function_name, args);
  publish<Administered>({ target, function_name });
}
