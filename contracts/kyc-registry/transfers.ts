import { type Address, type Option, require, type u64 } from '@istsi/soroban-sdk';
import { OperationType } from '../shared/operations.ts';
import { bookInternal, bookOwn, bookReceived } from './activity.ts';
import { admit, isLimited } from './compliance.ts';
import { KycError } from './errors.ts';
import { loadAccount, loadCallers } from './storage.ts';

export function requireRegisteredCaller(caller: Address): void {
  caller.requireAuth();
  require(loadCallers().includes(caller), KycError.NotARegisteredCaller);
}

/** Checks and books a movement of tokens on both sides; `to` is nobody when tokens are destroyed. */
export function authorizeTransfer(from: Address, to: Option<Address>, amount: u64): void {
  admit(from, OperationType.Transfer, amount, to);
  if (!isLimited(from, to)) return;
  if (to.isNone) {
    bookOwn(from, OperationType.Transfer, amount, to);
    return;
  }
  const receiver = to.unwrap();
  // Between addresses of one identity nobody else got anything, and the amount counts once.
  if (loadAccount(from).identity === loadAccount(receiver).identity) {
    bookInternal(from, OperationType.Transfer, amount);
    return;
  }
  bookOwn(from, OperationType.Transfer, amount, to);
  bookReceived(receiver, OperationType.Transfer, amount);
}
