import { type Bytes, type BytesN, contracttype, crypto, require, type u32, type u64, Vec } from '@istsi/soroban-sdk';
import { ReserveError } from '../errors.ts';
import { Reader, reversed } from './reader.ts';

// More than fits a ledger's write limit, and far less than Bitcoin allows.
const MAX_INPUTS: u32 = 64;
const MAX_OUTPUTS: u32 = 64;
// Bitcoin's own bound: a longer script cannot be spent.
const MAX_SCRIPT: u32 = 10_000;
const MAX_MONEY: u64 = 2_100_000_000_000_000;
// A transaction of this length looks like an inner node of a block's merkle tree (CVE-2017-12842).
const MERKLE_NODE: u32 = 64;

/** One output of a Bitcoin transaction, by the id of the transaction as explorers print it. */
@contracttype
export class Outpoint {
  tx_hash!: BytesN<32>;
  vout!: u32;
}

export function outpointOf(tx_hash: BytesN<32>, vout: u32): Outpoint {
  return { tx_hash, vout };
}

@contracttype
export class BitcoinOutput {
  // Satoshis.
  amount!: u64;
  script!: Bytes;
}

/** A Bitcoin transaction as it is before it is signed. */
@contracttype
export class BitcoinTransaction {
  inputs!: Vec<Outpoint>;
  lock_time!: u32;
  // The largest and the smallest sequence number of all inputs.
  max_sequence!: u32;
  min_sequence!: u32;
  outputs!: Vec<BitcoinOutput>;
  // Satoshis of all outputs together.
  total_out!: u64;
  // The id, which signatures in witnesses do not change, as explorers print it.
  txid!: BytesN<32>;
  version!: u32;
}

/**
 * Reads an unsigned transaction whose inputs are all segwit: no witness, empty script signatures. There is exactly one
 * way to write such a transaction, and every other is refused.
 */
export function parseTransaction(raw: Bytes): BitcoinTransaction {
  require(raw.length !== MERKLE_NODE, ReserveError.MalformedTransaction);
  const reader = new Reader(raw);
  const version = reader.u32();

  // Zero inputs is how the marker of a transaction with witnesses looks (BIP 144).
  const input_count = reader.compactSize(MAX_INPUTS);
  require(input_count > 0, ReserveError.WitnessNotAllowed);
  let inputs = Vec.empty<Outpoint>();
  let max_sequence: u32 = 0;
  let min_sequence: u32 = u32.MAX_VALUE;
  for (let i: u32 = 0; i < input_count; i++) {
    const outpoint: Outpoint = { tx_hash: reader.hash(), vout: reader.u32() };
    require(reader.compactSize(MAX_SCRIPT) === 0, ReserveError.SignatureNotAllowed);
    const sequence = reader.u32();
    if (sequence > max_sequence) max_sequence = sequence;
    if (sequence < min_sequence) min_sequence = sequence;
    require(!inputs.includes(outpoint), ReserveError.DuplicateInput);
    inputs = inputs.push(outpoint);
  }

  const output_count = reader.compactSize(MAX_OUTPUTS);
  require(output_count > 0, ReserveError.MalformedTransaction);
  let outputs = Vec.empty<BitcoinOutput>();
  let total_out: u64 = 0;
  for (let i: u32 = 0; i < output_count; i++) {
    // A negative value has its highest bit set, and is too large as well.
    const amount = reader.u64();
    require(amount <= MAX_MONEY, ReserveError.InvalidOutputAmount);
    total_out += amount;
    require(total_out <= MAX_MONEY, ReserveError.InvalidOutputAmount);
    const output: BitcoinOutput = { amount, script: reader.bytes(reader.compactSize(MAX_SCRIPT)) };
    outputs = outputs.push(output);
  }
  const lock_time = reader.u32();
  reader.requireEnd();
  return {
    inputs,
    lock_time,
    max_sequence,
    min_sequence,
    outputs,
    total_out,
    txid: transactionId(raw),
    version,
  };
}

function transactionId(raw: Bytes): BytesN<32> {
  const inner = crypto.sha256(raw).toBytes();
  return reversed(crypto.sha256(inner).toBytes(), 0);
}
