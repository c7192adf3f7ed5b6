import { type Address, currentContract, i128, type MuxedAddress, Option, publish, require } from '@istsi/soroban-sdk';
import { KycRegistryClient } from '../shared/clients/kyc-registry.ts';
import { TokenError } from './errors.ts';
import type { Burn, Transfer, TransferMuxed } from './events.ts';
import { loadBalance, loadConfig, loadFrozen, loadSupply, storeBalance, storeSupply } from './storage.ts';

/** Moves tokens between two verified holders. The registry checks both, and counts the amount against their limits. */
export function move(from: Address, to: Address, amount: i128): void {
  requireMovable(from, amount);
  authorizeTransfer(from, Option.some<Address>(to), amount);
  debit(from, amount);
  credit(to, amount);
}

/** Tells the world in SEP-41's form: a plain amount, or with the receiver's id where there is one. */
export function publishTransfer(from: Address, to: MuxedAddress, amount: i128): void {
  const id = to.id;
  if (id.isSome) publish<TransferMuxed>({ from, to: to.address, amount, to_muxed_id: id.unwrap() });
  else publish<Transfer>({ from, to: to.address, amount });
}

/** Destroys tokens and pays nothing out: the reserve keeps the surplus, visibly. */
export function burn(from: Address, amount: i128): void {
  requireMovable(from, amount);
  authorizeTransfer(from, Option.none<Address>(), amount);
  debit(from, amount);
  storeSupply(loadSupply() - amount);
  publish<Burn>({ from, amount });
}

export function credit(to: Address, amount: i128): void {
  storeBalance(to, loadBalance(to) + amount);
}

/** Takes from what is not frozen. */
export function debit(from: Address, amount: i128): void {
  const left = loadBalance(from) - amount;
  require(amount === i128.zero || left >= loadFrozen(from), TokenError.TokensFrozen);
  storeBalance(from, left);
}

// Before the registry is asked, so that the amount is known to fit its 64 bits: no balance exceeds the supply of bitcoin.
function requireMovable(from: Address, amount: i128): void {
  require(amount >= i128.zero, TokenError.InvalidAmount);
  require(loadBalance(from) >= amount, TokenError.InsufficientBalance);
}

function authorizeTransfer(from: Address, to: Option<Address>, amount: i128): void {
  new KycRegistryClient(loadConfig().kyc_registry).authorize_transfer(currentContract(), from, to, amount.toU64());
}
