import { type Bytes, type bool, Packed, require, type u32, type u64, Vec } from '@istsi/soroban-sdk';
import { RelayError } from './errors.ts';
import type { TransactionOutput } from './types.ts';

const MAX_MONEY: u64 = 2_100_000_000_000_000;
const HASH: u32 = 32;

/** Reads Bitcoin's wire format front to back, in the contract's own memory. Beyond the end nothing is well-formed. */
class Reader {
  private readonly data: Packed;

  private position: u32 = 0;

  constructor(private readonly raw: Bytes) {
    this.data = Packed.from(raw);
  }

  u32(): u32 {
    return this.data.u32At(this.advance(4));
  }

  u64(): u64 {
    return this.data.u64At(this.advance(8));
  }

  bytes(length: u32): Bytes {
    const start = this.advance(length);
    return this.raw.slice(start, start + length);
  }

  /** A CompactSize in its only valid encoding: the shortest. */
  compactSize(): u32 {
    const first = this.data.u8At(this.advance(1));
    if (first < 0xfd) return first;
    // More than 32 bits of anything is more than a block holds.
    require(first < 0xff, RelayError.MalformedTransaction);
    const value = first === 0xfd ? this.u16() : this.u32();
    require(value >= (first === 0xfd ? 0xfd : 0x10000), RelayError.MalformedTransaction);
    return value;
  }

  /** Whether the next 36 bytes are the outpoint that a coinbase spends. Passes over them. */
  isNullOutpoint(): bool {
    const start = this.advance(HASH);
    let bits: u64 = 0;
    for (let i: u32 = 0; i < HASH; i += 8) bits |= this.data.u64At(start + i);
    return this.u32() === u32.MAX_VALUE && bits === 0;
  }

  advance(length: u32): u32 {
    const start = this.position;
    require(length <= this.data.length - start, RelayError.MalformedTransaction);
    this.position = start + length;
    return start;
  }

  isAtEnd(): bool {
    return this.position === this.data.length;
  }

  private u16(): u32 {
    const at = this.advance(2);
    return this.data.u8At(at) | (this.data.u8At(at + 1) << 8);
  }
}

/** A transaction that was read to its end. */
export class Transaction {
  private constructor(
    readonly is_coinbase: bool,
    readonly outputs: Vec<TransactionOutput>,
  ) {}

  /** Reads one without witnesses: what its id is the hash of. */
  static read(raw: Bytes): Transaction {
    require(raw.length !== 64, RelayError.MerkleNode);
    const reader = new Reader(raw);
    // The version, of which every number is one.
    reader.advance(4);
    const inputs = reader.compactSize();
    // No inputs is how one with witnesses begins (BIP 144).
    require(inputs > 0, RelayError.MalformedTransaction);
    let is_coinbase = false;
    for (let i: u32 = 0; i < inputs; i++) {
      const isNull = reader.isNullOutpoint();
      if (isNull && inputs === 1) is_coinbase = true;
      reader.advance(reader.compactSize());
      reader.advance(4);
    }
    const outputs = readOutputs(reader);
    reader.advance(4);
    require(reader.isAtEnd(), RelayError.MalformedTransaction);
    return new Transaction(is_coinbase, outputs);
  }
}

function readOutputs(reader: Reader): Vec<TransactionOutput> {
  const count = reader.compactSize();
  require(count > 0, RelayError.MalformedTransaction);
  let outputs = Vec.empty<TransactionOutput>();
  for (let i: u32 = 0; i < count; i++) {
    const amount = reader.u64();
    require(amount <= MAX_MONEY, RelayError.MalformedTransaction);
    const output: TransactionOutput = { amount, script: reader.bytes(reader.compactSize()) };
    outputs = outputs.push(output);
  }
  return outputs;
}
