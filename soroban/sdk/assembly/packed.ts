import type { Bytes } from './bytes';
import type { BytesN } from './bytes-n';
import * as env from './env';
import { bytesFromMemory } from './memory';
import type { Str } from './text';
import { fromHandle, u32Val } from './val';

/**
 * Numbers at fixed places in a fixed number of bytes, least significant byte first. They lie in the contract's own memory:
 * reading and writing one is no call of the host. Begins as zeros, which is what memory that nobody had before holds.
 */
@unmanaged
@final
export class Packed {
  private constructor(
    private readonly start: usize,
    readonly length: u32,
  ) {}

  static empty(length: u32): Packed {
    return new Packed(heap.alloc(length), length);
  }

  static from(bytes: Bytes): Packed {
    const length = bytes.length;
    const packed = Packed.empty(length);
    env.bytes_copy_to_linear_memory(bytes.__toVal(), u32Val(0), u32Val(<u32>packed.start), u32Val(length));
    return packed;
  }

  toBytes(): Bytes {
    return fromHandle<Bytes>(bytesFromMemory(this.start, this.length));
  }

  /** Bytes from `start` up to, not including, `end`. */
  slice(start: u32, end: u32): Bytes {
    if (end < start) unreachable();
    return fromHandle<Bytes>(bytesFromMemory(this.place(start, end - start), end - start));
  }

  /** Whether so many bytes here and there are the same. */
  @inline
  isSame(at: u32, other: Packed, otherAt: u32, length: u32): bool {
    const here = this.place(at, length);
    const there = other.place(otherAt, length);
    // Hashes, in one step.
    if (length === 32) return isSame32(here, there);
    let i: u32 = 0;
    for (; i + 8 <= length; i += 8) if (load<u64>(here + i) !== load<u64>(there + i)) return false;
    for (; i < length; i++) if (load<u8>(here + i) !== load<u8>(there + i)) return false;
    return true;
  }

  /** Zeros from `start` up to, not including, `end`. */
  clear(start: u32, end: u32): void {
    if (end < start) unreachable();
    const length = end - start;
    const first = this.place(start, length);
    let i: u32 = 0;
    for (; i + 8 <= length; i += 8) store<u64>(first + i, 0);
    for (; i < length; i++) store<u8>(first + i, 0);
  }

  setBytes<N>(at: u32, bytes: BytesN<N>): void {
    const length = <u32>offsetof<N>();
    const place = <u32>this.place(at, length);
    env.bytes_copy_to_linear_memory(bytes.__toVal(), u32Val(0), u32Val(place), u32Val(length));
  }

  setStr(at: u32, text: Str): void {
    const length = text.length;
    const place = <u32>this.place(at, length);
    env.string_copy_to_linear_memory(text.__toVal(), u32Val(0), u32Val(place), u32Val(length));
  }

  /** `bytes` with these from `at` on, in place of what was there or after it. */
  writeTo(bytes: Bytes, at: u32): Bytes {
    return fromHandle<Bytes>(
      env.bytes_copy_from_linear_memory(bytes.__toVal(), u32Val(at), u32Val(<u32>this.start), u32Val(this.length)),
    );
  }

  u8At(at: u32): u32 {
    return load<u8>(this.place(at, 1));
  }

  setU8(at: u32, value: u32): void {
    if (value > 0xff) unreachable();
    store<u8>(this.place(at, 1), <u8>value);
  }

  u32At(at: u32): u32 {
    return load<u32>(this.place(at, 4));
  }

  setU32(at: u32, value: u32): void {
    store<u32>(this.place(at, 4), value);
  }

  u64At(at: u32): u64 {
    return load<u64>(this.place(at, 8));
  }

  setU64(at: u32, value: u64): void {
    store<u64>(this.place(at, 8), value);
  }

  /** Traps beyond the end. */
  private place(at: u32, size: u32): usize {
    if (at > this.length || this.length - at < size) unreachable();
    return this.start + at;
  }
}

function isSame32(here: usize, there: usize): bool {
  const differing =
    (load<u64>(here) ^ load<u64>(there)) |
    (load<u64>(here, 8) ^ load<u64>(there, 8)) |
    (load<u64>(here, 16) ^ load<u64>(there, 16)) |
    (load<u64>(here, 24) ^ load<u64>(there, 24));
  return differing === 0;
}
