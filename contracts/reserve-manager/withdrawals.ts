import { BytesN, ledger, publish, require, type Str, type u64 } from '@istsi/soroban-sdk';
import { scriptOfAddress } from './bitcoin/address.ts';
import { owe, oweNoLonger, requireValidAmount } from './books.ts';
import { requireWithdrawalWithinCaps } from './caps.ts';
import { countOutflow } from './day-windows.ts';
import { ReserveError } from './errors.ts';
import type { WithdrawalRecorded, WithdrawalRefunded } from './events.ts';
import { hasWithdrawal, loadConfig, loadPolicy, loadWithdrawal, storeWithdrawal } from './storage.ts';
import { type Withdrawal, WithdrawalState } from './types.ts';

/** Satoshis below which Bitcoin Core relays no output of any kind: the dust threshold of P2PKH. */
export const DUST: u64 = 546;

/** Owes Bitcoin for tokens that are burned already. */
export function recordWithdrawal(id: BytesN<32>, amount: u64, btc_address: Str, max_fee: u64): void {
  require(!hasWithdrawal(id), ReserveError.WithdrawalExists);
  requireValidAmount(amount);
  requireWithdrawalWithinCaps(amount);
  countOutflow(amount);
  // In this order nothing can overflow, whatever the user asks for.
  require(max_fee > 0 && max_fee < amount && amount - max_fee >= DUST, ReserveError.WithdrawalTooSmall);
  const config = loadConfig();
  const script = scriptOfAddress(btc_address, config.network);
  require(script !== config.reserve_script, ReserveError.PaysReserve);

  const deadline = ledger.timestamp() + loadPolicy().withdrawal_timeout;
  const batch = BytesN.zero<32>();
  const withdrawal: Withdrawal = { amount, batch, deadline, max_fee, script, state: WithdrawalState.Pending };
  storeWithdrawal(id, withdrawal);
  owe(amount);
  publish<WithdrawalRecorded>({ withdrawal_id: id, amount, deadline, max_fee, script });
}

/** Owes nothing any more, because nothing was authorized in time. From here on nothing can be. */
export function refundWithdrawal(id: BytesN<32>): void {
  const withdrawal = loadWithdrawal(id);
  require(withdrawal.state === WithdrawalState.Pending, ReserveError.InvalidWithdrawalState);
  require(ledger.timestamp() >= withdrawal.deadline, ReserveError.DeadlineNotReached);
  withdrawal.state = WithdrawalState.Refunded;
  storeWithdrawal(id, withdrawal);
  oweNoLonger(withdrawal.amount);
  publish<WithdrawalRefunded>({ withdrawal_id: id, amount: withdrawal.amount });
}
