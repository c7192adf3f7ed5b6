import { BytesN } from './bytes-n';
import * as env from './env';
import { bytesFromMemory } from './memory';
import type { Str } from './text';
import { compareObjects, expectTag, fromHandle, handleOf, sameVals, Tag, toVal, u32Val } from './val';

/** A byte string of any length. Immutable: every change returns another one. */
@unmanaged
@final
export class Bytes {
  __toVal(): u64 {
    return handleOf(changetype<usize>(this), Tag.Bytes);
  }

  __fromVal(val: u64): Bytes {
    expectTag(val, Tag.Bytes);
    return fromHandle<Bytes>(val);
  }

  static empty(): Bytes {
    return fromHandle<Bytes>(env.bytes_new());
  }

  /** The XDR (ScVal) of any value. */
  static serialize<T>(value: T): Bytes {
    return fromHandle<Bytes>(env.serialize_to_bytes(toVal<T>(value)));
  }

  get length(): u32 {
    return <u32>(env.bytes_len(this.__toVal()) >> 32);
  }

  /** Traps beyond the end. */
  @operator('[]') at(index: u32): u8 {
    return <u8>(env.bytes_get(this.__toVal(), u32Val(index)) >> 32);
  }

  set(index: u32, byte: u8): Bytes {
    return fromHandle<Bytes>(env.bytes_put(this.__toVal(), u32Val(index), u32Val(byte)));
  }

  first(): u8 {
    return <u8>(env.bytes_front(this.__toVal()) >> 32);
  }

  last(): u8 {
    return <u8>(env.bytes_back(this.__toVal()) >> 32);
  }

  insert(index: u32, byte: u8): Bytes {
    return fromHandle<Bytes>(env.bytes_insert(this.__toVal(), u32Val(index), u32Val(byte)));
  }

  remove(index: u32): Bytes {
    return fromHandle<Bytes>(env.bytes_del(this.__toVal(), u32Val(index)));
  }

  /** Without the last byte. */
  pop(): Bytes {
    return fromHandle<Bytes>(env.bytes_pop(this.__toVal()));
  }

  push(byte: u8): Bytes {
    return fromHandle<Bytes>(env.bytes_push(this.__toVal(), u32Val(byte)));
  }

  append(other: Bytes): Bytes {
    return fromHandle<Bytes>(env.bytes_append(this.__toVal(), other.__toVal()));
  }

  /** Bytes from `start` up to, not including, `end`. */
  slice(start: u32, end: u32): Bytes {
    return fromHandle<Bytes>(env.bytes_slice(this.__toVal(), u32Val(start), u32Val(end)));
  }

  /** The four bytes of an integer, most significant first, at the end. */
  pushU32(value: u32): Bytes {
    const at = memory.data(4);
    store<u32>(at, bswap<u32>(value));
    return this.append(fromHandle<Bytes>(bytesFromMemory(at, 4)));
  }

  /** The eight bytes of an integer, most significant first, at the end. */
  pushU64(value: u64): Bytes {
    const at = memory.data(8);
    store<u64>(at, bswap<u64>(value));
    return this.append(fromHandle<Bytes>(bytesFromMemory(at, 8)));
  }

  /** Traps unless the length is N. */
  toBytesN<N>(): BytesN<N> {
    return BytesN.fromBytes<N>(this);
  }

  toStr(): Str {
    return fromHandle<Str>(env.bytes_to_string(this.__toVal()));
  }

  @operator('==') static eq(a: Bytes, b: Bytes): bool {
    return sameVals(a.__toVal(), b.__toVal());
  }

  @operator('!=') static ne(a: Bytes, b: Bytes): bool {
    return !sameVals(a.__toVal(), b.__toVal());
  }

  @operator('<') static lt(a: Bytes, b: Bytes): bool {
    return compareObjects(a.__toVal(), b.__toVal()) < 0;
  }

  @operator('>') static gt(a: Bytes, b: Bytes): bool {
    return compareObjects(a.__toVal(), b.__toVal()) > 0;
  }
}
