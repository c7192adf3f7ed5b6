import { type Address, i128, type MuxedAddress, publish, require } from '@istsi/soroban-sdk';
import { FungibleTokenError } from './errors.ts';
import type { Burn, Mint, Transfer, TransferMuxed } from './events.ts';
import { balanceOf, loadSupply, storeBalance, storeSupply } from './storage.ts';

// None of these asks anybody.

export function moveTokens(from: Address, to: Address, amount: i128): void {
  debit(from, amount);
  credit(to, amount);
  publish<Transfer>({ from, to, amount });
}

/** As `moveTokens`, and tells the receiver's id where there is one. */
export function moveTokensTo(from: Address, to: MuxedAddress, amount: i128): void {
  const id = to.id;
  if (id.isNone) {
    moveTokens(from, to.address, amount);
    return;
  }
  debit(from, amount);
  credit(to.address, amount);
  publish<TransferMuxed>({ from, to: to.address, amount, to_muxed_id: id.unwrap() });
}

export function mintTokens(to: Address, amount: i128): void {
  require(amount >= i128.zero, FungibleTokenError.NegativeAmount);
  credit(to, amount);
  storeSupply(loadSupply() + amount);
  publish<Mint>({ to, amount });
}

export function burnTokens(from: Address, amount: i128): void {
  debit(from, amount);
  storeSupply(loadSupply() - amount);
  publish<Burn>({ from, amount });
}

function debit(from: Address, amount: i128): void {
  require(amount >= i128.zero, FungibleTokenError.NegativeAmount);
  const balance = balanceOf(from);
  require(balance >= amount, FungibleTokenError.InsufficientBalance);
  storeBalance(from, balance - amount);
}

function credit(to: Address, amount: i128): void {
  storeBalance(to, balanceOf(to) + amount);
}
