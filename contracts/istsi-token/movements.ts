import { type Address, currentContract, i128, Option, require, type u32 } from '@istsi/soroban-sdk';
import { KycRegistryClient } from '../shared/clients/kyc-registry.ts';
import { OperationType } from '../shared/operations.ts';
import { requireMovable } from '../shared/sep41/movements.ts';
import { loadBalance } from '../shared/sep41/storage.ts';
import { TokenError } from './errors.ts';
import { loadConfig, loadFrozen } from './storage.ts';

/** The hundred from which this token counts its refusals. */
export const ERRORS: u32 = 200;

/**
 * Ends the call unless the amount may move; `to` is nobody when tokens are destroyed. The registry checks both holders and
 * counts the amount against their limits, as an act of `actor`: of the holder, or of its spender.
 */
export function authorizeMovement(actor: Address, from: Address, to: Option<Address>, amount: i128): void {
  // First, so that the amount is known to fit the registry's 64 bits: no balance exceeds the supply of bitcoin.
  requireMovable(from, amount, ERRORS);
  requireNotFrozen(from, amount);
  const registry = new KycRegistryClient(loadConfig().kyc_registry);
  registry.authorize_transfer(currentContract(), actor, from, to, amount.toU64());
}

/** What moves is taken from what is not frozen. */
export function requireNotFrozen(from: Address, amount: i128): void {
  const left = loadBalance(from) - amount;
  require(amount === i128.zero || left >= loadFrozen(from), TokenError.TokensFrozen);
}

/** Nobody gets an allowance, or gives one, who may not move tokens. Taking one back is always possible. */
export function requireMayAllow(from: Address, spender: Address, amount: i128): void {
  if (amount > i128.zero) requireStanding(from, Option.some<Address>(spender));
}

export function requireMayHold(to: Address): void {
  requireStanding(to, Option.none<Address>());
}

// With amount 0 the registry is asked about standing, not about limits: nobody decided how much moves.
function requireStanding(party: Address, other: Option<Address>): void {
  const registry = new KycRegistryClient(loadConfig().kyc_registry);
  const compliant = registry.verify_operation_compliance(party, OperationType.Transfer, 0, other);
  require(compliant, TokenError.NotCompliant);
}
