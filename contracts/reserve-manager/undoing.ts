import { type Address, Args, type BytesN, publish, require, type u32, type u64, type Vec } from '@istsi/soroban-sdk';
import type { BitcoinBlock } from '../shared/bitcoin-block.ts';
import { addDepth } from './attested-arguments.ts';
import { endBatch, totalOf } from './batches.ts';
import type { Outpoint } from './bitcoin/transaction.ts';
import { markOutput } from './books.ts';
import { requireAttestedNow } from './custodians.ts';
import { ReserveError } from './errors.ts';
import type { BatchUndone } from './events.ts';
import { requiredConfirmations } from './exposure.ts';
import { loseOutput } from './losses.ts';
import { reportReserves } from './ratio.ts';
import { hasPayment, loadBatch, loadPayment } from './storage.ts';
import { isPromised } from './sweeps.ts';
import { BatchEnd, UtxoState } from './types.ts';
import { unsettle } from './unsettling.ts';
import { reopenWithdrawals } from './withdrawals.ts';

// Every version of the batch is public and signed: the conflict must outlast any reorganization that could revive one.
const LEAST_CONFIRMATIONS: u32 = 6;

/**
 * Ends a batch none of whose transactions can confirm any more, because each spends what Bitcoin confirmed a conflict
 * with: what is lost leaves the books, the rest is free, and the withdrawals are pending again.
 */
export function undoBatch(
  attestors: Vec<Address>,
  txid: BytesN<32>,
  lost: Vec<Outpoint>,
  spent_by: BytesN<32>,
  confirmations: u32,
  block: BitcoinBlock,
): void {
  const args = Args.of()
    .add<Vec<Address>>(attestors)
    .add<BytesN<32>>(txid)
    .add<Vec<Outpoint>>(lost)
    .add<BytesN<32>>(spent_by);
  requireAttestedNow(attestors, addDepth(args, confirmations, block));
  const batch_id = loadPayment(txid).batch;
  const batch = loadBatch(batch_id);
  const isOpen = batch.end === BatchEnd.Open;
  const wasPaid = batch.end === BatchEnd.Completed;
  require(isOpen || wasPaid || batch.end === BatchEnd.Cancelled, ReserveError.AlreadyCompleted);
  require(!isPromised(batch), ReserveError.ParentNotCompleted);
  require(batch.alike ? lost.length > 0 : lost.includes(batch.anchor), ReserveError.AnchorNotLost);
  requireForeign(spent_by, batch_id);
  require(confirmations >= depthFor(totalOf(batch.held)), ReserveError.NotEnoughConfirmations);

  if (isOpen) for (const outpoint of batch.held) markOutput(outpoint, UtxoState.Unspent);
  else unsettle(batch_id, batch, attestors, block);
  for (const outpoint of lost) {
    require(batch.held.includes(outpoint), ReserveError.AnchorNotLost);
    loseOutput(outpoint, attestors, block);
  }
  endBatch(batch_id, batch, BatchEnd.Undone, spent_by);
  publish<BatchUndone>({
    batch: batch_id,
    spent_by,
    attestors,
    block,
    confirmations,
    lost,
  });
  if (isOpen) reopenWithdrawals(batch_id, batch.withdrawals);
  reportReserves();
}

// One of the batch's own that confirmed completes it.
function requireForeign(spent_by: BytesN<32>, batch_id: BytesN<32>): void {
  if (!hasPayment(spent_by)) return;
  require(loadPayment(spent_by).batch !== batch_id, ReserveError.SpentByBatch);
}

function depthFor(amount: u64): u32 {
  const required = requiredConfirmations(amount);
  return required > LEAST_CONFIRMATIONS ? required : LEAST_CONFIRMATIONS;
}
