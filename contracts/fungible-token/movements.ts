import { type Address, i128, type MuxedAddress, Option, publish, require } from '@istsi/soroban-sdk';
import { KycRegistryClient } from '../shared/clients/kyc-registry.ts';
import { OperationType } from '../shared/operations.ts';
import { FungibleError } from './errors.ts';
import type { Burn, Transfer, TransferMuxed } from './events.ts';
import { loadBalance, loadConfig, loadSupply, storeBalance, storeSupply } from './storage.ts';

export function move(from: Address, to: Address, amount: i128): void {
  requireMovable(from, amount);
  requireCompliance(from, Option.some<Address>(to));
  debit(from, amount);
  credit(to, amount);
}

/** Tells the world in SEP-41's form: a plain amount, or with the receiver's id where there is one. */
export function publishTransfer(from: Address, to: MuxedAddress, amount: i128): void {
  const id = to.id;
  if (id.isSome) publish<TransferMuxed>({ from, to: to.address, amount, to_muxed_id: id.unwrap() });
  else publish<Transfer>({ from, to: to.address, amount });
}

export function burn(from: Address, amount: i128): void {
  requireMovable(from, amount);
  requireCompliance(from, Option.none<Address>());
  debit(from, amount);
  storeSupply(loadSupply() - amount);
  publish<Burn>({ from, amount });
}

export function credit(to: Address, amount: i128): void {
  storeBalance(to, loadBalance(to) + amount);
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

function debit(from: Address, amount: i128): void {
  storeBalance(from, loadBalance(from) - amount);
}

function requireMovable(from: Address, amount: i128): void {
  require(amount >= i128.zero, FungibleError.InvalidAmount);
  require(loadBalance(from) >= amount, FungibleError.InsufficientBalance);
}
