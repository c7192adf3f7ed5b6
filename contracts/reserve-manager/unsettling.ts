import type { Address, BytesN, u32, Vec } from '@istsi/soroban-sdk';
import type { BitcoinBlock } from '../shared/bitcoin-block.ts';
import type { Outpoint } from './bitcoin/transaction.ts';
import { loseOutput, reinstate } from './losses.ts';
import { loadPayment, loadUtxo } from './storage.ts';
import { type Batch, BatchEnd, UtxoState } from './types.ts';
import { reopenWithdrawals } from './withdrawals.ts';

/** Takes back what a transaction of the batch did to the books. All that it spent is free then. */
export function unsettle(batch_id: BytesN<32>, batch: Batch, attestors: Vec<Address>, block: BitcoinBlock): void {
  const payment = loadPayment(batch.settled_by);
  for (let i: u32 = 0; i < payment.change_outputs; i++) {
    const outpoint: Outpoint = { tx_hash: batch.settled_by, vout: payment.first_change + i };
    if (loadUtxo(outpoint).state !== UtxoState.Lost) loseOutput(outpoint, attestors, block);
  }
  for (const outpoint of payment.inputs) reinstate(outpoint, attestors, loadUtxo(outpoint).confirmations, block);
  if (batch.end === BatchEnd.Completed) reopenWithdrawals(batch_id, batch.withdrawals);
}
