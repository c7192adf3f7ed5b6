import { type Address, i128, type MuxedAddress, publish, require, type u32 } from '@istsi/soroban-sdk';
import { Refusal } from './errors.ts';
import type { Burn, Mint, Transfer, TransferMuxed } from './events.ts';
import { loadBalance, loadSupply, storeBalance, storeSupply } from './storage.ts';

// What moves here was approved by the token before. An amount of 0 is no movement: nothing is written and nobody told,
// though who may not move tokens may not move none either.

/** Ends the call unless `from` has the amount. `errors` is the hundred from which the token counts its refusals. */
export function requireMovable(from: Address, amount: i128, errors: u32): void {
  require(amount >= i128.zero, errors + Refusal.InvalidAmount);
  require(loadBalance(from) >= amount, errors + Refusal.InsufficientBalance);
}

export function credit(to: Address, amount: i128): void {
  storeBalance(to, loadBalance(to) + amount);
}

export function debit(from: Address, amount: i128): void {
  storeBalance(from, loadBalance(from) - amount);
}

export function move(from: Address, to: Address, amount: i128): void {
  if (amount === i128.zero) return;
  debit(from, amount);
  credit(to, amount);
  publish<Transfer>({ from, to, amount });
}

/** As `move`, and tells the world the receiver's id where there is one. */
export function moveTo(from: Address, to: MuxedAddress, amount: i128): void {
  const id = to.id;
  if (id.isNone) {
    move(from, to.address, amount);
    return;
  }
  if (amount === i128.zero) return;
  debit(from, amount);
  credit(to.address, amount);
  publish<TransferMuxed>({ from, to: to.address, amount, to_muxed_id: id.unwrap() });
}

export function mint(to: Address, amount: i128): void {
  credit(to, amount);
  storeSupply(loadSupply() + amount);
  publish<Mint>({ to, amount });
}

export function burn(from: Address, amount: i128): void {
  if (amount === i128.zero) return;
  debit(from, amount);
  storeSupply(loadSupply() - amount);
  publish<Burn>({ from, amount });
}
