import { BytesN, ledger, require, type u32, type u64, type Vec } from '@istsi/soroban-sdk';
import type { BitcoinTransaction, Outpoint } from './bitcoin/transaction.ts';
import { DUST, markOutput, oweNoLonger } from './books.ts';
import { ReserveError } from './errors.ts';
import {
  hasPayment,
  hasProof,
  hasUtxo,
  loadConfig,
  loadPolicy,
  loadProof,
  loadUtxo,
  storeBatch,
  storePayment,
  storeUtxo,
} from './storage.ts';
import { type Batch, BatchEnd, type Payment, type Utxo, UtxoState } from './types.ts';

// All that one payment writes must fit into one Stellar transaction.
const MAX_CHANGE_OUTPUTS: u32 = 8;
const MAX_PAYMENTS: u32 = 32;

// BIP 125 signals replaceability up to here, and BIP 68 delays nothing from there.
const HIGHEST_REPLACEABLE: u32 = 0xffff_fffd;
const LOWEST_UNDELAYED: u32 = 0x8000_0000;

/** Demands of every transaction that it is new, can be replaced, and costs no more than policy allows. Returns its fee. */
export function requirePayable(transaction: BitcoinTransaction): u64 {
  requireReplaceable(transaction);
  require(!hasPayment(transaction.txid), ReserveError.PaymentExists);
  const fee = feeOf(transaction);
  require(fee <= loadPolicy().fee_cap, ReserveError.FeeOverCap);
  return fee;
}

// What is authorized must be able to confirm now, and to be replaced by a higher fee when it does not.
function requireReplaceable(transaction: BitcoinTransaction): void {
  // Version 3 (BIP 431) is relayed with at most one small child, so that nobody's child keeps it from being replaced.
  require(transaction.version >= 1 && transaction.version <= 3, ReserveError.NotReplaceable);
  require(transaction.max_sequence <= HIGHEST_REPLACEABLE, ReserveError.NotReplaceable);
  require(transaction.min_sequence >= LOWEST_UNDELAYED, ReserveError.NotReplaceable);
  if (transaction.lock_time === 0) return;
  require(hasProof(), ReserveError.NotReplaceable);
  require(transaction.lock_time <= loadProof().bitcoin_height, ReserveError.NotReplaceable);
}

/** What the inputs hold beyond the outputs. Inputs that the reserve does not know hold nothing. */
function feeOf(transaction: BitcoinTransaction): u64 {
  const total_in = totalOf(transaction.inputs);
  require(total_in >= transaction.total_out, ReserveError.InsufficientInputs);
  return total_in - transaction.total_out;
}

export function totalOf(outpoints: Vec<Outpoint>): u64 {
  let total: u64 = 0;
  for (const outpoint of outpoints) total += loadUtxo(outpoint).amount;
  return total;
}

/** Everything after the payments returns to the reserve. Nothing else may claim these outputs from now on. */
function expectChange(transaction: BitcoinTransaction, payments: u32): u32 {
  const reserve_script = loadConfig().reserve_script;
  require(reserve_script.length > 0, ReserveError.NoReserveScript);
  const change_outputs = transaction.outputs.length - payments;
  require(change_outputs <= MAX_CHANGE_OUTPUTS, ReserveError.WrongChange);
  for (let vout = payments; vout < transaction.outputs.length; vout++) {
    const output = transaction.outputs.at(vout);
    require(output.script === reserve_script && output.amount >= DUST, ReserveError.WrongChange);
    const outpoint: Outpoint = { tx_hash: transaction.txid, vout };
    require(!hasUtxo(outpoint), ReserveError.OutpointAlreadyRegistered);
    const utxo: Utxo = {
      amount: output.amount,
      confirmations: 0,
      registered_at: ledger.timestamp(),
      state: UtxoState.Expected,
    };
    storeUtxo(outpoint, utxo);
  }
  return change_outputs;
}

/** Begins a batch with its first transaction. What that spends, every other one will. */
export function openBatch(
  transaction: BitcoinTransaction,
  withdrawals: Vec<BytesN<32>>,
  fee: u64,
  owed_fee: u64,
): void {
  const batch: Batch = {
    alike: true,
    anchor: transaction.inputs.at(0),
    end: BatchEnd.Open,
    held: transaction.inputs,
    latest: transaction.txid,
    latest_fee: fee,
    owed_fee,
    payments: 1,
    settled_by: BytesN.zero<32>(),
    withdrawals,
  };
  storeBatch(transaction.txid, batch);
}

/** Ends a batch: nothing more is authorized in it, and what the reserve owed for the fee of a sweep is owed no longer. */
export function endBatch(batch_id: BytesN<32>, batch: Batch, end: BatchEnd, settled_by: BytesN<32>): void {
  if (batch.owed_fee > 0) oweNoLonger(batch.owed_fee);
  batch.end = end;
  batch.owed_fee = 0;
  batch.settled_by = settled_by;
  storeBatch(batch_id, batch);
}

/**
 * Demands that a further transaction excludes all the others of its batch, since it spends the very same outputs, and costs
 * more. Were it to bring outputs of its own, the batch would grow by them, and whoever completes it by another one would
 * have to free what they did not know of when they signed.
 */
export function requireReplacement(batch: Batch, transaction: BitcoinTransaction, fee: u64): void {
  require(batch.end === BatchEnd.Open, ReserveError.AlreadyCompleted);
  require(transaction.inputs === batch.held, ReserveError.OtherInputs);
  require(fee > batch.latest_fee, ReserveError.FeeNotHigher);
  require(batch.payments < MAX_PAYMENTS, ReserveError.TooManyReplacements);
}

/** Makes a replacement the latest transaction of its batch. */
export function extendBatch(batch_id: BytesN<32>, batch: Batch, txid: BytesN<32>, fee: u64): void {
  batch.latest = txid;
  batch.latest_fee = fee;
  batch.payments += 1;
  storeBatch(batch_id, batch);
}

/** Takes the inputs, which must be `free`. */
export function holdInputs(inputs: Vec<Outpoint>, free: UtxoState, taken: UtxoState): void {
  for (const input of inputs) {
    require(loadUtxo(input).state === free, ReserveError.InputNotAvailable);
    markOutput(input, taken);
  }
}

/** Its outputs after the first ones, `first_change` of them, return to the reserve. */
export function recordPayment(transaction: BitcoinTransaction, batch: BytesN<32>, first_change: u32, fee: u64): void {
  const change_outputs = expectChange(transaction, first_change);
  const payment: Payment = { batch, change_outputs, fee, first_change, inputs: transaction.inputs };
  storePayment(transaction.txid, payment);
}
