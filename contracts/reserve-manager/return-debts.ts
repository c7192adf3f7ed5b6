import { type Bytes, type BytesN, type bool, bytes, crypto, require } from '@istsi/soroban-sdk';
import type { Outpoint } from './bitcoin/transaction.ts';
import { ReserveError } from './errors.ts';
import { oweInFull, oweInFullNoLonger } from './redemption.ts';
import { hasReturn, hasWithdrawal, loadReturn, loadWithdrawal, storeReturn } from './storage.ts';
import { type Return, WithdrawalState } from './types.ts';

// What is owed for a deposit that goes back is what its own output brought. When that leaves the books, so does the debt,
// or others would pay it; what is authorized or paid by then was paid from the coins of others, and is a loss that shows.

/** The number under which a returned output is paid: never one of a withdrawal, whose preimage begins otherwise. */
export function returnId(outpoint: Outpoint): BytesN<32> {
  const message: Bytes = bytes('returned_deposit').append(outpoint.tx_hash.toBytes()).pushU32(outpoint.vout);
  return crypto.sha256(message);
}

/** The deposit of an output, which must be there and let go by officers for anything to be decided about it. */
export function loadOpenReturn(id: BytesN<32>): Return {
  const deposit = loadReturn(id);
  require(!deposit.lost, ReserveError.ReturnLost);
  require(!deposit.held, ReserveError.ReturnIsHeld);
  return deposit;
}

/** The output is not on the books any more. */
export function loseReturn(outpoint: Outpoint): void {
  changeLost(returnId(outpoint), true);
}

/** It is there after all. */
export function regainReturn(outpoint: Outpoint): void {
  changeLost(returnId(outpoint), false);
}

function changeLost(id: BytesN<32>, lost: bool): void {
  if (!hasReturn(id)) return;
  const deposit = loadReturn(id);
  if (deposit.lost === lost) return;
  deposit.lost = lost;
  storeReturn(id, deposit);
  // Of one that is authorized, `takeBackPromise` says the same should its payment come to nothing.
  if (hasWithdrawal(id) && loadWithdrawal(id).state !== WithdrawalState.Pending) return;
  if (lost) oweInFullNoLonger(deposit.amount);
  else oweInFull(deposit.amount);
}
