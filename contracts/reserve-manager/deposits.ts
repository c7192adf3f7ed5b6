import { type Address, type BytesN, ledger, publish, require, type u32, type u64, type Vec } from '@istsi/soroban-sdk';
import { ReserveError } from './errors.ts';
import type { DepositRegistered } from './events.ts';
import { hasUtxo, loadTotal, storeTotal, storeUtxo, type Utxo, UtxoState } from './storage.ts';

// 21 million BTC in satoshis, more than can ever exist: no sum of valid amounts can overflow 64 bits.
const MAX_MONEY: u64 = 2_100_000_000_000_000;
const ONE_BTC: u64 = 100_000_000;

/** How deep an output must be buried before it counts: what a reorganization could steal must cost more than it gains. */
export function requiredConfirmations(amount: u64): u32 {
  if (amount < ONE_BTC / 10) return 2;
  if (amount < ONE_BTC) return 3;
  if (amount < 10 * ONE_BTC) return 6;
  return 12;
}

export function requireValidAmount(amount: u64): void {
  require(amount > 0 && amount <= MAX_MONEY, ReserveError.InvalidAmount);
}

export function registerDeposit(
  attestors: Vec<Address>,
  tx_hash: BytesN<32>,
  vout: u32,
  amount: u64,
  confirmations: u32,
): void {
  require(confirmations >= requiredConfirmations(amount), ReserveError.NotEnoughConfirmations);
  require(!hasUtxo(tx_hash, vout), ReserveError.OutpointAlreadyRegistered);
  const total_btc = loadTotal() + amount;
  require(total_btc <= MAX_MONEY, ReserveError.InvalidAmount);

  const utxo: Utxo = { amount, confirmations, registered_at: ledger.timestamp(), state: UtxoState.Unspent };
  storeUtxo(tx_hash, vout, utxo);
  storeTotal(total_btc);
  publish<DepositRegistered>({ tx_hash, vout, amount, attestors, confirmations, total_btc });
}
