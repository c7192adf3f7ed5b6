import { type Address, i128, Option, require, type u32 } from '@istsi/soroban-sdk';
import { KycRegistryClient } from '../shared/clients/kyc-registry.ts';
import { OperationType } from '../shared/operations.ts';
import { requireMovable } from '../shared/sep41/movements.ts';
import { FungibleError } from './errors.ts';
import { loadConfig } from './storage.ts';

/** The hundred from which this token counts its refusals. */
export const ERRORS: u32 = 300;

/** Ends the call unless `actor`, the holder or its spender, may move the amount; `to` is nobody when it is destroyed. */
export function authorizeMovement(actor: Address, from: Address, to: Option<Address>, amount: i128): void {
  requireMovable(from, amount, ERRORS);
  requireCompliance(from, to);
  if (actor !== from) requireCompliance(actor, Option.none<Address>());
}

/** Nobody gets an allowance, or gives one, who may not move tokens. Taking one back is always possible. */
export function requireMayAllow(from: Address, spender: Address, amount: i128): void {
  if (amount > i128.zero) requireCompliance(from, Option.some<Address>(spender));
}

/** Asks the registry, where there is one, whether `party` and `counterparty` may hold and move tokens now. */
export function requireCompliance(party: Address, counterparty: Option<Address>): void {
  const registry = loadConfig().kyc_registry;
  if (registry.isNone) return;
  const client = new KycRegistryClient(registry.unwrap());
  // The registry's limits are in satoshis, which this token's units are not: it is asked about the people, not the amount.
  const compliant = client.verify_operation_compliance(party, OperationType.Transfer, 0, counterparty);
  require(compliant, FungibleError.NotCompliant);
}
