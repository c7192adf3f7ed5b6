import { type Bytes, type BytesN, bytes, require, type u32, type u64 } from '@istsi/soroban-sdk';
import { ReserveError } from '../errors.ts';

/** Reads Bitcoin's little-endian wire format front to back. Reading beyond the end is a malformed transaction. */
export class Reader {
  private position: u32 = 0;

  constructor(private readonly data: Bytes) {}

  u8(): u32 {
    const at = this.advance(1);
    return this.data.at(at) as u32;
  }

  u32(): u32 {
    return littleEndian(this.data, this.advance(4), 4) as u32;
  }

  u64(): u64 {
    return littleEndian(this.data, this.advance(8), 8);
  }

  bytes(length: u32): Bytes {
    const start = this.advance(length);
    return this.data.slice(start, start + length);
  }

  /** 32 bytes, turned round: from the order of the wire to the order in which explorers print a txid. */
  hash(): BytesN<32> {
    return reversed(this.data, this.advance(32));
  }

  /** A CompactSize of at most `most`, in its only valid encoding: the shortest. */
  compactSize(most: u32): u32 {
    const first = this.u8();
    let value = first;
    if (first === 0xfd) {
      value = littleEndian(this.data, this.advance(2), 2) as u32;
      require(value >= 0xfd, ReserveError.MalformedTransaction);
    } else if (first > 0xfd) {
      // 65536 of anything is more than any bound here.
      throw ReserveError.MalformedTransaction;
    }
    require(value <= most, ReserveError.MalformedTransaction);
    return value;
  }

  requireEnd(): void {
    require(this.position === this.data.length, ReserveError.MalformedTransaction);
  }

  private advance(length: u32): u32 {
    const start = this.position;
    require(length <= this.data.length - start, ReserveError.MalformedTransaction);
    this.position = start + length;
    return start;
  }
}

/** 32 bytes from `start`, in reverse order. */
export function reversed(data: Bytes, start: u32): BytesN<32> {
  // A number read little-endian and written big-endian is its eight bytes turned round.
  return bytes('')
    .pushU64(littleEndian(data, start + 24, 8))
    .pushU64(littleEndian(data, start + 16, 8))
    .pushU64(littleEndian(data, start + 8, 8))
    .pushU64(littleEndian(data, start, 8))
    .toBytesN<32>();
}

function littleEndian(data: Bytes, start: u32, size: u32): u64 {
  let value: u64 = 0;
  for (let i: u32 = 0; i < size; i++) value |= (data.at(start + i) as u64) << ((8 * i) as u64);
  return value;
}
