import { type Bytes, type BytesN, bytes, crypto, ledger, require, type u32, type u64 } from '@istsi/soroban-sdk';
import type { Outpoint } from './bitcoin/transaction.ts';
import { ReserveError } from './errors.ts';
import { loadBooks, loadUtxo, storeBooks, storeUtxo } from './storage.ts';
import { type Books, type Utxo, UtxoState } from './types.ts';

// 21 million BTC in satoshis, more than can ever exist: no sum of valid amounts can overflow 64 bits.
const MAX_MONEY: u64 = 2_100_000_000_000_000;

/** Satoshis below which Bitcoin Core relays no output of any kind: the dust threshold of P2PKH. */
export const DUST: u64 = 546;

// The commitment to the set of outputs is a chain: each change hashes the commitment before it, '+' or '-', the txid,
// the output's number and its amount, big-endian. Whoever replays the events finds the same set and the same hash;
// nobody finds another history with it.
const ADDED: u32 = 0x2b;
const REMOVED: u32 = 0x2d;

export function emptyBooks(): Books {
  return { owed_btc: 0, total_btc: 0, utxo_commitment: crypto.sha256(bytes('')), utxo_count: 0 };
}

export function requireValidAmount(amount: u64): void {
  require(amount > 0 && amount <= MAX_MONEY, ReserveError.InvalidAmount);
}

/** Counts an output that Bitcoin confirmed, and returns the new total. */
export function addOutput(outpoint: Outpoint, amount: u64, confirmations: u32): u64 {
  const books = loadBooks();
  books.total_btc += amount;
  require(books.total_btc <= MAX_MONEY, ReserveError.InvalidAmount);
  books.utxo_count += 1;
  books.utxo_commitment = chained(books.utxo_commitment, ADDED, outpoint, amount);
  storeBooks(books);
  const utxo: Utxo = { amount, confirmations, registered_at: ledger.timestamp(), state: UtxoState.Unspent };
  storeUtxo(outpoint, utxo);
  return books.total_btc;
}

/** Counts an output no longer, for ever, and returns the new total. */
export function removeOutput(outpoint: Outpoint, state: UtxoState): u64 {
  const utxo = loadUtxo(outpoint);
  const books = loadBooks();
  books.total_btc -= utxo.amount;
  books.utxo_count -= 1;
  books.utxo_commitment = chained(books.utxo_commitment, REMOVED, outpoint, utxo.amount);
  storeBooks(books);
  utxo.state = state;
  storeUtxo(outpoint, utxo);
  return books.total_btc;
}

/** Changes the state of an output that counts before and after. */
export function markOutput(outpoint: Outpoint, state: UtxoState): void {
  const utxo = loadUtxo(outpoint);
  utxo.state = state;
  storeUtxo(outpoint, utxo);
}

export function owe(amount: u64): void {
  const books = loadBooks();
  books.owed_btc += amount;
  require(books.owed_btc <= MAX_MONEY, ReserveError.InvalidAmount);
  storeBooks(books);
}

export function oweNoLonger(amount: u64): void {
  const books = loadBooks();
  books.owed_btc -= amount;
  storeBooks(books);
}

function chained(commitment: BytesN<32>, change: u32, outpoint: Outpoint, amount: u64): BytesN<32> {
  const message: Bytes = commitment
    .toBytes()
    .push(change as u8)
    .append(outpoint.tx_hash.toBytes())
    .pushU32(outpoint.vout)
    .pushU64(amount);
  return crypto.sha256(message);
}
