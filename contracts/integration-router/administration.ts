import { type Address, type bool, publish, require, type Sym, sym, type u32 } from '@istsi/soroban-sdk';
import { ContractKind } from '../shared/kinds.ts';
import { contractsOf, isRegistered, KINDS } from './contracts.ts';
import { type Errand, run } from './errands.ts';
import { IntegrationError } from './errors.ts';
import type { Administered } from './events.ts';

// A kind of contract is a bit.
const REGISTRY: u32 = 1 << (ContractKind.KycRegistry as u32);
const TOKEN: u32 = 1 << (ContractKind.IstsiToken as u32);
const RESERVE: u32 = 1 << (ContractKind.ReserveManager as u32);
const FUNGIBLE: u32 = 1 << (ContractKind.FungibleToken as u32);
const ORACLE: u32 = 1 << (ContractKind.PriceOracle as u32);

/**
 * The functions of registered contracts that are settings, not operations, and which kinds of contracts have one. 0 of one
 * that is not in the list, which is closed: governance must not be able to mint, burn or book around the checks of an
 * operation by calling the entry that the operation ends in.
 */
function kindsOf(name: Sym): u32 {
  if (name === sym('set_policy')) return RESERVE;
  if (name === sym('set_caps')) return RESERVE;
  if (name === sym('set_deposit_rules')) return RESERVE;
  if (name === sym('set_payout_rules')) return RESERVE;
  if (name === sym('set_redemption_rate')) return RESERVE;
  if (name === sym('set_reserve_script')) return RESERVE;
  if (name === sym('set_config')) return ORACLE;
  if (name === sym('add_asset')) return ORACLE;
  if (name === sym('start_feed')) return ORACLE;
  if (name === sym('reset_feed')) return ORACLE;
  if (name === sym('set_minter')) return FUNGIBLE;
  if (name === sym('set_kyc_registry')) return FUNGIBLE;
  if (name === sym('offer_admin')) return FUNGIBLE;
  if (name === sym('set_exempt')) return REGISTRY;
  if (name === sym('set_caller')) return REGISTRY;
  if (name === sym('set_country_policy')) return REGISTRY;
  if (name === sym('set_risk_threshold')) return REGISTRY;
  if (name === sym('set_recovery_delay')) return REGISTRY;
  if (name === sym('stop_recovery')) return REGISTRY;
  if (name === sym('set_home_domain')) return TOKEN | FUNGIBLE;
  // These two take tokens from a holder: by entries of their own, with the reason on record.
  if (name === sym('forced_transfer')) return TOKEN;
  return name === sym('admin_burn') ? TOKEN : 0;
}

export function requireAdministrative(target: Address, function_name: Sym): void {
  require(isRegistered(target), IntegrationError.ContractNotFound);
  require(isOneOf(kindsOf(function_name), target), IntegrationError.InvalidOperationState);
}

function isOneOf(kinds: u32, target: Address): bool {
  for (let kind: u32 = 0; kind < KINDS; kind++) {
    if ((kinds & (1 << kind)) !== 0 && contractsOf(kind).includes(target)) return true;
  }
  return false;
}

export function administer(errand: Errand): void {
  run(errand);
  publish<Administered>({ target: errand.target, function_name: errand.function_name });
}
