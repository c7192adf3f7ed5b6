import {
  type Address,
  type Bytes,
  type BytesN,
  ledger,
  publish,
  require,
  type u32,
  type u64,
  Vec,
} from '@istsi/soroban-sdk';
import { type BitcoinTransaction, type Outpoint, parseTransaction } from './bitcoin/transaction.ts';
import { markOutput } from './books.ts';
import { ReserveError } from './errors.ts';
import type { PaymentAuthorized } from './events.ts';
import {
  hasPayment,
  hasProof,
  hasUtxo,
  loadBatch,
  loadConfig,
  loadPayment,
  loadPolicy,
  loadProof,
  loadUtxo,
  loadWithdrawal,
  storeBatch,
  storePayment,
  storeUtxo,
  storeWithdrawal,
} from './storage.ts';
import { type Batch, type Payment, type Utxo, UtxoState, WithdrawalState } from './types.ts';
import { DUST } from './withdrawals.ts';

// All that one payment writes must fit into one Stellar transaction.
const MAX_WITHDRAWALS: u32 = 32;
const MAX_CHANGE_OUTPUTS: u32 = 8;
const MAX_PAYMENTS: u32 = 32;
const MAX_HELD: u32 = 64;

// BIP 125 signals replaceability up to here, and BIP 68 delays nothing from there.
const HIGHEST_REPLACEABLE: u32 = 0xffff_fffd;
const LOWEST_UNDELAYED: u32 = 0x8000_0000;

/** Lets custodians sign this transaction, the first or a further one for the same withdrawals, and returns its id. */
export function authorizePayment(
  attestors: Vec<Address>,
  withdrawal_ids: Vec<BytesN<32>>,
  unsigned_tx: Bytes,
): BytesN<32> {
  const count = withdrawal_ids.length;
  require(count >= 1 && count <= MAX_WITHDRAWALS, ReserveError.InvalidBatchSize);
  const transaction = parseTransaction(unsigned_tx);
  requireReplaceable(transaction);
  const txid = transaction.txid;
  require(!hasPayment(txid), ReserveError.PaymentExists);

  const fee = feeOf(transaction);
  require(fee <= loadPolicy().fee_cap, ReserveError.FeeOverCap);
  requireExactPayments(transaction, withdrawal_ids, fee);
  const change_outputs = expectChange(transaction, count);

  const first = loadWithdrawal(withdrawal_ids.at(0));
  const isFirst = first.state === WithdrawalState.Pending;
  const batch_id = isFirst ? txid : first.batch;
  if (isFirst) openBatch(txid, withdrawal_ids, transaction.inputs);
  else replacePayment(batch_id, withdrawal_ids, transaction, fee);

  const payment: Payment = { batch: batch_id, change_outputs, fee, inputs: transaction.inputs };
  storePayment(txid, payment);
  publish<PaymentAuthorized>({ txid, batch: batch_id, attestors, fee, withdrawals: withdrawal_ids });
  return txid;
}

// What is authorized must be able to confirm now, and to be replaced by a higher fee when it does not.
function requireReplaceable(transaction: BitcoinTransaction): void {
  require(transaction.version >= 1 && transaction.version <= 2, ReserveError.NotReplaceable);
  require(transaction.max_sequence <= HIGHEST_REPLACEABLE, ReserveError.NotReplaceable);
  require(transaction.min_sequence >= LOWEST_UNDELAYED, ReserveError.NotReplaceable);
  if (transaction.lock_time === 0) return;
  require(hasProof(), ReserveError.NotReplaceable);
  require(transaction.lock_time <= loadProof().bitcoin_height, ReserveError.NotReplaceable);
}

/** What the inputs hold beyond the outputs. Inputs that the reserve does not know hold nothing. */
function feeOf(transaction: BitcoinTransaction): u64 {
  let total_in: u64 = 0;
  for (const input of transaction.inputs) total_in += loadUtxo(input).amount;
  require(total_in >= transaction.total_out, ReserveError.InsufficientInputs);
  return total_in - transaction.total_out;
}

/**
 * Output i pays withdrawal i its amount less its share of the fee. The shares are equal, and the first ones carry the
 * satoshis that do not divide, so that everyone computes the same outputs, and the reserve pays nothing of the fee.
 */
function requireExactPayments(transaction: BitcoinTransaction, ids: Vec<BytesN<32>>, fee: u64): void {
  const count = ids.length;
  require(transaction.outputs.length >= count, ReserveError.WrongPayment);
  const share = fee / (count as u64);
  const rest = fee % (count as u64);
  for (let i: u32 = 0; i < count; i++) {
    require(ids.indexOf(ids.at(i)).unwrap() === i, ReserveError.DuplicateWithdrawal);
    const withdrawal = loadWithdrawal(ids.at(i));
    const cost = (i as u64) < rest ? share + 1 : share;
    require(cost <= withdrawal.max_fee, ReserveError.FeeOverUserLimit);
    const output = transaction.outputs.at(i);
    require(output.script === withdrawal.script, ReserveError.WrongPayment);
    require(output.amount === withdrawal.amount - cost, ReserveError.WrongPayment);
  }
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

function openBatch(txid: BytesN<32>, ids: Vec<BytesN<32>>, inputs: Vec<Outpoint>): void {
  for (const id of ids) {
    const withdrawal = loadWithdrawal(id);
    require(withdrawal.state === WithdrawalState.Pending, ReserveError.InvalidWithdrawalState);
    require(ledger.timestamp() < withdrawal.deadline, ReserveError.DeadlinePassed);
    withdrawal.state = WithdrawalState.Authorized;
    withdrawal.batch = txid;
    storeWithdrawal(id, withdrawal);
  }
  const batch: Batch = {
    anchor: inputs.at(0),
    completed: false,
    held: holdInputs(Vec.empty<Outpoint>(), inputs),
    latest: txid,
    payments: 1,
    withdrawals: ids,
  };
  storeBatch(txid, batch);
}

/**
 * A further transaction for the same withdrawals. Sharing an input with the one before it would not be enough: of
 * three in a row, the first and the last could both confirm. All of them share the anchor instead.
 */
function replacePayment(batch_id: BytesN<32>, ids: Vec<BytesN<32>>, transaction: BitcoinTransaction, fee: u64): void {
  const withdrawal = loadWithdrawal(ids.at(0));
  require(withdrawal.state === WithdrawalState.Authorized, ReserveError.InvalidWithdrawalState);
  const batch = loadBatch(batch_id);
  require(ids === batch.withdrawals, ReserveError.DifferentWithdrawals);
  require(transaction.inputs.includes(batch.anchor), ReserveError.MissesAnchor);
  require(fee > loadPayment(batch.latest).fee, ReserveError.FeeNotHigher);
  require(batch.payments < MAX_PAYMENTS, ReserveError.TooManyReplacements);
  batch.held = holdInputs(batch.held, transaction.inputs);
  require(batch.held.length <= MAX_HELD, ReserveError.TooManyReplacements);
  batch.latest = transaction.txid;
  batch.payments += 1;
  storeBatch(batch_id, batch);
}

/** Commits the inputs that the batch does not hold yet; they must be free. Returns all that it holds then. */
function holdInputs(held: Vec<Outpoint>, inputs: Vec<Outpoint>): Vec<Outpoint> {
  let all = held;
  for (const input of inputs) {
    if (held.includes(input)) continue;
    require(loadUtxo(input).state === UtxoState.Unspent, ReserveError.InputNotAvailable);
    markOutput(input, UtxoState.Committed);
    all = all.push(input);
  }
  return all;
}
