import { type Address, publish, require, type u32, type u64, type Vec } from '@istsi/soroban-sdk';
import type { BitcoinBlock } from '../shared/bitcoin-block.ts';
import type { Outpoint } from './bitcoin/transaction.ts';
import { addOutput, removeOutput } from './books.ts';
import { ReserveError } from './errors.ts';
import type { DepositRegistered, OutputLost } from './events.ts';
import { hasUtxo, loadUtxo } from './storage.ts';
import { UtxoState } from './types.ts';

const ONE_BTC: u64 = 100_000_000;

/** How deep an output must be buried before it counts: what a reorganization could steal must cost more than it gains. */
export function requiredConfirmations(amount: u64): u32 {
  if (amount < ONE_BTC / 10) return 2;
  if (amount < ONE_BTC) return 3;
  if (amount < 10 * ONE_BTC) return 6;
  return 12;
}

export function registerDeposit(
  attestors: Vec<Address>,
  user: Address,
  outpoint: Outpoint,
  amount: u64,
  confirmations: u32,
  block: BitcoinBlock,
): void {
  require(confirmations >= requiredConfirmations(amount), ReserveError.NotEnoughConfirmations);
  require(!hasUtxo(outpoint), ReserveError.OutpointAlreadyRegistered);
  const total_btc = addOutput(outpoint, amount, confirmations);
  publish<DepositRegistered>({
    tx_hash: outpoint.tx_hash,
    vout: outpoint.vout,
    amount,
    attestors,
    block,
    confirmations,
    total_btc,
    user,
  });
}

/** Takes an output that does not exist any more out of the books: a reorganization undid it, or it was stolen. */
export function writeOff(attestors: Vec<Address>, outpoint: Outpoint, block: BitcoinBlock): void {
  const utxo = loadUtxo(outpoint);
  // What a payment spends cannot be given up before the payment is decided.
  require(utxo.state === UtxoState.Unspent, ReserveError.InputNotAvailable);
  const total_btc = removeOutput(outpoint, UtxoState.Lost);
  publish<OutputLost>({
    tx_hash: outpoint.tx_hash,
    vout: outpoint.vout,
    amount: utxo.amount,
    attestors,
    block,
    total_btc,
  });
}
