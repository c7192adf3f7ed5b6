import { type Address, type bool, i128, publish, require, type Str, type u64 } from '@istsi/soroban-sdk';
import { KycRegistryClient } from '../shared/clients/kyc-registry.ts';
import type { Burn, Transfer } from '../shared/sep41/events.ts';
import { credit } from '../shared/sep41/movements.ts';
import { loadBalance, loadSupply, storeBalance, storeSupply } from '../shared/sep41/storage.ts';
import { TokenError } from './errors.ts';
import type { AdminBurn, ForcedTransfer, RecoverySuccess, TokensFrozen, TokensUnfrozen } from './events.ts';
import { requireMayHold } from './movements.ts';
import { loadConfig, loadFrozen, storeFrozen } from './storage.ts';

/** There are no more satoshis. */
const MAX_MONEY: u64 = 2_100_000_000_000_000;

/** Freezes part of a balance. No more can be frozen than is there, so that nothing received later is frozen unseen. */
export function freezePartially(holder: Address, amount: i128): void {
  require(amount > i128.zero, TokenError.InvalidAmount);
  const frozen = loadFrozen(holder) + amount;
  require(frozen <= loadBalance(holder), TokenError.InsufficientBalance);
  storeFrozen(holder, frozen);
  publish<TokensFrozen>({ user_address: holder, amount });
}

export function unfreezePartially(holder: Address, amount: i128): void {
  require(amount > i128.zero, TokenError.InvalidAmount);
  const frozen = loadFrozen(holder);
  require(amount <= frozen, TokenError.InsufficientBalance);
  storeFrozen(holder, frozen - amount);
  publish<TokensUnfrozen>({ user_address: holder, amount });
}

/** Moves tokens without their holder, frozen ones as well, to somebody who may hold them. */
export function forceTransfer(from: Address, to: Address, amount: i128, reason: Str): void {
  seize(from, amount);
  requireMayHold(to);
  credit(to, amount);
  publish<Transfer>({ from, to, amount });
  publish<ForcedTransfer>({ from, to, amount, reason });
}

/** Destroys tokens without their holder. Like every burn outside a withdrawal it pays nothing out. */
export function adminBurn(from: Address, amount: i128, reason: Str): void {
  seize(from, amount);
  storeSupply(loadSupply() - amount);
  publish<Burn>({ from, amount });
  publish<AdminBurn>({ from, amount, reason });
}

/**
 * Moves all that a lost address holds to the one that the registry says it was given up for; what was frozen stays
 * frozen. False when there is nothing to move. Can be repeated: deposits under way still reach the lost address.
 */
export function recoverBalance(old_account: Address, new_account: Address): bool {
  const target = new KycRegistryClient(loadConfig().kyc_registry).recovery_target(old_account);
  require(target.isSome && target.unwrap() === new_account, TokenError.NotRecoverable);
  const amount = loadBalance(old_account);
  if (amount === i128.zero) return false;
  const frozen = loadFrozen(old_account);
  storeBalance(old_account, i128.zero);
  credit(new_account, amount);
  if (frozen > i128.zero) {
    storeFrozen(old_account, i128.zero);
    storeFrozen(new_account, loadFrozen(new_account) + frozen);
  }
  publish<Transfer>({ from: old_account, to: new_account, amount });
  publish<RecoverySuccess>({ old_account, new_account });
  return true;
}

/** Takes tokens away, those that are not frozen first. */
function seize(from: Address, amount: i128): void {
  require(amount > i128.zero && amount <= i128.from(MAX_MONEY), TokenError.InvalidAmount);
  const balance = loadBalance(from);
  require(balance >= amount, TokenError.InsufficientBalance);
  const left = balance - amount;
  if (loadFrozen(from) > left) storeFrozen(from, left);
  storeBalance(from, left);
}
