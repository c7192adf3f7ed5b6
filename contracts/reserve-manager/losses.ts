import { type Address, publish, require, type u32, type Vec } from '@istsi/soroban-sdk';
import type { BitcoinBlock } from '../shared/bitcoin-block.ts';
import type { Outpoint } from './bitcoin/transaction.ts';
import { addOutput, removeOutput } from './books.ts';
import { ReserveError } from './errors.ts';
import type { OutputLost, OutputReinstated } from './events.ts';
import { loseReturn, regainReturn } from './return-debts.ts';
import { loadUtxo } from './storage.ts';
import { UtxoState } from './types.ts';

/** Takes a free output off the books. */
export function loseOutput(outpoint: Outpoint, attestors: Vec<Address>, block: BitcoinBlock): void {
  const utxo = loadUtxo(outpoint);
  require(utxo.state === UtxoState.Unspent, ReserveError.InputNotAvailable);
  const total_btc = removeOutput(outpoint, UtxoState.Lost);
  loseReturn(outpoint);
  publish<OutputLost>({
    tx_hash: outpoint.tx_hash,
    vout: outpoint.vout,
    amount: utxo.amount,
    attestors,
    block,
    total_btc,
  });
}

/** Counts an output that was taken off the books, or that a transaction spent which never confirmed. */
export function reinstate(outpoint: Outpoint, attestors: Vec<Address>, confirmations: u32, block: BitcoinBlock): void {
  const amount = loadUtxo(outpoint).amount;
  const total_btc = addOutput(outpoint, amount, confirmations);
  regainReturn(outpoint);
  publish<OutputReinstated>({
    tx_hash: outpoint.tx_hash,
    vout: outpoint.vout,
    amount,
    attestors,
    block,
    confirmations,
    total_btc,
  });
}
